import { canonicalUuid } from '../order-name';
import { isLate } from '../order-routes';
import { ok, type Reply } from '../reply';
import type { Call, Route } from '../route';
import { answering, refusal, WrongArgument } from './answers';
import { createOrder } from './create-order';
import { editOrder, previewEdit } from './edit-order';
import { fieldsIn, textsAt } from './fields';
import { listFills, listOrders } from './order-list';
import { previewOrder } from './preview-order';
import { orderJson } from './wire';

/** Orders that one request cancels at most. */
const MOST_CANCELS = 100;

function readOrder({ exchange, profile, params }: Call): Reply {
  const order = exchange.engine.everOrder(profile, canonicalUuid(params['order_id'] ?? '') ?? '');
  if (!order || isLate(order, exchange)) {
    return refusal(404, 'unknown', 'order with this orderID was not found');
  }
  return ok({ order: orderJson(order, exchange) });
}

/** 200 whatever becomes of each. */
function cancelOrders(call: Call): Reply {
  const ids = textsAt(fieldsIn(call.body), 'order_ids');
  if (ids.length === 0) throw new WrongArgument('order_ids is required');
  if (ids.length > MOST_CANCELS) throw new WrongArgument(`order_ids: at most ${MOST_CANCELS}`);
  const results = ids.map((id, index) => {
    const reason =
      ids.indexOf(id) < index ? 'DUPLICATE_CANCEL_REQUEST' : cancelOne(canonicalUuid(id) ?? '', call);
    return {
      success: reason === undefined,
      failure_reason: reason ?? 'UNKNOWN_CANCEL_FAILURE_REASON',
      order_id: id,
    };
  });
  return ok({ results });
}

/** Why it is not canceled; undefined when it is. One that ended otherwise is as unknown as one that never was. */
function cancelOne(id: string, { exchange, profile }: Call): string | undefined {
  const order = exchange.engine.everOrder(profile, id);
  if (order?.doneReason === 'filled') return 'ORDER_IS_FULLY_FILLED';
  if (order && order.status !== 'done' && exchange.conditions.queuedCancelMs > 0) {
    if (exchange.isCancelQueued(order)) return 'DUPLICATE_CANCEL_REQUEST';
    exchange.queueCancel(profile, id);
    return undefined;
  }
  const { kind } = exchange.engine.cancel(profile, id, exchange.stamp());
  if (kind === 'canceled') return undefined;
  return kind === 'refused' ? 'NOT_ALLOWED_TO_CANCEL' : 'UNKNOWN_CANCEL_ORDER';
}

const READ = { method: 'GET', auth: 'view', bucket: 'advanced-private' } as const;
const WRITE = { method: 'POST', auth: 'trade', bucket: 'advanced-private' } as const;

/** Placing, editing, reading and canceling orders; the same orders as on the Exchange face. */
export const orderRoutes: readonly Route[] = [
  {
    ...WRITE,
    path: '/orders',
    summary:
      'market (IOC), limit (GTC, GTD, IOC, FOK, post-only), stop limit and bracket orders; a repeated client_order_id makes none',
    answer: answering(createOrder),
  },
  {
    ...WRITE,
    path: '/orders/preview',
    auth: 'view',
    summary: 'what an order would come to, and what stands against it',
    answer: answering(previewOrder),
  },
  {
    ...WRITE,
    path: '/orders/edit',
    summary: 'another price and size for a limit order (GTC); only smaller keeps its place',
    answer: answering(editOrder),
  },
  {
    ...WRITE,
    path: '/orders/edit_preview',
    auth: 'view',
    summary: 'what the edited order would come to',
    answer: answering(previewEdit),
  },
  {
    ...WRITE,
    path: '/orders/batch_cancel',
    summary: 'cancels up to 100 orders, each with its own result',
    answer: answering(cancelOrders),
  },
  {
    ...READ,
    path: '/orders/historical/batch',
    summary: 'own orders by status, product, side, kind and date, sorted, in pages; canceled ones too',
    answer: answering(listOrders),
  },
  {
    ...READ,
    path: '/orders/historical/fills',
    summary: 'own fills by order, product and date, in pages',
    answer: answering(listFills),
  },
  { ...READ, path: '/orders/historical/{order_id}', summary: 'one order', answer: answering(readOrder) },
];
