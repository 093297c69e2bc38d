/**
 * CDP keys, of Advanced Trade and the Coinbase App: a fresh token for each request, signed with the private key,
 * ES256 or EdDSA by the kind of the key. The token names method, host and path; query and body are not covered.
 * Source: docs.cdp.coinbase.com/get-started/authentication/jwt-authentication, Coinbase's own SDKs.
 */
import { randomBytes, sign as signBytes, verify as verifyBytes, type KeyObject } from 'node:crypto';
import { shortened } from './hmac';
import { stampOf, withoutQuery } from './prehash';
import { headerText } from './received';
import { readToken, signingInput, type ReadToken, type TokenClaims, type TokenHeader } from './token';
import type {
  CdpCredential,
  CdpFeedSignature,
  Explanation,
  ReceivedRequest,
  SignableRequest,
  SignedHeaders,
} from './types';

/** Where a CDP key is at home: what is signed when the request names no host. */
export const CDP_HOST = 'api.coinbase.com';

/** What may stand in a token as "iss": some clients still send the name of before May 2024. */
export const issuers: readonly unknown[] = ['cdp', 'coinbase-cloud'];

/** Coinbase takes a token for two minutes. */
const LIFE_SECONDS = 120;
/** A clock a little ahead of Coinbase's must not make a token that is not valid yet; its life stays the same. */
const LEEWAY_SECONDS = 5;

/**
 * The one header of a request.
 * @param nonce makes two tokens of one second differ; any text.
 * @throws RangeError when `nowMs` is not a time.
 */
export function signCdp(
  request: SignableRequest,
  credential: CdpCredential,
  nowMs: number,
  nonce = freshNonce(),
): SignedHeaders {
  return { Authorization: `Bearer ${tokenOf(credential, nowMs, nonce, uriOf(request))}` };
}

/** The field of one subscribe message; each needs a fresh one. @throws RangeError when `nowMs` is not a time. */
export function signCdpFeed(
  credential: CdpCredential,
  nowMs: number,
  nonce = freshNonce(),
): CdpFeedSignature {
  return { jwt: tokenOf(credential, nowMs, nonce) };
}

/** Header and claims alone: enough to see what is claimed, not to use it. @throws RangeError when `nowMs` is not a time. */
export function explainCdp(
  request: SignableRequest,
  credential: CdpCredential,
  nowMs: number,
  nonce = freshNonce(),
): Explanation {
  const uri = uriOf(request);
  const { header, claims } = contentOf(credential, nowMs, nonce, uri);
  const signature = signed(credential, signingInput(header, claims)).toString('base64url');
  return {
    scheme: 'cdp',
    prehash: `${JSON.stringify(header)}.${JSON.stringify(claims)}`,
    parts: {
      timestamp: String(claims.nbf),
      method: request.method,
      path: uri.slice(request.method.length + 1),
      body: '',
    },
    steps: [
      `The claim "uri" is method, blank, host and path without any query: ${uri}. The body is not covered.`,
      `The token is valid from ${claims.nbf} (nbf) to ${claims.exp} (exp), in Unix seconds.`,
      'The name of the key stands in the header as "kid" and in the claims as "sub", beside a nonce that is never the same.',
      'Header and claims are written as JSON, each in base64url, and joined by a dot.',
      credential.algorithm === 'ES256'
        ? 'ECDSA over P-256 and SHA-256 (ES256) signs that text; the signature is r and s of 32 bytes each, not DER.'
        : 'Ed25519 (EdDSA) signs that text; the signature is 64 bytes.',
      'The signature in base64url is joined by another dot; the header Authorization carries "Bearer " and the token.',
    ],
    signature: shortened(signature),
  };
}

/** The token that a request carries, taken apart; undefined when there is none. Nothing in it is proven yet. */
export function tokenIn(received: ReceivedRequest): ReadToken | undefined {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(headerText(received, 'authorization') ?? '') ?? [];
  return readToken(token);
}

/**
 * Whether the request carries a token of this key for exactly this method, host and path. Its time is the server's to
 * check. A `uris` list counts as `uri`: Coinbase's platform SDK writes it so.
 * @param host the name this server answers for; one with a port may stand in the token with or without it.
 */
export function verifyCdp(
  received: ReceivedRequest,
  credential: CdpCredential,
  host: string = CDP_HOST,
): boolean {
  const token = tokenIn(received);
  if (token === undefined || !isSignedBy(token, credential)) return false;
  const { header, claims } = token;
  const named = header['kid'] === credential.key && claims['sub'] === credential.key;
  const uris = urisOf(token);
  const target = withoutQuery(received.path);
  return named && hostsOf(host).some((name) => uris.includes(`${received.method} ${name}${target}`));
}

/**
 * Whether this is the token of a subscribe message, signed by this key: it names the key alone, no request. Its time is
 * the server's to check.
 */
export function verifyCdpFeed(jwt: string, credential: CdpCredential): boolean {
  const token = readToken(jwt);
  if (token === undefined || !isSignedBy(token, credential) || urisOf(token).length > 0) return false;
  return token.header['kid'] === credential.key && token.claims['sub'] === credential.key;
}

/** Whether the signature is this key's, over what the token says and by the algorithm it names. */
export function isSignedBy({ header, input, signature }: ReadToken, credential: CdpCredential): boolean {
  const { algorithm, secret } = credential;
  return header['alg'] === algorithm && verifyInput(input, signature, secret, algorithm);
}

/** Every request that a token claims to be for. */
export function urisOf({ claims }: ReadToken): readonly unknown[] {
  const { uri, uris } = claims;
  return [...(uri === undefined ? [] : [uri]), ...(Array.isArray(uris) ? (uris as unknown[]) : [])];
}

/** Empty where there is none. */
export function nonceOf({ header }: ReadToken): string {
  const { nonce } = header;
  return typeof nonce === 'string' ? nonce : '';
}

/** A host's name with its port, if it has one, and without. */
export function hostsOf(host: string): readonly string[] {
  return [host, host.replace(/:\d+$/, '')];
}

/** `METHOD host/path`, as it stands in the claim. */
function uriOf({ method, path, host = CDP_HOST }: SignableRequest): string {
  return `${method} ${host.replace(/:\d+$/, '')}${withoutQuery(path)}`;
}

function tokenOf(credential: CdpCredential, nowMs: number, nonce: string, uri?: string): string {
  const { header, claims } = contentOf(credential, nowMs, nonce, uri);
  const input = signingInput(header, claims);
  return `${input}.${signed(credential, input).toString('base64url')}`;
}

function contentOf(
  { key, algorithm }: CdpCredential,
  nowMs: number,
  nonce: string,
  uri?: string,
): { header: TokenHeader; claims: TokenClaims } {
  const nbf = Math.max(0, Number(stampOf(nowMs)) - LEEWAY_SECONDS);
  const claims = { iss: 'cdp', sub: key, nbf, exp: nbf + LIFE_SECONDS };
  return {
    header: { alg: algorithm, kid: key, nonce, typ: 'JWT' },
    claims: uri === undefined ? claims : { ...claims, uri },
  };
}

function signed({ algorithm, secret }: CdpCredential, input: string): Buffer {
  if (algorithm === 'EdDSA') return signBytes(null, Buffer.from(input), secret);
  return signBytes('sha256', Buffer.from(input), { key: secret, dsaEncoding: 'ieee-p1363' });
}

function verifyInput(
  input: string,
  signature: Buffer,
  key: KeyObject,
  algorithm: CdpCredential['algorithm'],
): boolean {
  if (algorithm === 'EdDSA') return verifyBytes(null, Buffer.from(input), key, signature);
  return verifyBytes('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function freshNonce(): string {
  return randomBytes(16).toString('hex');
}
