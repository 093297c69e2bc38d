/** What the schemes with a shared secret have in common. */
import { createHmac } from 'node:crypto';
import { prehashOf, stampOf } from './prehash';
import { headerText, sameText } from './received';
import type { Credential, Explanation, ReceivedRequest, SignableRequest } from './types';

/** HMAC-SHA256 of the prehash as UTF-8. */
export function hmacOf({ secret }: Credential, prehash: string, encoding: 'base64' | 'hex'): string {
  return createHmac('sha256', secret).update(prehash).digest(encoding);
}

/** What differs between the schemes, for the eye. */
export interface HmacFacts {
  readonly headers: string;
  /** What the headers carry, in their order. */
  readonly carried: string;
  readonly secret: 'decoded' | 'as printed';
  readonly encoding: 'base64' | 'hex';
  /** Whether the API leaves the query out of what is signed. */
  readonly leavesQueryOut: boolean;
}

/**
 * How the signature of a request comes about.
 * @param path as it is signed.
 * @throws RangeError when `nowMs` is not a time.
 */
export function explainHmac(
  { method, path, body = '' }: SignableRequest,
  credential: Credential,
  nowMs: number,
  { headers, carried, secret, encoding, leavesQueryOut }: HmacFacts,
): Explanation {
  const timestamp = stampOf(nowMs);
  const prehash = prehashOf(timestamp, method, path, body);
  const withQuery = path.includes('?') ? ' with its query' : '';
  return {
    scheme: credential.scheme,
    prehash,
    parts: { timestamp, method, path, body },
    steps: [
      `The stamp is the time in whole Unix seconds: ${timestamp}.`,
      `The prehash is stamp, method, path${leavesQueryOut ? ' without any query' : withQuery} and ` +
        `${body === '' ? 'no body' : 'body'}, with nothing between them.`,
      secret === 'decoded'
        ? 'The secret is decoded from base64; its bytes are the HMAC key.'
        : 'The secret is not decoded: its characters as they are printed are the HMAC key.',
      `HMAC-SHA256 of the prehash as UTF-8 is written in ${encoding}: the signature.`,
      `The headers ${headers} carry ${carried}.`,
    ],
    signature: shortened(hmacOf(credential, prehash, encoding)),
  };
}

/** Enough of a signature to compare by eye, not enough to use. */
export function shortened(signature: string): string {
  return `${signature.slice(0, 4)}… (${signature.length} characters)`;
}

/** Names of the headers that carry a signature, in lower case as node:http gives them. */
export interface SignatureHeaders {
  readonly stamp: string;
  readonly signature: string;
}

/**
 * Whether the request carries the signature that `signatureAt` gives for its own stamp. Stamp window, key and
 * passphrase are the server's to check: each API answers each with its own words, in its own order.
 */
export function carriesSignature(
  received: ReceivedRequest,
  names: SignatureHeaders,
  signatureAt: (stamp: string) => string,
): boolean {
  const stamp = headerText(received, names.stamp);
  const signature = headerText(received, names.signature);
  return stamp !== undefined && signature !== undefined && sameText(signature, signatureAt(stamp));
}
