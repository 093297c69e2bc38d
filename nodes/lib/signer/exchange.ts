/**
 * Exchange (ex Pro): stamp + METHOD + path with query + body, HMAC-SHA256 under the base64-decoded secret, base64.
 * Source: docs.cdp.coinbase.com/exchange/docs/rest-auth and /exchange/websocket-feed/authentication.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { checkExchangeFields } from './exchange-fields';
import { prehashOf, stampOf } from './prehash';
import type {
  CredentialResult,
  ExchangeCredential,
  Explanation,
  FeedSignature,
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
}): CredentialResult {
  const { fields, problems, repaired } = checkExchangeFields(given);
  if (problems.length > 0) return { ok: false, problems };
  const secret = createSecretKey(fields.secret, 'base64');
  return {
    ok: true,
    credential: { scheme: 'exchange', key: fields.key, secret, passphrase: fields.passphrase },
    repaired,
  };
}

function digest(credential: ExchangeCredential, prehash: string): string {
  return createHmac('sha256', credential.secret).update(prehash).digest('base64');
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
    'CB-ACCESS-SIGN': digest(credential, prehashOf(stamp, request.method, request.path, request.body ?? '')),
    'CB-ACCESS-TIMESTAMP': stamp,
    'CB-ACCESS-PASSPHRASE': credential.passphrase,
  };
}

/** The fields of an authenticated subscribe message. @throws RangeError when `nowMs` is not a time. */
export function signExchangeFeed(credential: ExchangeCredential, nowMs: number): FeedSignature {
  const timestamp = stampOf(nowMs);
  const signature = digest(credential, prehashOf(timestamp, 'GET', FEED_PATH, ''));
  return { signature, key: credential.key, passphrase: credential.passphrase, timestamp };
}

/** @throws RangeError when `nowMs` is not a time. */
export function explainExchange(
  request: SignableRequest,
  credential: ExchangeCredential,
  nowMs: number,
): Explanation {
  const timestamp = stampOf(nowMs);
  const { method, path, body = '' } = request;
  const prehash = prehashOf(timestamp, method, path, body);
  const signature = digest(credential, prehash);
  return {
    scheme: 'exchange',
    prehash,
    parts: { timestamp, method, path, body },
    steps: [
      `The stamp is the time in whole Unix seconds: ${timestamp}.`,
      `The prehash is stamp, method, path${path.includes('?') ? ' with its query' : ''} and ` +
        `${body === '' ? 'no body' : 'body'}, with nothing between them.`,
      'The secret is decoded from base64; its bytes are the HMAC key.',
      'HMAC-SHA256 of the prehash as UTF-8 is written in base64: the signature.',
      'The headers CB-ACCESS-KEY, CB-ACCESS-SIGN, CB-ACCESS-TIMESTAMP and CB-ACCESS-PASSPHRASE carry key, signature, the same stamp text and passphrase.',
    ],
    signature: `${signature.slice(0, 4)}… (${signature.length} characters)`,
  };
}

/** One header as text; absent, or repeated where it must not be, is undefined. */
export function headerText(received: ReceivedRequest, name: string): string | undefined {
  const value = received.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Equality of secrets and signatures whose duration tells nothing of the content. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Whether the request carries this credential's signature over exactly what was received. Stamp window, key and
 * passphrase are the server's to check: the exchange answers each with its own words, in its own order.
 */
export function verifyExchange(received: ReceivedRequest, credential: ExchangeCredential): boolean {
  const stamp = headerText(received, 'cb-access-timestamp');
  const signature = headerText(received, 'cb-access-sign');
  if (stamp === undefined || signature === undefined) return false;
  const { method, path, body } = received;
  return sameText(signature, digest(credential, prehashOf(stamp, method, path, body)));
}

/** Whether the request carries this credential's passphrase. */
export function samePassphrase(received: ReceivedRequest, credential: ExchangeCredential): boolean {
  const passphrase = headerText(received, 'cb-access-passphrase');
  return passphrase !== undefined && sameText(passphrase, credential.passphrase);
}
