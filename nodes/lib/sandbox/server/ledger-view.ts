import type { SandboxLedger } from '../types';
import { unitsText } from '../engine';
import type { PaperExchange } from './paper-exchange';
import { fillJson, orderJson } from './wire';

/** A copy of the sandbox's own books for the key's profile. */
export function readLedger(exchange: PaperExchange): SandboxLedger {
  const { engine, profile, userId, currencies } = exchange;
  const settledBy = exchange.settledBy();
  return {
    balances: currencies.map((currency) => {
      const { total, hold } = engine.balance(profile, currency);
      return {
        currency,
        balance: unitsText(total),
        hold: unitsText(hold),
        available: unitsText(total - hold),
      };
    }),
    orders: [...engine.orders(profile)].map((order) => orderJson(order, settledBy)),
    fills: [...engine.fills(profile)].map((fill) => fillJson(fill, userId, settledBy)),
  };
}
