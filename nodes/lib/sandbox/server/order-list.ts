import type { EngineOrder } from '../engine';
import { isoTime } from './clock';
import { createdAtCursor, cutPage, pageHeaders, parsePage } from './pages';
import { notFound, ok, refuse, type Reply } from './reply';
import type { Call } from './route';
import { parseTimeRange } from './time-range';
import { orderJson } from './wire';
import { canonicalUuid } from './order-name';

/** What the filter lets through; in the sandbox no order stays `pending` or `received`. */
const STATUSES = new Set(['all', 'open', 'pending', 'active', 'received', 'done', 'settled', 'rejected']);

type Compare = (a: EngineOrder, b: EngineOrder) => number;

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byUnits = (a = 0n, b = 0n): number => (a < b ? -1 : Number(a > b));

/** The fields that `sortedBy` takes. */
const SORTS: Readonly<Record<string, Compare>> = {
  created_at: (a, b) => a.createdAt - b.createdAt,
  price: (a, b) => byUnits(a.price, b.price),
  size: (a, b) => byUnits(a.size, b.size),
  order_id: (a, b) => byText(a.id, b.id),
  side: (a, b) => byText(a.side, b.side),
  type: (a, b) => byText(a.type, b.type),
};

/** GET /orders: open ones and waiting stops unless the query asks for others; newest first. */
export function listOrders(call: Call): Reply {
  const { exchange, profile, query } = call;
  const statuses = query.getAll('status').filter((status) => status !== '');
  const strange = statuses.find((status) => !STATUSES.has(status));
  if (strange !== undefined) return refuse(400, `Invalid status ${strange.slice(0, 80)}`);
  const product = query.get('product_id') ?? '';
  if (product !== '' && !exchange.products.has(product)) return notFound();
  const asked = query.get('profile_id') ?? '';
  if (asked !== '' && canonicalUuid(asked) !== profile) return notFound();
  const range = parseTimeRange(query);
  if (range.kind === 'refused') return range.reply;
  const found = filtered(
    withStatus(call, statuses),
    (order) => (product === '' || order.productId === product) && range.value(order.createdAt),
  );
  return listed(found, query, exchange.settledBy());
}

/** Newest first. The spot market is the only one: a filter for another finds nothing. */
function withStatus({ exchange, profile, query }: Call, statuses: readonly string[]): Iterable<EngineOrder> {
  const { engine } = exchange;
  if ((query.get('market_type') ?? 'spot') !== 'spot') return [];
  const finished = statuses.some((status) => ['all', 'done', 'settled', 'rejected'].includes(status));
  if (!finished) {
    const open = engine.openOrders(profile);
    return statuses.length === 0 ? open : open.filter(({ status }) => statuses.includes(status));
  }
  return filtered(
    engine.orders(profile),
    ({ status }) =>
      statuses.includes('all') ||
      statuses.includes(status) ||
      (status === 'done' && statuses.includes('settled')),
  );
}

/** Lazy, so that the first page of a long list costs no more than itself. */
function* filtered<T>(rows: Iterable<T>, wanted: (row: T) => boolean): Iterable<T> {
  for (const row of rows) if (wanted(row)) yield row;
}

function listed(newestFirst: Iterable<EngineOrder>, query: URLSearchParams, settledBy: number): Reply {
  const sortedBy = query.get('sortedBy') || 'created_at';
  const sorting = query.get('sorting') || 'desc';
  const compare = Object.hasOwn(SORTS, sortedBy) ? SORTS[sortedBy] : undefined;
  if (!compare) return refuse(400, `Invalid sortedBy ${sortedBy.slice(0, 80)}`);
  if (sorting !== 'asc' && sorting !== 'desc') return refuse(400, `Invalid sorting ${sorting.slice(0, 80)}`);
  const request = parsePage(query, createdAtCursor, 100);
  if (request.kind === 'refused') return request.reply;
  const { rows, placeOf } = arranged(newestFirst, sortedBy, compare, sorting);
  const { before, after, limit } = request.value;
  const page = cutPage(rows, (order) => placeOf(order.createdAt), {
    before: before === undefined ? undefined : placeOf(before),
    after: after === undefined ? undefined : placeOf(after),
    limit,
  });
  return ok(
    page.map((order) => orderJson(order, settledBy)),
    pageHeaders(page, (order) => isoTime(order.createdAt)),
  );
}

/**
 * The rows in listing order, and where a `created_at` lies in it. Sorted by time any time has a place; sorted by
 * something else only the orders in the list have one, and a cursor that has left the list counts as its start.
 */
function arranged(
  newestFirst: Iterable<EngineOrder>,
  sortedBy: string,
  compare: Compare,
  sorting: 'asc' | 'desc',
): { rows: Iterable<EngineOrder>; placeOf: (createdAt: number) => number } {
  if (sortedBy === 'created_at' && sorting === 'desc') {
    return { rows: newestFirst, placeOf: (createdAt) => -createdAt };
  }
  const sign = sorting === 'asc' ? 1 : -1;
  const rows = [...newestFirst].sort((a, b) => sign * (compare(a, b) || a.createdAt - b.createdAt));
  if (sortedBy === 'created_at') return { rows, placeOf: (createdAt) => createdAt };
  const places = new Map(rows.map((order, place) => [order.createdAt, place]));
  return { rows, placeOf: (createdAt) => places.get(createdAt) ?? -1 };
}
