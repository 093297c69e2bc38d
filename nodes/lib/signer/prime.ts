/**
 * Prime: stamp + METHOD + path without query + body, HMAC-SHA256 under the characters of the signing key as they are
 * printed, base64. Source: docs.cdp.coinbase.com/prime/rest-api/authentication and /prime/websocket-feed.
 */
import { carriesSignature, explainHmac, hmacOf } from './hmac';
import { prehashOf, stampOf, withoutQuery } from './prehash';
import type {
  Explanation,
  PrimeCredential,
  PrimeFeedSignature,
  PrimeSubscription,
  ReceivedRequest,
  SignableRequest,
  SignedHeaders,
} from './types';

const HEADERS = { stamp: 'x-cb-access-timestamp', signature: 'x-cb-access-signature' } as const;

/** The four headers of a REST request. @throws RangeError when `nowMs` is not a time. */
export function signPrime(
  request: SignableRequest,
  credential: PrimeCredential,
  nowMs: number,
): SignedHeaders {
  const stamp = stampOf(nowMs);
  const prehash = prehashOf(stamp, request.method, withoutQuery(request.path), request.body ?? '');
  return {
    'X-CB-ACCESS-KEY': credential.key,
    'X-CB-ACCESS-PASSPHRASE': credential.passphrase,
    'X-CB-ACCESS-SIGNATURE': hmacOf(credential, prehash, 'base64'),
    'X-CB-ACCESS-TIMESTAMP': stamp,
  };
}

/**
 * The fields that authorise exactly this subscription: channel, portfolio and products are signed, in this order.
 * @throws RangeError when `nowMs` is not a time, or the credential has no service account id.
 */
export function signPrimeFeed(
  credential: PrimeCredential,
  nowMs: number,
  { channel, portfolioId = '', productIds = [] }: PrimeSubscription,
): PrimeFeedSignature {
  const { key, passphrase, serviceAccountId } = credential;
  if (serviceAccountId === '')
    throw new RangeError(
      'The feed of Prime needs the service account id beside key, signing key and passphrase',
    );
  const timestamp = stampOf(nowMs);
  const prehash = channel + key + serviceAccountId + timestamp + portfolioId + productIds.join('');
  const signature = hmacOf(credential, prehash, 'base64');
  return { access_key: key, api_key_id: serviceAccountId, passphrase, signature, timestamp };
}

/** @throws RangeError when `nowMs` is not a time. */
export function explainPrime(
  request: SignableRequest,
  credential: PrimeCredential,
  nowMs: number,
): Explanation {
  return explainHmac({ ...request, path: withoutQuery(request.path) }, credential, nowMs, {
    headers: 'X-CB-ACCESS-KEY, X-CB-ACCESS-PASSPHRASE, X-CB-ACCESS-SIGNATURE and X-CB-ACCESS-TIMESTAMP',
    carried: 'key, passphrase, signature and the same stamp text',
    secret: 'as printed',
    encoding: 'base64',
    leavesQueryOut: true,
  });
}

/** Whether the request carries this credential's signature over exactly what was received, and nothing else. */
export function verifyPrime(received: ReceivedRequest, credential: PrimeCredential): boolean {
  const { method, path, body } = received;
  return carriesSignature(received, HEADERS, (stamp) =>
    hmacOf(credential, prehashOf(stamp, method, withoutQuery(path), body), 'base64'),
  );
}
