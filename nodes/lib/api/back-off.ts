import { CoinbaseError } from '../rules/errors';
import { retryAfter } from './answer';
import type { RawRequest, RawResponse } from './trading-api';

/** Tries of a request, the first included. */
const MOST_TRIES = 4;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5000;

/** A 500 is not repeated: on private calls it may mean a wrong key, which repeating does not mend. */
const PASSING = new Set([429, 502, 503, 504]);
/** Failures that another try may not meet. */
const PASSING_CODES = new Set(['NETWORK', 'RESPONSE_CUT', 'RESPONSE_EMPTY']);

/** One try of a request that was not what was hoped for. */
export interface Try {
  readonly request: RawRequest;
  /** Which one it was, from 1. */
  readonly attempts: number;
  /** It changes something, and may be sent again all the same where it was turned away. */
  readonly repeatable: boolean;
  /** Between 0 and 1. */
  readonly random: () => number;
}

export const isRead = ({ method }: RawRequest): boolean => method === 'GET' || method === 'HEAD';

/** Milliseconds until the next try; undefined where there is none. */
export function backoffAfterAnswer(one: Try, { status, headers }: RawResponse): number | undefined {
  if (!PASSING.has(status)) return undefined;
  return backoff(one, status, retryAfter(headers).retryAfterSeconds);
}

/** Milliseconds until the next try; undefined where there is none. */
export function backoffAfterFailure(one: Try, thrown: unknown): number | undefined {
  if (!(thrown instanceof CoinbaseError)) return undefined;
  const { status, retryAfterSeconds } = thrown.details;
  if (!PASSING_CODES.has(thrown.code) && !PASSING.has(status ?? 0)) return undefined;
  return backoff(one, status, retryAfterSeconds);
}

/** Doubling, with jitter over its upper half, so that clients that failed together do not come back together. */
function backoff(
  { request, attempts, repeatable, random }: Try,
  status: number | undefined,
  retryAfterSeconds = 0,
): number | undefined {
  const again = isRead(request) || (repeatable && status === 429);
  if (!again || attempts >= MOST_TRIES) return undefined;
  const ceiling = Math.min(FIRST_BACKOFF_MS * 2 ** attempts, LONGEST_BACKOFF_MS);
  return Math.max(ceiling * (0.5 + random() / 2), retryAfterSeconds * 1000);
}
