/**
 * Exchange (ex Pro): stamp + METHOD + path with query + body, HMAC-SHA256 under the base64-decoded secret, base64.
 * Source: docs.cdp.coinbase.com/exchange/docs/rest-auth and /exchange/websocket-feed/authentication.
 */
import { createSecretKey } from 'node:crypto';
import { checkExchangeFields } from './exchange-fields';
import { carriesSignature, explainHmac, hmacOf } from './hmac';
import { prehashOf, stampOf } from './prehash';
import { headerText, sameText } from './received';
import type {
  CredentialResult,
  ExchangeCredential,
  ExchangeFeedSignature,
  Explanation,
  ReceivedRequest,
  SignableRequest,
  SignedHeaders,
} from './types';

/** The request that a feed's signature stands for: it is signed, never sent. */
const FEED_PATH = '/users/self/verify';

/**
 * Builds the credential from what a person typed or pasted. Never throws; see the credential findings for what can
 * be wrong and what is repaired.
 */
export function createExchangeCredential(given: {
  readonly key: string;
  readonly secret: string;
  readonly passphrase: string;
}): CredentialResult<ExchangeCredential> {
  const { fields, problems, repaired } = checkExchangeFields(given);
  if (problems.length > 0) return { ok: false, problems };
  const secret = createSecretKey(fields.secret, 'base64');
  return {
    ok: true,
    credential: { scheme: 'exchange', key: fields.key, secret, passphrase: fields.passphrase },
    repaired,
  };
}

/** The four headers of a REST request. @throws RangeError when `nowMs` is not a time. */
export function signExchange(
  request: SignableRequest,
  credential: ExchangeCredential,
  nowMs: number,
): SignedHeaders {
  const stamp = stampOf(nowMs);
  return {
    'CB-ACCESS-KEY': credential.key,
    'CB-ACCESS-SIGN': hmacOf(
      credential,
      prehashOf(stamp, request.method, request.path, request.body ?? ''),
      'base64',
    ),
    'CB-ACCESS-TIMESTAMP': stamp,
    'CB-ACCESS-PASSPHRASE': credential.passphrase,
  };
}

/** The fields of an authenticated subscribe message. @throws RangeError when `nowMs` is not a time. */
export function signExchangeFeed(credential: ExchangeCredential, nowMs: number): ExchangeFeedSignature {
  const timestamp = stampOf(nowMs);
  const signature = hmacOf(credential, prehashOf(timestamp, 'GET', FEED_PATH, ''), 'base64');
  return { signature, key: credential.key, passphrase: credential.passphrase, timestamp };
}

/** @throws RangeError when `nowMs` is not a time. */
export function explainExchange(
  request: SignableRequest,
  credential: ExchangeCredential,
  nowMs: number,
): Explanation {
  return explainHmac(request, credential, nowMs, {
    headers: 'CB-ACCESS-KEY, CB-ACCESS-SIGN, CB-ACCESS-TIMESTAMP and CB-ACCESS-PASSPHRASE',
    carried: 'key, signature, the same stamp text and passphrase',
    secret: 'decoded',
    encoding: 'base64',
    leavesQueryOut: false,
  });
}

/** Names of the headers that carry a signature of Exchange, and of International. */
export const ACCESS_HEADERS = { stamp: 'cb-access-timestamp', signature: 'cb-access-sign' } as const;

/** Whether the request carries this credential's signature over exactly what was received, and nothing else. */
export function verifyExchange(received: ReceivedRequest, credential: ExchangeCredential): boolean {
  const { method, path, body } = received;
  return carriesSignature(received, ACCESS_HEADERS, (stamp) =>
    hmacOf(credential, prehashOf(stamp, method, path, body), 'base64'),
  );
}

/** Whether the request carries this credential's passphrase. */
export function samePassphrase(received: ReceivedRequest, credential: ExchangeCredential): boolean {
  const passphrase = headerText(received, 'cb-access-passphrase');
  return passphrase !== undefined && sameText(passphrase, credential.passphrase);
}
