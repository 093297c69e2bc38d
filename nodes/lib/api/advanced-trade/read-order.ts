/** Reads orders and fills of Advanced Trade into the shape of this package. Source: list-orders, list-fills reference. */
import { decimal, decimalText } from '../../rules/decimal';
import type { Fill, Order, OrderStatus, OrderType, Stop } from '../../rules/orders';
import { isPlainObject } from '../../rules/shapes';
import { say } from '../../sentences';
import { amount, amounts, listOf, textOr, texts, unexpected, type Wire } from '../wire-values';
import { STOP_DIRECTION } from './configuration';
import { objectAt } from './paths';

/** A status that nobody knows is not known to be an end either. */
const STATUS: Readonly<Record<string, OrderStatus>> = {
  PENDING: 'pending',
  QUEUED: 'pending',
  OPEN: 'open',
  CANCEL_QUEUED: 'open',
  EDIT_QUEUED: 'open',
  FILLED: 'done',
  CANCELLED: 'done',
  EXPIRED: 'done',
  FAILED: 'rejected',
};

export function statusOf(told: unknown): OrderStatus {
  return STATUS[textOr(told, '')] ?? 'pending';
}

/** Of an order that is done. */
export function doneReason(told: unknown): 'filled' | 'canceled' {
  return told === 'FILLED' ? 'filled' : 'canceled';
}

export const TIME_IN_FORCE: Readonly<Record<string, string>> = {
  GOOD_UNTIL_CANCELLED: 'GTC',
  GOOD_UNTIL_DATE_TIME: 'GTT',
  IMMEDIATE_OR_CANCEL: 'IOC',
  FILL_OR_KILL: 'FOK',
};

/** Values of `order_type` that have a limit price. */
const LIMITS: ReadonlySet<unknown> = new Set(['LIMIT', 'STOP_LIMIT', 'BRACKET', 'TWAP', 'SCALED']);

/** What a kind of order ends with where the answer names no time in force. */
const TIME_OF_KIND: readonly (readonly [RegExp, string])[] = [
  [/_gtc$/, 'GTC'],
  [/_gtd$/, 'GTT'],
  [/_ioc$/, 'IOC'],
  [/_fok$/, 'FOK'],
];

/** @throws CoinbaseError RESPONSE_NOT_JSON when the answer holds no order. */
export function readOrder(body: unknown): Order {
  const wire = objectAt(body, 'order');
  const order = wire && orderOf(wire);
  if (!order) throw unexpected(say('answer.order'));
  return order;
}

/** @returns `all`: every row that names an order could be read. */
export function readOrders(body: unknown): { readonly orders: Order[]; readonly all: boolean } {
  const rows = listOf(objectList(body, 'orders'), 'orders').filter(isPlainObject);
  const read = rows.map((row) => ({ row, order: orderOf(row) }));
  return {
    orders: read.flatMap(({ order }) => order ?? []),
    all: read.every(({ row, order }) => order !== undefined || row['order_id'] === undefined),
  };
}

export function orderOf(wire: Wire): Order | undefined {
  const { order_id, product_id } = wire;
  const side = sideOf(wire['side']);
  const status = statusOf(wire['status']);
  if (typeof order_id !== 'string' || order_id === '' || typeof product_id !== 'string' || !side)
    return undefined;
  const asked = askedOf(wire['order_configuration'], wire);
  const waits = status === 'open' && asked.stop && wire['trigger_status'] === 'STOP_PENDING';
  const filled_size = amount(wire['filled_size']) ?? '0';
  return {
    id: order_id,
    product_id,
    side,
    ...renamed(wire, { client_oid: 'client_order_id', profile_id: 'retail_portfolio_id' }),
    ...asked,
    status: waits ? 'active' : status,
    ...(status === 'done' && { done_reason: doneReason(wire['status']) }),
    ...(status === 'rejected' && rejection(wire)),
    filled_size,
    executed_value: amount(wire['filled_value']) ?? '0',
    fill_fees: amount(wire['total_fees']) ?? '0',
    // Whoever has filled nothing has nothing to settle.
    settled: wire['settled'] === true || (isOver(status) && filled_size === '0'),
    created_at: textOr(wire['created_time'], ''),
    ...(wire['status'] === 'FILLED' && renamed(wire, { done_at: 'last_fill_time' })),
  };
}

function isOver(status: OrderStatus): boolean {
  return status === 'done' || status === 'rejected';
}

function rejection(wire: Wire): { reject_reason?: string } {
  const { reject_reason, reject_message } = texts(wire, ['reject_reason', 'reject_message']);
  const reason = reject_reason === 'REJECT_REASON_UNSPECIFIED' ? undefined : reject_reason;
  const said = [reason, reject_message].filter((text) => text !== undefined).join(': ');
  return said === '' ? {} : { reject_reason: said };
}

type Asked = Partial<
  Pick<
    Order,
    | 'type'
    | 'size'
    | 'funds'
    | 'specified_funds'
    | 'price'
    | 'time_in_force'
    | 'expire_time'
    | 'post_only'
    | 'stop'
    | 'stop_price'
  >
>;

/** What was asked for, out of the one member of `order_configuration`. */
function askedOf(configuration: unknown, order: Wire): Asked {
  const [kind = '', fields] = isPlainObject(configuration) ? (Object.entries(configuration)[0] ?? []) : [];
  const wire: Wire = isPlainObject(fields) ? fields : {};
  const size = amount(wire['base_size']);
  const type = typeOf(kind, order['order_type']);
  const market = type === 'market';
  const told = TIME_IN_FORCE[textOr(order['time_in_force'], '')];
  const time_in_force = told ?? TIME_OF_KIND.find(([ending]) => ending.test(kind))?.[1];
  const stop = stopOf(wire['stop_direction']);
  const funds = market ? amount(wire['quote_size']) : undefined;
  const price = amount(wire['limit_price']) ?? amount(wire['max_price']);
  const stop_price = amount(wire['stop_price']) ?? amount(wire['stop_trigger_price']);
  return {
    ...(type && { type }),
    ...(size && { size }),
    ...(funds && { funds, specified_funds: funds }),
    ...(price && { price }),
    ...(time_in_force !== undefined && !market && { time_in_force }),
    ...renamed(wire, { expire_time: 'end_time' }),
    ...(typeof wire['post_only'] === 'boolean' && { post_only: wire['post_only'] }),
    ...(stop && { stop }),
    ...(stop_price && { stop_price }),
  };
}

/** Absent where neither the configuration nor the order's own word tells it: a guess would make it another order. */
function typeOf(kind: string, told: unknown): OrderType | undefined {
  if (kind !== '') return kind.startsWith('market_') ? 'market' : 'limit';
  if (told === 'MARKET') return 'market';
  return LIMITS.has(told) ? 'limit' : undefined;
}

function stopOf(direction: unknown): Stop | undefined {
  return (['loss', 'entry'] as const).find((stop) => STOP_DIRECTION[stop] === direction);
}

export function readFills(body: unknown): Fill[] {
  return listOf(objectList(body, 'fills'), 'fills').flatMap((entry): Fill[] => {
    if (!isPlainObject(entry)) return [];
    const { order_id, product_id, liquidity_indicator } = entry;
    const { price, size: told } = amounts(entry, ['price', 'size']);
    const side = sideOf(entry['side']);
    if (typeof order_id !== 'string' || typeof product_id !== 'string' || !side) return [];
    if (price === undefined || told === undefined) return [];
    const inQuote = entry['size_in_quote'] === true && price !== '0';
    return [
      {
        trade_id: textOr(entry['trade_id'], ''),
        order_id,
        product_id,
        side,
        liquidity: liquidity_indicator === 'MAKER' ? 'M' : liquidity_indicator === 'TAKER' ? 'T' : 'O',
        price,
        size: inQuote ? decimalText(decimal(told).div(price).round(18, 0)) : told,
        fee: amount(entry['commission']) ?? '0',
        created_at: textOr(entry['trade_time'], ''),
        settled: true,
      },
    ];
  });
}

function sideOf(value: unknown): 'buy' | 'sell' | undefined {
  return value === 'BUY' ? 'buy' : value === 'SELL' ? 'sell' : undefined;
}

/** The list of this name: an answer without one is not an empty answer. */
function objectList(body: unknown, name: string): unknown {
  return isPlainObject(body) ? body[name] : undefined;
}

/** Texts under the names of this package. */
function renamed(wire: Wire, names: Readonly<Record<string, string>>): Record<string, string> {
  const found = texts(wire, Object.values(names));
  return Object.fromEntries(
    Object.entries(names).flatMap(([ours, theirs]) => {
      const text = found[theirs];
      return text === undefined ? [] : [[ours, text]];
    }),
  );
}
