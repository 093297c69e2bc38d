import type { EngineOrder } from '../engine';
import { parseOrder } from './order-entry';
import { listOrders } from './order-list';
import { canonicalUuid, parseOrderName, type WireOrderName } from './order-name';
import type { PaperExchange } from './paper-exchange';
import { notFound, ok, refuse, type Reply } from './reply';
import type { Call, Route } from './route';
import { orderJson, placedJson } from './wire';

function placeOrder({ exchange, profile, body }: Call): Reply {
  const request = parseOrder(body, { profile, products: exchange.products });
  if (request.kind === 'refused') return request.reply;
  const result = exchange.engine.place(request.value, exchange.stamp());
  if (result.kind !== 'placed') return refuse(400, result.message);
  const placed = placedJson(result.order);
  exchange.settings.onAccepted?.(placed);
  return ok(placed);
}

function find({ exchange: { engine }, profile }: Call, name: WireOrderName): EngineOrder | undefined {
  return 'id' in name ? engine.order(profile, name.id) : engine.orderByClientOid(profile, name.clientOid);
}

/**
 * An order that was canceled without a fill is forgotten: 404, as if it had never been. A new one can be late, where
 * that is asked for.
 */
function readOrder(call: Call): Reply {
  const name = parseOrderName(call.params['order_id'] ?? '');
  if (name.kind === 'refused') return name.reply;
  const order = find(call, name.value);
  const { exchange } = call;
  if (!order || isLate(order, exchange)) return notFound();
  return ok(orderJson(order, exchange.settledBy()));
}

/** Whether an order is too young to be shown, where that is asked for. */
export function isLate({ createdAt }: EngineOrder, exchange: PaperExchange): boolean {
  const { late404Ms } = exchange.conditions;
  return late404Ms > 0 && exchange.now() < createdAt + late404Ms;
}

/** Answers with the name that the order was canceled by, as JSON text. */
function cancelOrder(call: Call): Reply {
  const { exchange, profile, params, query } = call;
  const name = parseOrderName(params['order_id'] ?? '');
  if (name.kind === 'refused') return name.reply;
  const order = find(call, name.value);
  const product = query.get('product_id') ?? '';
  if (!order || (product !== '' && product.toUpperCase() !== order.productId)) {
    return refuse(404, 'order not found');
  }
  const outcome = exchange.engine.cancel(profile, order.id, exchange.stamp());
  if (outcome.kind === 'unknown') return refuse(404, 'order not found');
  if (outcome.kind === 'already-done') return refuse(400, 'Order already done');
  if (outcome.kind === 'refused') return refuse(400, outcome.message);
  return ok('id' in name.value ? name.value.id : name.value.clientOid);
}

const CANCEL_ALL_NAMES = new Set(['product_id', 'profile_id']);

/** Unlike elsewhere the product id's case does not matter, and a name that the exchange does not know is refused. */
function cancelAll({ exchange, profile, query }: Call): Reply {
  const strange = [...query.keys()].find((name) => !CANCEL_ALL_NAMES.has(name));
  if (strange !== undefined)
    return refuse(400, `Bad Request: unknown query parameter ${strange.slice(0, 80)}`);
  const asked = query.get('profile_id') ?? '';
  if (asked !== '' && canonicalUuid(asked) !== profile) return notFound();
  const product = query.get('product_id')?.toUpperCase() || undefined;
  if (product !== undefined && !exchange.products.has(product)) return refuse(404, 'Product not found');
  const canceled: string[] = [];
  for (const { id } of exchange.engine.openOrders(profile, product)) {
    const { kind } = exchange.engine.cancel(profile, id, exchange.stamp());
    if (kind === 'canceled') canceled.push(id);
  }
  return ok(canceled);
}

const PRIVATE = { bucket: 'private' } as const;

/** Placing, reading and canceling orders. */
export const orderRoutes: readonly Route[] = [
  {
    ...PRIVATE,
    method: 'POST',
    path: '/orders',
    auth: 'trade',
    summary:
      'limit orders (GTC, GTT, IOC, FOK, post-only, stop) and market orders, by size or by funds, with every stp',
    answer: placeOrder,
  },
  {
    ...PRIVATE,
    method: 'GET',
    path: '/orders',
    auth: 'view',
    summary: 'own orders by status, product and date, sorted, in pages',
    answer: listOrders,
  },
  {
    ...PRIVATE,
    method: 'GET',
    path: '/orders/{order_id}',
    auth: 'view',
    summary: 'one order by id or client:id',
    answer: readOrder,
  },
  {
    ...PRIVATE,
    method: 'DELETE',
    path: '/orders/{order_id}',
    auth: 'trade',
    summary: 'cancels one order by id or client:id',
    answer: cancelOrder,
  },
  {
    ...PRIVATE,
    method: 'DELETE',
    path: '/orders',
    auth: 'trade',
    summary: 'cancels every open order, or those of a product',
    answer: cancelAll,
  },
];
