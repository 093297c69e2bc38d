/** The list of historical orders of Advanced Trade, as it comes when something is wrong with it. */

/** Which order of the list, by its client order id. */
type Which = (clientOid: string) => boolean;

interface ListBody {
  readonly orders: readonly { readonly client_order_id: string }[];
  readonly has_next: boolean;
  readonly cursor: string;
}

/** Stands in no list: whoever asks with it gets a page that names it once more. */
const CIRCLE = 'around-and-around';

export const isList = (path: string): boolean =>
  /^\/api\/v3\/brokerage\/orders\/historical\/batch(?:\?|$)/.test(path);

/** It is asked for the page behind the one that names itself as the next. */
export const isInCircle = (path: string): boolean => path.includes(`cursor=${CIRCLE}`);

/** Only the first rows, and what says that there are more. */
export function withCursor(body: string, cursor: string, kept: number): string {
  const list = JSON.parse(body) as ListBody;
  return JSON.stringify({ ...list, orders: list.orders.slice(0, kept), has_next: true, cursor });
}

/** A page that names itself as the next. */
export const inCircle = (body: string, kept = 0): string => withCursor(body, CIRCLE, kept);

/**
 * @param isLate it is left out without a word.
 * @param isBehind it is on a page that there is said to be, and that nobody can ask for.
 */
export function without(body: string, isLate: Which, isBehind: Which): string {
  const { orders, ...rest } = JSON.parse(body) as ListBody;
  const behind = orders.some(({ client_order_id }) => isBehind(client_order_id));
  const left = orders.filter(({ client_order_id: oid }) => !isLate(oid) && !isBehind(oid));
  return JSON.stringify({ orders: left, ...rest, ...(behind && { has_next: true, cursor: '' }) });
}
