import { randomUUID } from 'node:crypto';
import { explain, sign, type Credential } from '../signer';
import type { RawRequest } from './trading-api';

/** What a request is signed with. */
export interface Signing {
  readonly credential: Credential;
  /** Host name of the origin, which a CDP key signs. */
  readonly host: string;
  /** Unix milliseconds by the server's clock. */
  readonly stampMs: number;
}

/** Final headers, name and value in turn, for exactly these bytes. */
export function requestHeaders(request: RawRequest, userAgent: string, signing?: Signing): string[] {
  const headers: string[] = [];
  const given = new Set<string>();
  if (request.headers) {
    for (const [name, value] of Object.entries(request.headers)) {
      headers.push(name, value);
      given.add(name.toLowerCase());
    }
  }
  if (!given.has('user-agent')) headers.push('User-Agent', userAgent);
  if (!given.has('accept')) headers.push('Accept', 'application/json');
  if (request.body && !given.has('content-type')) headers.push('Content-Type', 'application/json');
  if (signing) {
    const { credential, host, stampMs } = signing;
    // Only a token names its host; the others are signed without a copy of the request.
    const signable = credential.scheme === 'cdp' ? { ...request, host } : request;
    // A token is explained with the nonce that it is sent with; the other schemes have none.
    const nonce = request.explained && randomUUID();
    const signed = sign(signable, credential, stampMs, nonce);
    for (const name in signed) headers.push(name, signed[name] ?? '');
    request.explained?.(explain(signable, credential, stampMs, nonce));
  }
  return headers;
}
