import { CoinbaseError } from '../../rules/errors';
import type { OrderIntent, Verdict } from '../../rules/orders';
import { isPlainObject, shown, uuidText } from '../../rules/shapes';
import { say, type Sentence } from '../../sentences';
import { exchangeWords, refusal } from '../refusal';
import { aboutOrder } from '../place-once';
import type { RawRequest, RawResponse } from '../trading-api';
import { readPlacedOrder } from './wire';

/** Statuses with which the exchange itself refuses, in JSON; anything else may come from a machine in between. */
const REFUSING = new Set([400, 401, 403, 404, 429]);

/**
 * What the answer to POST /orders proves. Accepted and refused both need proof; everything that is neither is unknown,
 * even where it looks like a failure.
 */
export function verdictOfAnswer(response: RawResponse, request: RawRequest, intent: OrderIntent): Verdict {
  const { status, body } = response;
  if (status === 200) return verdictOf200(response, intent);
  const error = refusal(response, request);
  if (error && REFUSING.has(status) && exchangeWords(body) !== undefined)
    return { kind: 'refused', error: aboutOrder(error, intent) };
  const why = error ? error.toldWhy : say('unresolved.noAnswer', { status: String(status) });
  return {
    kind: 'unknown',
    error: aboutOrder(new CoinbaseError(error?.code ?? 'REQUEST_REFUSED', why, error?.details), intent),
  };
}

function verdictOf200({ status, body, attempts }: RawResponse, intent: OrderIntent): Verdict {
  const other = differenceOf(body, intent);
  if (!other && isPlainObject(body) && body['status'] === 'rejected') {
    const reason = typeof body['reject_reason'] === 'string' ? body['reject_reason'] : 'no reason given';
    const details = { sent: true, status, attempts, exchange: reason };
    const error = new CoinbaseError(
      'ORDER_REFUSED',
      say('refusal.rejected', { reason: JSON.stringify(reason) }),
      details,
    );
    return { kind: 'refused', error: aboutOrder(error, intent) };
  }
  const order = other ? undefined : readPlacedOrder(body, intent);
  if (order) return { kind: 'accepted', order, raw: body };
  const words = exchangeWords(body);
  const why = other ?? say('unresolved.noOrder');
  const error = new CoinbaseError('RESPONSE_NOT_JSON', why, {
    sent: true,
    status,
    attempts,
    ...(words !== undefined && { exchange: words }),
  });
  return { kind: 'unknown', error: aboutOrder(error, intent) };
}

/** An answer that names another order, product or side is the answer to something else: a mixed-up proxy or cache. */
function differenceOf(body: unknown, intent: OrderIntent): Sentence | undefined {
  if (!isPlainObject(body)) return undefined;
  for (const field of ['product_id', 'side', 'client_oid'] as const) {
    const told = body[field];
    if (told !== undefined && told !== null && (uuidText(told) ?? told) !== intent[field])
      return say('unresolved.otherOrder', { field, told: shown(told), asked: shown(intent[field]) });
  }
  return undefined;
}
