import { CoinbaseError } from '../../rules/errors';
import { bookOf } from '../../rules/one-book';
import type { OrderConfiguration, OrderIntent, Verdict } from '../../rules/orders';
import { isPlainObject, shown, uuidText } from '../../rules/shapes';
import { say, type Sentence } from '../../sentences';
import type { Answered } from '../core';
import { aboutOrder } from '../place-once';
import { refusal } from '../refusal';
import { advancedTradeStyle } from '../styles/advanced-trade';
import type { RawRequest, RawResponse } from '../trading-api';
import { texts, type Wire } from '../wire-values';
import { objectAt } from './paths';
import { orderOf } from './read-order';
import { reasonOf } from './reasons';

/** Statuses with which the API itself refuses; anything else may come from a machine in between. */
const REFUSING = new Set([400, 401, 403, 404, 429]);

/**
 * What the answer to an order proves. Accepted and refused both need proof; everything that is neither is unknown,
 * even where it looks like a failure.
 * @param configuration what was sent.
 */
export function verdictOfAnswer(
  { response, newStampHelps }: Answered,
  request: RawRequest,
  intent: OrderIntent,
  configuration: OrderConfiguration,
): Verdict {
  if (response.status === 200) return verdictOf200(response, intent, configuration);
  const error = refusal(response, request, advancedTradeStyle.words);
  if (error && isItsOwn(response)) {
    // It says nothing but "Unauthorized"; that its clock differs is known from asking for the time.
    const code = newStampHelps ? 'CLOCK_SKEW' : error.code;
    return {
      kind: 'refused',
      error: aboutOrder(new CoinbaseError(code, error.toldWhy, error.details), intent),
    };
  }
  const why = error ? error.toldWhy : say('unresolved.noAnswer', { status: String(response.status) });
  return {
    kind: 'unknown',
    error: aboutOrder(new CoinbaseError(error?.code ?? 'REQUEST_REFUSED', why, error?.details), intent),
  };
}

/** JSON with words in it, and the one text that the API itself sends. */
function isItsOwn({ status, body }: RawResponse): boolean {
  if (!REFUSING.has(status)) return false;
  if (typeof body === 'string') return status === 401 && /^unauthorized\b/i.test(body);
  return advancedTradeStyle.words(body) !== undefined;
}

function verdictOf200(
  { status, body, attempts }: RawResponse,
  intent: OrderIntent,
  configuration: OrderConfiguration,
): Verdict {
  const facts = { sent: true, status, attempts };
  const placed = objectAt(body, 'success_response');
  const other = differenceOf(placed, intent);
  if (isPlainObject(body) && body['success'] === false) {
    const reason = reasonOf(body, 'ORDER_REFUSED');
    if (reason) {
      const why = say('refusal.says', { words: JSON.stringify(reason.words) });
      const error = new CoinbaseError(reason.code, why, { ...facts, exchange: reason.words });
      return { kind: 'refused', error: aboutOrder(error, intent) };
    }
  }
  const succeeded = isPlainObject(body) && body['success'] === true && placed && !other;
  const order = succeeded ? orderOf(placedWire(body, placed, intent, configuration)) : undefined;
  if (order) return { kind: 'accepted', order, raw: body };
  const why = other?.why ?? say('unresolved.noOrder');
  const error = new CoinbaseError('RESPONSE_NOT_JSON', why, { ...facts, ...other?.order });
  return { kind: 'unknown', error: aboutOrder(error, intent) };
}

/** What the answer leaves out is known from what was sent. */
function placedWire(body: Wire, placed: Wire, intent: OrderIntent, configuration: OrderConfiguration): Wire {
  return {
    order_id: placed['order_id'],
    // The wallet that pays follows the product that was asked for, whichever of two aliases is told.
    product_id: intent.product_id,
    side: intent.side.toUpperCase(),
    client_order_id: intent.client_oid,
    status: 'PENDING',
    // Of an order that was there already, its own is told.
    order_configuration: objectAt(body, 'order_configuration') ?? configuration,
  };
}

interface Difference {
  readonly why: Sentence;
  /** The exchange's id of an order with our client order id all the same: it was there before. */
  readonly order: { readonly order_id?: string };
}

/**
 * An answer that names another order, product or side is the answer to something else: a mixed-up proxy or cache, or
 * an earlier order with this client order id.
 */
function differenceOf(placed: Wire | undefined, intent: OrderIntent): Difference | undefined {
  const asked = {
    product_id: bookOf(intent.product_id),
    side: intent.side.toUpperCase(),
    client_order_id: intent.client_oid,
  };
  for (const [field, wanted] of Object.entries(asked)) {
    const told = placed?.[field];
    if (told === undefined || told === null || told === '') continue;
    const same = field === 'product_id' && typeof told === 'string' ? bookOf(told) : (uuidText(told) ?? told);
    if (same === wanted) continue;
    const isNamed = uuidText(placed?.['client_order_id']) === intent.client_oid;
    return {
      why: say('unresolved.otherOrder', { field, told: shown(told), asked: shown(wanted) }),
      order: isNamed ? texts(placed ?? {}, ['order_id']) : {},
    };
  }
  return undefined;
}
