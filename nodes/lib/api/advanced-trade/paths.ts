import { CoinbaseError } from '../../rules/errors';
import { isPlainObject, shown } from '../../rules/shapes';
import { valueAt } from '../styles/reading';

/** Below this is the whole API. */
export const BROKERAGE = '/api/v3/brokerage';

/** An order id as a part of a path; anything else must not become one. */
export function orderIdText(id: string): string {
  if (/^[0-9A-Za-z-]{1,64}$/.test(id)) return id;
  throw new CoinbaseError('ORDER_INVALID', `${shown(id)} is not an order id`, { sent: false });
}

/** The first object that a body has under this name: `{"order": {...}}`. */
export function objectAt(body: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  const value = valueAt(body, name);
  return isPlainObject(value) ? value : undefined;
}
