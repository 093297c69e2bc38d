import { unitsText } from '../../engine';
import type { PaperExchange } from '../../server/paper-exchange';
import type { Audience } from './audience';

/** `balance`: an account's figures whenever they are others than those last told. */
export class BalanceChannel {
  readonly #exchange: PaperExchange;
  readonly #audience: Audience;
  /** By account, what was told last. */
  readonly #told = new Map<string, string>();
  #isDue = false;

  constructor(exchange: PaperExchange, audience: Audience) {
    this.#exchange = exchange;
    this.#audience = audience;
  }

  /** Takes note of an account's figures: only what changes from now on is told. */
  begin(profile: string, accountId: string): void {
    const now = this.#figures(profile, accountId);
    if (now && !this.#told.has(accountId)) this.#told.set(accountId, JSON.stringify(now));
  }

  /** When all that happens at once has happened. */
  checkSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.check());
  }

  check(): void {
    this.#isDue = false;
    for (const [accountId, profile] of this.#wanted()) {
      const figures = this.#figures(profile, accountId);
      const text = JSON.stringify(figures);
      if (!figures || this.#told.get(accountId) === text) continue;
      this.#told.set(accountId, text);
      const now = this.#exchange.now();
      const times = { updated: new Date(now).toISOString(), timestamp: (now / 1000).toFixed(6) };
      this.#audience.tell('balance', accountId, () => ({
        type: 'balance',
        account_id: accountId,
        ...figures,
        ...times,
      }));
    }
  }

  /** Accounts that somebody listens to, with their profile; the others are forgotten. */
  #wanted(): ReadonlyMap<string, string> {
    const wanted = new Map<string, string>();
    for (const { subscriptions } of this.#audience)
      for (const id of subscriptions.idsOf('balance')) {
        const profile = subscriptions.profileOf('balance', id);
        if (profile !== undefined) wanted.set(id, profile);
      }
    for (const id of this.#told.keys()) if (!wanted.has(id)) this.#told.delete(id);
    return wanted;
  }

  #figures(profile: string, accountId: string) {
    const { engine, currencies } = this.#exchange;
    const currency = currencies.find((one) => this.#exchange.accountId(profile, one) === accountId);
    if (currency === undefined) return undefined;
    const { total, hold } = engine.balance(profile, currency);
    return { currency, holds: unitsText(hold), available: unitsText(total - hold) };
  }
}
