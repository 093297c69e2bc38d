import { unitsText } from '../../engine';
import type { PaperExchange } from '../../server/paper-exchange';

/** The messages of the `balance` channel: an account's figures whenever they are others than those last told. */
export class BalanceTold {
  readonly #exchange: PaperExchange;
  readonly #last = new Map<string, string>();

  constructor(exchange: PaperExchange) {
    this.#exchange = exchange;
  }

  /** Undefined while nothing has changed. The first call only takes note. @param accountId of this profile. */
  news(profile: string, accountId: string): Record<string, unknown> | undefined {
    const { engine, currencies } = this.#exchange;
    const currency = currencies.find((one) => this.#exchange.accountId(profile, one) === accountId);
    if (currency === undefined) return undefined;
    const { total, hold } = engine.balance(profile, currency);
    const figures = { holds: unitsText(hold), available: unitsText(total - hold) };
    const text = `${figures.holds} ${figures.available}`;
    const last = this.#last.get(accountId);
    this.#last.set(accountId, text);
    if (last === undefined || last === text) return undefined;
    const now = this.#exchange.now();
    return {
      type: 'balance',
      account_id: accountId,
      currency,
      ...figures,
      updated: new Date(now).toISOString(),
      timestamp: (now / 1000).toFixed(6),
    };
  }
}
