/**
 * The old keys of the Coinbase App (v2): stamp + METHOD + path with query + body, HMAC-SHA256 under the characters of
 * the secret, in hex. All such keys expired in February 2025; people still meet code that signs this way. For
 * /api/v3 the query was left out. Source: Coinbase's own old clients for Python and Node.
 */
import { carriesSignature, explainHmac, hmacOf } from './hmac';
import { ACCESS_HEADERS } from './exchange';
import { prehashOf, stampOf, withoutQuery } from './prehash';
import type {
  CoinbaseAppCredential,
  Explanation,
  ReceivedRequest,
  SignableRequest,
  SignedHeaders,
} from './types';

const END_OF_LIFE =
  'Coinbase ended these keys in February 2025: a correct signature is refused all the same.';

/** The three headers of a REST request. @throws RangeError when `nowMs` is not a time. */
export function signCoinbaseApp(
  request: SignableRequest,
  credential: CoinbaseAppCredential,
  nowMs: number,
): SignedHeaders {
  const stamp = stampOf(nowMs);
  const prehash = prehashOf(stamp, request.method, signedPath(request.path), request.body ?? '');
  return {
    'CB-ACCESS-KEY': credential.key,
    'CB-ACCESS-SIGN': hmacOf(credential, prehash, 'hex'),
    'CB-ACCESS-TIMESTAMP': stamp,
  };
}

/** @throws RangeError when `nowMs` is not a time. */
export function explainCoinbaseApp(
  request: SignableRequest,
  credential: CoinbaseAppCredential,
  nowMs: number,
): Explanation {
  const path = signedPath(request.path);
  const told = explainHmac({ ...request, path }, credential, nowMs, {
    headers: 'CB-ACCESS-KEY, CB-ACCESS-SIGN and CB-ACCESS-TIMESTAMP',
    carried: 'key, signature and the same stamp text',
    secret: 'as printed',
    encoding: 'hex',
    leavesQueryOut: path !== request.path,
  });
  return { ...told, steps: [...told.steps, END_OF_LIFE] };
}

/** Whether the request carries this credential's signature over exactly what was received, and nothing else. */
export function verifyCoinbaseApp(received: ReceivedRequest, credential: CoinbaseAppCredential): boolean {
  const { method, path, body } = received;
  return carriesSignature(received, ACCESS_HEADERS, (stamp) =>
    hmacOf(credential, prehashOf(stamp, method, signedPath(path), body), 'hex'),
  );
}

/** What is signed of a path: all of it, but for /api/v3. */
export function signedPath(path: string): string {
  return path.startsWith('/api/v3/') ? withoutQuery(path) : path;
}
