import type { Connection } from '../lib/api';
import { decimal, isDecimalText } from '../lib/rules/decimal';

/** Time for each question of a form that is open, milliseconds: it goes on without the answer. */
export const PATIENCE_MS = 3000;

/** Several forms, and several editors, may look at once: what was just asked is not asked again. Milliseconds. */
const FRESH_MS = { market: 2000, balances: 10_000 } as const;

/** Answers of one connection that are worth keeping a moment. */
type Looks = Map<string, { readonly at: number; readonly answer: Promise<unknown> }>;

const looks = new WeakMap<Connection, Looks>();

/** Bid, ask and last trade of a product that exists, seconds old at most. */
export function marketOf(
  connection: Connection,
  productId: string,
): ReturnType<Connection['trading']['market']> {
  const ask = () => connection.trading.market(productId, { timeoutMs: PATIENCE_MS });
  return fresh(connection, `market ${productId}`, FRESH_MS.market, ask);
}

/** What may be spent now, by currency, as decimal text. */
export function availableOf(connection: Connection): Promise<ReadonlyMap<string, string>> {
  return fresh(connection, 'balances', FRESH_MS.balances, async () => {
    const balances = await connection.trading.balances({ timeoutMs: PATIENCE_MS });
    return new Map(balances.map(({ currency, available }) => [currency, available]));
  });
}

/** Currencies of which something is there; none when that cannot be read. Never rejects. */
export async function heldOf(connection: Connection): Promise<string[]> {
  try {
    const available = await availableOf(connection);
    return [...available]
      .filter(([, amount]) => isDecimalText(amount) && decimal(amount).gt('0'))
      .map(([one]) => one);
  } catch {
    return [];
  }
}

function fresh<T>(connection: Connection, what: string, forMs: number, ask: () => Promise<T>): Promise<T> {
  const known: Looks = looks.get(connection) ?? new Map();
  looks.set(connection, known);
  const last = known.get(what);
  if (last && performance.now() - last.at < forMs) return last.answer as Promise<T>;
  const answer = ask();
  known.set(what, { at: performance.now(), answer });
  // A failure is told to those who wait for it, and the next one asks again.
  answer.catch(() => known.delete(what));
  return answer;
}
