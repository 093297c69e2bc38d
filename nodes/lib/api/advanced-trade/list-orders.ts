import { CoinbaseError } from '../../rules/errors';
import type { Order, OrderStatus } from '../../rules/orders';
import type { Deadline } from '../deadline';
import type { Reader } from '../reader';
import type { CallOptions, OrderFilter } from '../trading-api';
import { partOfList } from '../wire-values';
import { BROKERAGE } from './paths';
import { readOrders } from './read-order';

const LIST = `${BROKERAGE}/orders/historical/batch`;
const PAGE = 100;
const LONGEST_PAGE = 250;
/** An open order that is being changed; it is in no list of `OPEN` ones, which takes no other status beside it. */
const CHANGING = ['CANCEL_QUEUED', 'EDIT_QUEUED'];
const NOT_OPEN = ['PENDING', 'QUEUED', ...CHANGING];
const OVER = ['FILLED', 'CANCELLED', 'EXPIRED', 'FAILED'] as const;
const NOT_DONE: readonly OrderStatus[] = ['pending', 'received', 'open', 'active'];

/**
 * Pages of orders, newest first. Of those that are not done, the few that are not in the book yet come before the
 * others: the API lists them apart. They are asked for first, and those that are being changed once more at the end, so
 * that one that moves on meanwhile is seen twice, not missed, and then told once.
 * @throws CoinbaseError at the end of all where an order was among them that cannot be read, as for a part of a list.
 */
export async function* listOrders(
  { pages }: Pick<Reader, 'pages'>,
  filter: OrderFilter,
  options?: CallOptions,
): AsyncGenerator<readonly Order[]> {
  const wanted = statusesOf(filter.status);
  const seen = new Set<string>();
  const part = { isPart: false };
  for (const order_status of listsOf(wanted)) {
    const query = { ...queryOf(filter), order_status };
    for await (const page of orderPages(pages, query, part, options)) {
      const rows = page.filter(
        (order) => wanted.has(order.status) && isWithin(order, filter) && !seen.has(order.id),
      );
      for (const { id } of rows) seen.add(id);
      if (rows.length > 0) yield rows;
    }
  }
  if (part.isPart) throw partOfList();
}

/** All rows of a list that can be read, page by page. @param part learns of an order among them that cannot be read. */
async function* orderPages(
  pages: Reader['pages'],
  query: Readonly<Record<string, unknown>>,
  part: { isPart: boolean },
  options?: CallOptions,
): AsyncGenerator<readonly Order[]> {
  const parse = (body: unknown): Order[] => {
    const { orders, all } = readOrders(body);
    part.isPart ||= !all;
    return orders;
  };
  try {
    yield* pages(LIST, query, parse, options);
  } catch (thrown) {
    const statuses = [query['order_status'] ?? []].flat();
    // The status is newer than the others, and no list at all would be worse than one without it.
    const known = statuses.filter((status) => status !== 'EDIT_QUEUED');
    const refused = thrown instanceof CoinbaseError && thrown.details.status === 400;
    if (!refused || known.length === statuses.length) throw thrown;
    yield* pages(LIST, { ...query, order_status: known }, parse, options);
  }
}

/** Which orders may be the one that is looked for. */
export interface Haystack {
  /** Not older than this on the exchange's clock, Unix milliseconds; absent: however old. */
  readonly sinceMs?: number | undefined;
  /** Every name that its product may go by; absent: whatever the list calls it. */
  readonly productIds?: readonly string[] | undefined;
  /** Of all pages together. */
  readonly deadline: Deadline;
}

/**
 * The order of a client order id: the API has no filter for it, so the orders since then are looked through. The id
 * alone tells it: an order on BTC-USDC may be listed as BTC-USD.
 */
export async function findByClientOid(
  reader: Pick<Reader, 'pages'>,
  clientOid: string,
  { sinceMs, productIds, deadline }: Haystack,
  options?: CallOptions,
): Promise<Order | undefined> {
  const startDate = sinceMs === undefined ? {} : { startDate: new Date(sinceMs).toISOString() };
  const query = { ...queryOf({ ...startDate, pageSize: LONGEST_PAGE }), product_ids: productIds };
  const part = { isPart: false };
  for await (const page of orderPages(reader.pages, query, part, options)) {
    const found = page.find((order) => isNamed(order, clientOid));
    if (found) return found;
    if (deadline.error) throw deadline.error;
  }
  if (part.isPart) throw partOfList();
  return undefined;
}

/** The order of a client order id among those that are not done. */
export async function findOpen(
  reader: Pick<Reader, 'pages'>,
  clientOid: string,
  options?: CallOptions,
): Promise<Order | undefined> {
  for await (const page of listOrders(reader, { pageSize: LONGEST_PAGE }, options)) {
    const found = page.find((order) => isNamed(order, clientOid));
    if (found) return found;
  }
  return undefined;
}

function isNamed({ client_oid }: Order, clientOid: string): boolean {
  return client_oid?.toLowerCase() === clientOid.toLowerCase();
}

function statusesOf(status: OrderFilter['status'] = []): ReadonlySet<OrderStatus> {
  if (status.includes('all')) return new Set([...NOT_DONE, 'done', 'rejected']);
  const wanted = status.filter((one) => one !== 'all');
  return new Set(wanted.length > 0 ? wanted : NOT_DONE);
}

/** The values of `order_status` of each list to read; undefined for one of all orders. */
function listsOf(wanted: ReadonlySet<OrderStatus>): readonly (readonly string[] | undefined)[] {
  const over = wanted.has('done') || wanted.has('rejected');
  const waiting = NOT_DONE.some((status) => wanted.has(status));
  if (over && waiting) return [undefined];
  return over ? [OVER] : [NOT_OPEN, ['OPEN'], CHANGING];
}

function queryOf({ productId, startDate, endDate, pageSize }: OrderFilter): Record<string, unknown> {
  return {
    product_ids: productId,
    start_date: startDate,
    end_date: endDate,
    limit: Math.min(Math.max(1, Math.trunc(pageSize ?? PAGE)), LONGEST_PAGE),
  };
}

/** The API's dates do not apply to open orders. */
function isWithin({ created_at }: Order, { startDate, endDate }: OrderFilter): boolean {
  const at = Date.parse(created_at);
  return !(at < Date.parse(startDate ?? '')) && !(at > Date.parse(endDate ?? ''));
}
