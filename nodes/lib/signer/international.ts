/**
 * International (INTX): stamp + METHOD + path without query + body, HMAC-SHA256 under the base64-decoded secret,
 * base64; the headers of Exchange. Source: docs.cdp.coinbase.com, international-exchange, authentication.
 */
import { ACCESS_HEADERS } from './exchange';
import { carriesSignature, explainHmac, hmacOf } from './hmac';
import { prehashOf, stampOf, withoutQuery } from './prehash';
import type {
  Explanation,
  InternationalCredential,
  InternationalFeedSignature,
  ReceivedRequest,
  SignableRequest,
  SignedHeaders,
} from './types';

/** Stands in the feed's prehash between key and passphrase. */
const FEED_MARK = 'CBINTLMD';

/** The four headers of a REST request; they live 5 s. @throws RangeError when `nowMs` is not a time. */
export function signInternational(
  request: SignableRequest,
  credential: InternationalCredential,
  nowMs: number,
): SignedHeaders {
  const stamp = stampOf(nowMs);
  const prehash = prehashOf(stamp, request.method, withoutQuery(request.path), request.body ?? '');
  return {
    'CB-ACCESS-KEY': credential.key,
    'CB-ACCESS-SIGN': hmacOf(credential, prehash, 'base64'),
    'CB-ACCESS-TIMESTAMP': stamp,
    'CB-ACCESS-PASSPHRASE': credential.passphrase,
  };
}

/** The fields of the first subscribe message. @throws RangeError when `nowMs` is not a time. */
export function signInternationalFeed(
  credential: InternationalCredential,
  nowMs: number,
): InternationalFeedSignature {
  const { key, passphrase } = credential;
  const time = stampOf(nowMs);
  const signature = hmacOf(credential, time + key + FEED_MARK + passphrase, 'base64');
  return { key, passphrase, signature, time };
}

/** @throws RangeError when `nowMs` is not a time. */
export function explainInternational(
  request: SignableRequest,
  credential: InternationalCredential,
  nowMs: number,
): Explanation {
  return explainHmac({ ...request, path: withoutQuery(request.path) }, credential, nowMs, {
    headers: 'CB-ACCESS-KEY, CB-ACCESS-SIGN, CB-ACCESS-TIMESTAMP and CB-ACCESS-PASSPHRASE',
    carried: 'key, signature, the same stamp text and passphrase',
    secret: 'decoded',
    encoding: 'base64',
    leavesQueryOut: true,
  });
}

/** Whether the request carries this credential's signature over exactly what was received, and nothing else. */
export function verifyInternational(received: ReceivedRequest, credential: InternationalCredential): boolean {
  const { method, path, body } = received;
  return carriesSignature(received, ACCESS_HEADERS, (stamp) =>
    hmacOf(credential, prehashOf(stamp, method, withoutQuery(path), body), 'base64'),
  );
}
