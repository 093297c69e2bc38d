import { unitsText } from '../../engine';
import { stableId } from '../keys';
import { ok, type Reply } from '../reply';
import type { Call } from '../route';
import { denied } from './answers';
import { FOREIGN_PORTFOLIO } from './create-order';
import { type Estimate, estimate } from './estimate';
import { OrderFailure } from './failure';
import { fieldsIn } from './fields';
import { failureFor, isForeignBody, orderIn } from './order-entry';

const NOTHING: Estimate = {
  size: 0n,
  value: 0n,
  commission: 0n,
  total: 0n,
  averagePrice: 0n,
  slippage: 0n,
  bestBid: 0n,
  bestAsk: 0n,
};

/** What an order would come to, and what stands against it; nothing is placed. */
export function previewOrder(call: Call): Reply {
  const fields = fieldsIn(call.body);
  if (isForeignBody(fields, call)) return denied(FOREIGN_PORTFOLIO);
  try {
    const request = orderIn(fields, call);
    const failure = failureFor(request, call.exchange);
    return ok(previewJson(call, estimate(request, call.exchange), failure ? [failure.preview] : []));
  } catch (thrown) {
    if (thrown instanceof OrderFailure) return ok(previewJson(call, NOTHING, [thrown.failure.preview]));
    throw thrown;
  }
}

function previewJson({ exchange, body }: Call, estimated: Estimate, errs: readonly string[]) {
  return {
    ...estimateJson(estimated),
    errs,
    warning: [],
    is_max: false,
    est_average_filled_price: unitsText(estimated.averagePrice),
    preview_id: errs.length > 0 ? '' : stableId(exchange.settings.seed, `preview ${exchange.now()} ${body}`),
    leverage: '',
    margin_ratio_data: null,
  };
}

/** What previews of new and of edited orders have in common. */
export function estimateJson({ total, commission, slippage, value, size, bestBid, bestAsk }: Estimate) {
  return {
    order_total: unitsText(total),
    commission_total: unitsText(commission),
    slippage: unitsText(slippage),
    quote_size: unitsText(value),
    base_size: unitsText(size),
    best_bid: unitsText(bestBid),
    best_ask: unitsText(bestAsk),
  };
}
