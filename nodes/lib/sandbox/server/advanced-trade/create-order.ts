import type { EngineOrder } from '../../engine';
import { ok, type Reply } from '../reply';
import type { Call } from '../route';
import { placedJson } from '../wire';
import { denied } from './answers';
import { configurationOf } from './configuration';
import { type Failure, failureOf, OrderFailure } from './failure';
import { type Fields, fieldsIn } from './fields';
import { clientOrderIdIn, earlierOrder, failureFor, isForeignBody, orderIn } from './order-entry';
import { sideOf } from './wire';

export const FOREIGN_PORTFOLIO = 'User does not have access to portfolio';

/** A client order id that was used before makes no order: the earlier one is the answer, whatever else is asked for. */
export function createOrder(call: Call): Reply {
  const fields = fieldsIn(call.body);
  const clientOid = clientOrderIdIn(fields);
  if (isForeignBody(fields, call)) return denied(FOREIGN_PORTFOLIO);
  const earlier = earlierOrder(call, clientOid);
  if (earlier) return success(earlier);
  try {
    return place(call, fields, clientOid);
  } catch (thrown) {
    if (thrown instanceof OrderFailure) return failed(thrown.failure, fields);
    throw thrown;
  }
}

function place(call: Call, fields: Fields, clientOid: string): Reply {
  const { exchange } = call;
  const request = orderIn(fields, call);
  const failure = failureFor(request, exchange);
  if (failure) return failed(failure, fields);
  const result = exchange.engine.place({ ...request, clientOid }, exchange.stamp());
  if (result.kind === 'refused') return failed(failureOf(result.message), fields);
  exchange.settings.onAccepted?.(placedJson(result.order));
  return success(result.order);
}

function success(order: EngineOrder): Reply {
  return ok({
    success: true,
    success_response: {
      order_id: order.id,
      product_id: order.productId,
      side: sideOf(order),
      client_order_id: order.clientOid ?? '',
      attached_order_id: '',
    },
    order_configuration: configurationOf(order),
  });
}

/** A refused order is 200 as well. */
function failed({ reason, preview, message }: Failure, fields: Fields): Reply {
  return ok({
    success: false,
    error_response: {
      error: reason,
      message,
      error_details: '',
      preview_failure_reason: preview,
      new_order_failure_reason: reason,
    },
    order_configuration: fields['order_configuration'],
  });
}
