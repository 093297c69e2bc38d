/** What is wrong with the token of a request: its form, its key, its signature, its request and its time. */
import { verify as verifyBytes } from 'node:crypto';
import { CDP_HOST, isSignedBy, issuers, nonceOf, urisOf } from '../cdp';
import type { Finding } from '../findings';
import { readToken, type ReadToken } from '../token';
import type { CdpCredential, ReceivedRequest } from '../types';
import { doctorFinding } from './codes';
import type { Known } from './diagnose';
import { examineUris } from './token-uri';

export function diagnoseToken(
  received: ReceivedRequest,
  credentials: readonly CdpCredential[],
  nowMs: number,
  { host = CDP_HOST, isRepeated = () => false }: Pick<Known, 'host' | 'isRepeated'> = {},
): Finding[] {
  const { sent, findings: form } = tokenText(received);
  if (sent === undefined) return [...form];
  const text = sent.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  const token = readToken(text);
  if (token === undefined) return [...form, doctorFinding('TOKEN_UNREADABLE')];
  const asSent = { ...token, input: sent.slice(0, sent.lastIndexOf('.')) };
  const { credential, findings: identity } = identify(token, credentials);
  return [
    ...form,
    ...(text === sent ? [] : [doctorFinding('TOKEN_NOT_BASE64URL')]),
    ...identity,
    ...(credential === undefined ? [] : examineSignature(token, asSent, credential)),
    ...examineUris(urisOf(token), received, host),
    ...examineIssuer(token),
    ...examineTimes(token, nowMs),
    ...(credential !== undefined && isRepeated(credential.key, nonceOf(token))
      ? [doctorFinding('TOKEN_REPEATED')]
      : []),
  ];
}

function tokenText({ headers }: ReceivedRequest): {
  readonly sent: string | undefined;
  readonly findings: readonly Finding[];
} {
  const given = headers['authorization'];
  if (given === undefined || given.length === 0) {
    const isHmac = ['cb-access-key', 'x-cb-access-key'].some((name) => headers[name] !== undefined);
    return { sent: undefined, findings: [doctorFinding(isHmac ? 'HMAC_WITH_CDP_KEY' : 'TOKEN_MISSING')] };
  }
  const plain = (Array.isArray(given) ? given.join(', ') : given).trim();
  const isStandard = /^Bearer +[^\s"',]+$/i.test(plain);
  const wrong = isStandard ? [] : [doctorFinding('TOKEN_HEADER')];
  const word = plain.split(/[\s"',]+/).find((piece) => /^[\w+/=-]+(?:\.[\w+/=-]+){1,2}$/.test(piece));
  const sent = word ?? (isStandard ? plain.replace(/^Bearer +/i, '') : undefined);
  return { sent, findings: wrong };
}

/** Whose token it is, by either name in it. */
function identify(
  { header, claims }: ReadToken,
  credentials: readonly CdpCredential[],
): { readonly credential: CdpCredential | undefined; readonly findings: readonly Finding[] } {
  const kid = header['kid'];
  const sub = claims['sub'];
  const exact = credentials.find(({ key }) => key === kid || key === sub);
  if (exact !== undefined) {
    const wrong = [
      ...(kid === exact.key ? [] : [doctorFinding('TOKEN_KID', seen(kid))]),
      ...(sub === exact.key ? [] : [doctorFinding('TOKEN_SUB', seen(sub))]),
    ];
    return { credential: exact, findings: wrong };
  }
  const isPart = (name: unknown, key: string): boolean =>
    typeof name === 'string' && name.length >= 8 && key.includes(name);
  const shortened = credentials.find(({ key }) => isPart(kid, key) || isPart(sub, key));
  if (shortened !== undefined)
    return { credential: shortened, findings: [doctorFinding('TOKEN_NAME_SHORTENED')] };
  return { credential: undefined, findings: [doctorFinding('KEY_UNKNOWN')] };
}

function seen(value: unknown): string | undefined {
  return value === undefined ? 'it is missing' : undefined;
}

/** @param asSent the same token with the text before its signature as it was sent: that may be what was signed. */
function examineSignature(token: ReadToken, asSent: ReadToken, credential: CdpCredential): Finding[] {
  if (isSignedBy(token, credential) || isSignedBy(asSent, credential)) return [];
  const { algorithm } = credential;
  const named = token.header['alg'];
  if (named !== algorithm)
    return [
      doctorFinding(
        'TOKEN_ALGORITHM',
        `the token says ${shownAlgorithm(named)}, the key is for ${algorithm}`,
      ),
    ];
  return [
    doctorFinding(isDer(token, credential) || isDer(asSent, credential) ? 'TOKEN_DER' : 'PRIVATE_KEY_WRONG'),
  ];
}

/** An algorithm's name is short and plain; whatever else stands there is not repeated. */
function shownAlgorithm(named: unknown): string {
  if (named === undefined) return 'none';
  return typeof named === 'string' && /^[A-Za-z0-9]{2,8}$/.test(named) ? named : 'something else';
}

function isDer({ input, signature }: ReadToken, { algorithm, secret }: CdpCredential): boolean {
  return algorithm === 'ES256' && verifyBytes('sha256', Buffer.from(input), secret, signature);
}

function examineIssuer({ claims }: ReadToken): Finding[] {
  return issuers.includes(claims['iss']) ? [] : [doctorFinding('TOKEN_ISSUER', seen(claims['iss']))];
}

/** Beyond this a time in seconds is milliseconds: the year 5138. */
const FINER_THAN_SECONDS = 1e11;

function examineTimes({ claims }: ReadToken, nowMs: number): Finding[] {
  const { nbf, exp } = claims;
  if (typeof exp !== 'number') return [doctorFinding('TOKEN_TIMELESS')];
  if (exp > FINER_THAN_SECONDS || Number(nbf) > FINER_THAN_SECONDS)
    return [doctorFinding('TOKEN_MILLISECONDS')];
  const now = nowMs / 1000;
  if (typeof nbf === 'number' && nbf > now)
    return [doctorFinding('TOKEN_NOT_YET_VALID', `${Math.ceil(nbf - now)} s too early`)];
  if (exp <= now) return [doctorFinding('TOKEN_EXPIRED', `${Math.ceil(now - exp)} s ago`)];
  return [];
}
