import { type EditRefusal, type EngineOrder, type OrderTerms, unitsText } from '../../engine';
import { canonicalUuid } from '../order-name';
import { ok, type Reply } from '../reply';
import type { Call } from '../route';
import { estimate } from './estimate';
import { OrderFailure } from './failure';
import { amountAt, type Fields, fieldsIn, requiredAt } from './fields';
import { estimateJson } from './preview-order';

/** By what stands against it: `edit_failure_reason`, and `preview_failure_reason` where that says more. */
const REASONS: Readonly<Record<EditRefusal, readonly [edit: string, preview?: string]>> = {
  unknown: ['ORDER_NOT_FOUND'],
  'not-open': ['ONLY_OPEN_ORDERS_CAN_BE_EDITED'],
  'not-limit': ['ONLY_LIMIT_ORDER_EDITS_SUPPORTED'],
  'by-funds': ['SIZE_IN_QUOTE_EDITS_NOT_ALLOWED'],
  mode: ['COMMANDER_REJECTED_EDIT_ORDER', 'PREVIEW_NOT_ALLOWED_BY_MARKET_STATE'],
  price: ['INVALID_EDITED_PRICE'],
  size: ['INVALID_EDITED_SIZE'],
  filled: ['CANNOT_EDIT_TO_BELOW_FILLED_SIZE'],
  equal: ['EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST'],
  'post-only': ['COMMANDER_REJECTED_EDIT_ORDER', 'PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY'],
  funds: ['COMMANDER_REJECTED_EDIT_ORDER', 'PREVIEW_INSUFFICIENT_FUND'],
};

interface Edit {
  readonly id: string;
  readonly terms: OrderTerms;
}

/** A price or size that is left out counts as 0, as at the real one. */
function editIn(fields: Fields): Edit {
  const id = canonicalUuid(requiredAt(fields, 'order_id')) ?? '';
  return { id, terms: { price: amountAt(fields, 'price') ?? 0n, size: amountAt(fields, 'size') ?? 0n } };
}

/** The order keeps its id, and its place in the book when only its size becomes smaller. */
export function editOrder({ exchange, profile, body }: Call): Reply {
  const fields = fieldsIn(body);
  try {
    const { id, terms } = editIn(fields);
    const outcome = exchange.engine.edit(profile, id, terms, exchange.stamp());
    if (outcome.kind === 'refused') return failed(REASONS[outcome.reason]);
    return ok({ success: true, success_response: { order_id: id }, errors: [] });
  } catch (thrown) {
    if (thrown instanceof OrderFailure) return failed(precisionReason(thrown));
    throw thrown;
  }
}

function precisionReason({ failure }: OrderFailure): readonly [string, string] {
  const edit = failure.reason === 'INVALID_PRICE_PRECISION' ? 'INVALID_EDITED_PRICE' : 'INVALID_EDITED_SIZE';
  return [edit, failure.preview];
}

function errorJson([edit, preview]: readonly [string, string?]) {
  return { edit_failure_reason: edit, preview_failure_reason: preview ?? 'UNKNOWN_PREVIEW_FAILURE_REASON' };
}

function failed(reasons: readonly [string, string?]): Reply {
  const error = errorJson(reasons);
  return ok({ success: false, error_response: error, errors: [error] });
}

/** What the edited order would come to; of the checks only whether it can be edited at all. */
export function previewEdit({ exchange, profile, body }: Call): Reply {
  const { id, terms } = editIn(fieldsIn(body));
  const order = exchange.engine.everOrder(profile, id);
  const reason = refusalFor(order);
  if (order === undefined || reason !== undefined) {
    const errors = [errorJson(REASONS[reason ?? 'unknown'])];
    return ok({
      errors,
      slippage: '0',
      order_total: '0',
      commission_total: '0',
      quote_size: '0',
      base_size: '0',
    });
  }
  const { productId, side, postOnly } = order;
  const size = terms.size - order.filledSize;
  const request = { profile, productId, side, type: 'limit', timeInForce: 'GTC', postOnly } as const;
  const estimated = estimate({ ...request, price: terms.price, size }, exchange);
  const average_filled_price = unitsText(estimated.averagePrice);
  return ok({ errors: [], ...estimateJson(estimated), average_filled_price });
}

function refusalFor(order: EngineOrder | undefined): EditRefusal | undefined {
  if (!order) return 'unknown';
  if (order.status !== 'open') return 'not-open';
  const isPlain = order.type === 'limit' && order.timeInForce === 'GTC' && order.stopPrice === undefined;
  return isPlain ? undefined : 'not-limit';
}
