import type { EngineOrder } from '../engine';
import { unitsFixed, unitsText } from '../engine';
import { accountOf } from './account-routes';
import type { LedgerRow } from './account-ledger';
import { isoTime } from './clock';
import { stableId } from './keys';
import { createdAtCursor, cutDescending, pageHeaders, parsePage, tradeIdCursor } from './pages';
import { notFound, ok, type Reply } from './reply';
import type { Call, Route } from './route';
import { parseTimeRange } from './time-range';

const DAY_MS = 86_400_000;

function ledgerJson({ id, time, amount, balance, type, details }: LedgerRow): Record<string, unknown> {
  return {
    id: String(id),
    amount: unitsFixed(amount, 16),
    balance: unitsFixed(balance, 16),
    created_at: isoTime(time),
    type,
    details,
  };
}

/** Without a date only the last 24 hours, as the exchange has it since April 2024. */
function accountLedger(call: Call): Reply {
  const { exchange, profile, query } = call;
  const currency = accountOf(call);
  if (currency === undefined) return notFound();
  const range = parseTimeRange(query);
  if (range.kind === 'refused') return range.reply;
  const request = parsePage(query, tradeIdCursor, 100);
  if (request.kind === 'refused') return request.reply;
  const dated = Boolean(query.get('start_date') ?? query.get('end_date'));
  const oldest = dated ? -Infinity : exchange.now() - DAY_MS;
  const rows = wanted(
    exchange.ledger.newestFirst(profile, currency),
    ({ time }) => time >= oldest && range.value(time),
  );
  const page = cutDescending(rows, ({ id }) => id, request.value);
  return ok(
    page.map(ledgerJson),
    pageHeaders(page, ({ id }) => String(id)),
  );
}

function* wanted<T>(rows: Iterable<T>, isWanted: (row: T) => boolean): Iterable<T> {
  for (const row of rows) if (isWanted(row)) yield row;
}

/** One hold for each open order; what it holds shrinks with its fills and goes with the order. */
function accountHolds(call: Call): Reply {
  const { exchange, profile, query } = call;
  const currency = accountOf(call);
  if (currency === undefined) return notFound();
  const request = parsePage(query, createdAtCursor, 100);
  if (request.kind === 'refused') return request.reply;
  const holding = (order: EngineOrder): boolean => {
    const product = exchange.products.get(order.productId);
    return order.hold > 0n && (order.side === 'buy' ? product?.quote : product?.base) === currency;
  };
  const page = cutDescending(
    wanted(exchange.engine.openOrders(profile), holding),
    ({ createdAt }) => createdAt,
    request.value,
  );
  return ok(
    page.map((order) => holdJson(order, exchange.settings.seed)),
    pageHeaders(page, ({ createdAt }) => isoTime(createdAt)),
  );
}

function holdJson({ id, createdAt, hold }: EngineOrder, seed: number): Record<string, unknown> {
  return {
    id: stableId(seed, `hold ${id}`),
    created_at: isoTime(createdAt),
    updated_at: isoTime(createdAt),
    amount: unitsText(hold),
    type: 'order',
    ref: id,
  };
}

const READ = { method: 'GET', auth: 'view', bucket: 'private' } as const;

/** What moved an account, and what open orders hold in it. */
export const ledgerRoutes: readonly Route[] = [
  {
    ...READ,
    path: '/accounts/{account_id}/ledger',
    summary: 'what moved an account (24 hours unless dates are given), in pages',
    answer: accountLedger,
  },
  {
    ...READ,
    path: '/accounts/{account_id}/holds',
    summary: 'what open orders hold in an account, in pages',
    answer: accountHolds,
  },
];
