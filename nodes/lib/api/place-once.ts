import { CoinbaseError } from '../rules/errors';
import type { OrderIntent, Verdict } from '../rules/orders';
import type { Answered, Core } from './core';
import type { Deadline } from './deadline';
import type { RawRequest } from './trading-api';

/** Sends an order exactly once. Never throws: what the answer, or its absence, proves is the verdict. */
export async function placeOnce(
  core: Core,
  request: RawRequest,
  intent: OrderIntent,
  deadline: Deadline,
  verdictOf: (answered: Answered) => Verdict,
): Promise<Verdict> {
  const stamp: { ms?: number } = {};
  const stamped = (verdict: Verdict): Verdict =>
    verdict.kind === 'unknown' && stamp.ms !== undefined ? { ...verdict, stampMs: stamp.ms } : verdict;
  try {
    return stamped(verdictOf(await core.once(request, deadline, (ms) => (stamp.ms = ms))));
  } catch (thrown) {
    return stamped(verdictOfFailure(thrown, intent));
  }
}

/** What a failed send proves: only the marked ones never left. */
function verdictOfFailure(thrown: unknown, intent: OrderIntent): Verdict {
  const error =
    thrown instanceof CoinbaseError
      ? thrown
      : new CoinbaseError('NETWORK', 'the request failed', { sent: true });
  return { kind: error.details.sent === false ? 'not-sent' : 'unknown', error: aboutOrder(error, intent) };
}

/** The error with the order that it is about. */
export function aboutOrder(error: CoinbaseError, { client_oid, product_id }: OrderIntent): CoinbaseError {
  return new CoinbaseError(error.code, error.toldWhy, { ...error.details, client_oid, product_id });
}
