import type { EngineFill, EngineOrder } from '../../engine';
import { ok, type Reply } from '../reply';
import type { Call } from '../route';
import { denied, WrongArgument } from './answers';
import { FOREIGN_PORTFOLIO } from './create-order';
import { timeOf } from './fields';
import { isLate } from '../order-routes';
import { isForeign } from './order-entry';
import { fillId, fillJson, orderJson, orderTypeOf, productOf, sideOf, statusOf, timeInForceOf } from './wire';

const STATUSES = new Set([
  'PENDING',
  'OPEN',
  'FILLED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
  'UNKNOWN_ORDER_STATUS',
  'QUEUED',
  'CANCEL_QUEUED',
  'EDIT_QUEUED',
]);

/** Rows of a page at most, and where no limit is given. */
const MOST_ROWS = 1000;

/** Rows of a page of fills where no limit is given. */
const USUAL_FILLS = 100;

type Filter<Row> = (row: Row) => boolean;

/** Own orders of either face, newest first, canceled ones too. */
export function listOrders(call: Call): Reply {
  const { exchange, profile, query } = call;
  if (isForeign(query.get('retail_portfolio_id'), call)) return denied(FOREIGN_PORTFOLIO);
  const statuses = given(query, 'order_status');
  const strange = statuses.find((status) => !STATUSES.has(status));
  if (strange !== undefined) throw new WrongArgument(`order_status ${strange.slice(0, 40)} is not known`);
  if (statuses.includes('OPEN') && statuses.length > 1)
    throw new WrongArgument('Cannot pair OPEN orders with other order types');
  const wanted = orderFilter(call, statuses);
  const isOpenOnly = statuses[0] === 'OPEN';
  const rows = isOpenOnly ? exchange.engine.openOrders(profile) : exchange.engine.everyOrder(profile);
  const found = filtered(rows, (order) => wanted(order) && !isLate(order, exchange));
  const sorted = arranged(found, query.get('sort_by') ?? '', ORDER_SORTS);
  const page = cut(sorted, query, MOST_ROWS, ({ id }) => id);
  return ok({
    orders: page.rows.map((order) => orderJson(order, exchange)),
    sequence: '0',
    has_next: page.cursor !== '',
    cursor: page.cursor,
  });
}

function orderFilter({ query, exchange }: Call, statuses: readonly string[]): Filter<EngineOrder> {
  const filters = [
    oneOf<EngineOrder>(statuses, (order) => statusOf(order, exchange)),
    oneOf<EngineOrder>(given(query, 'order_ids'), ({ id }) => id),
    oneOf<EngineOrder>(given(query, 'product_ids'), (order) => productOf(order, exchange)),
    oneOf<EngineOrder>(given(query, 'time_in_forces'), timeInForceOf),
    oneOf<EngineOrder>(given(query, 'order_types'), orderTypeOf),
    oneOf<EngineOrder>(known(given(query, 'order_side'), ['BUY', 'SELL']), sideOf),
    oneOf<EngineOrder>(given(query, 'product_type'), () => 'SPOT'),
    oneOf<EngineOrder>(given(query, 'order_placement_source'), () => 'RETAIL_ADVANCED'),
    oneOf<EngineOrder>(given(query, 'asset_filters'), ({ productId }) => productId.split('-')[0] ?? ''),
    datesOf(query),
  ];
  return (order) => filters.every((fits) => fits(order));
}

/** Dates do not apply to open orders. */
function datesOf(query: URLSearchParams): Filter<EngineOrder> {
  const inside = timesBetween(query, 'start_date', 'end_date');
  return (order) => statusOf(order) === 'OPEN' || inside(order.createdAt);
}

/** Own fills, newest first. */
export function listFills(call: Call): Reply {
  const { exchange, profile, query } = call;
  if (isForeign(query.get('retail_portfolio_id'), call)) return denied(FOREIGN_PORTFOLIO);
  const inside = timesBetween(query, 'start_sequence_timestamp', 'end_sequence_timestamp');
  const filters = [
    oneOf<EngineFill>(given(query, 'order_ids'), ({ orderId }) => orderId),
    oneOf<EngineFill>(given(query, 'trade_ids'), ({ tradeId }) => String(tradeId)),
    oneOf<EngineFill>(given(query, 'product_ids'), (fill) => productOf(fill, exchange)),
    ({ time }: EngineFill) => inside(time),
  ];
  const found = filtered(exchange.engine.fills(profile), (fill) => filters.every((fits) => fits(fill)));
  const sorted = arranged(found, query.get('sort_by') ?? '', FILL_SORTS);
  const page = cut(sorted, query, USUAL_FILLS, fillId);
  return ok({ fills: page.rows.map((fill) => fillJson(fill, exchange)), cursor: page.cursor });
}

/** What comes first; undefined where the rows come so already. */
type Sorts<Row> = Readonly<Record<string, ((row: Row) => bigint) | undefined>>;

const ORDER_SORTS: Sorts<EngineOrder> = {
  '': undefined,
  UNKNOWN_SORT_BY: undefined,
  LIMIT_PRICE: ({ price }) => price ?? 0n,
  LAST_FILL_TIME: ({ lastFillAt }) => BigInt(Math.round((lastFillAt ?? 0) * 1000)),
};

const FILL_SORTS: Sorts<EngineFill> = {
  '': undefined,
  UNKNOWN_SORT_BY: undefined,
  TRADE_TIME: undefined,
  PRICE: ({ price }) => price,
};

/** Highest first. */
function arranged<Row>(rows: Iterable<Row>, sortBy: string, sorts: Sorts<Row>): Iterable<Row> {
  if (!Object.hasOwn(sorts, sortBy)) throw new WrongArgument(`sort_by ${sortBy.slice(0, 40)} is not known`);
  const rank = sorts[sortBy];
  if (!rank) return rows;
  return [...rows].toSorted((a, b) => (rank(a) < rank(b) ? 1 : -Number(rank(a) > rank(b))));
}

/** The rows behind the cursor, which names the last row of the page before; lazy up to the page's end. */
export function cut<Row>(
  rows: Iterable<Row>,
  query: URLSearchParams,
  usual: number,
  nameOf: (row: Row) => string,
  most = MOST_ROWS,
): { readonly rows: readonly Row[]; readonly cursor: string } {
  const limit = Math.min(most, limitIn(query, usual));
  const cursor = query.get('cursor') ?? '';
  let isBehind = cursor === '';
  const page: Row[] = [];
  for (const row of rows) {
    if (!isBehind) {
      isBehind = nameOf(row) === cursor;
      continue;
    }
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) return { rows: page, cursor: nameOf(last) };
    page.push(row);
  }
  return { rows: page, cursor: '' };
}

export function limitIn(query: URLSearchParams, usual: number): number {
  const text = query.get('limit') ?? '';
  if (text === '') return usual;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongArgument('limit must be a whole number');
  return Number(text);
}

/** A list comes as repeated names; an empty value is none. */
export function given(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).filter((text) => text !== '');
}

function known(values: readonly string[], all: readonly string[]): readonly string[] {
  const strange = values.find((value) => !all.includes(value));
  if (strange !== undefined) throw new WrongArgument(`${strange.slice(0, 40)} is none of ${all.join(', ')}`);
  return values;
}

function oneOf<Row>(values: readonly string[], valueOf: (row: Row) => string): Filter<Row> {
  if (values.length === 0) return () => true;
  const wanted = new Set(values);
  return (row) => wanted.has(valueOf(row));
}

/** From the first on, up to and without the second. */
function timesBetween(query: URLSearchParams, first: string, second: string): Filter<number> {
  const [from, to] = [query.get(first) ?? '', query.get(second) ?? ''];
  const start = from === '' ? -Infinity : timeOf(from, first);
  const end = to === '' ? Infinity : timeOf(to, second);
  return (time) => time >= start && time < end;
}

function* filtered<Row>(rows: Iterable<Row>, wanted: Filter<Row>): Iterable<Row> {
  for (const row of rows) if (wanted(row)) yield row;
}
