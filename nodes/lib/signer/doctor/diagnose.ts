/** The doctor: from a request as a server received it, it names the mistake. */
import type { Finding } from '../findings';
import { verify } from '../sign';
import type { CdpCredential, Credential, ReceivedRequest } from '../types';
import { doctorFinding, type DoctorCode } from './codes';
import { dialects, type Dialect, type HmacCredential } from './dialect';
import { readDigest } from './digest';
import { readAccessHeaders, type AccessHeaders } from './headers';
import { identify, isSecretOf } from './identity';
import { searchMistakes, type Outcome } from './search';
import { examineStamp } from './stamp';
import { diagnoseToken } from './token';

/** What the server knows. */
export interface Known {
  /** Every credential this server issued, of one scheme or of several. */
  readonly credentials: readonly Credential[];
  /** The name this server answers for, which tokens cover; default api.coinbase.com. */
  readonly host?: string;
  /** Whether a token of this key with this nonce has come before; default never. */
  readonly isRepeated?: (key: string, nonce: string) => boolean;
}

/**
 * Everything that is wrong with how this request is signed; empty for a correct one. Only what is certain is said,
 * except for the last resort, SECRET_WRONG, which means that nothing else explains the signature. One request costs
 * a few milliseconds at most, whatever it holds.
 * @param nowMs Unix milliseconds by the server's clock.
 */
export function diagnose(received: ReceivedRequest, known: Known, nowMs: number): Finding[] {
  const tokens = known.credentials.filter((one): one is CdpCredential => one.scheme === 'cdp');
  const shared = known.credentials.filter((one): one is HmacCredential => one.scheme !== 'cdp');
  const bearsToken = received.headers['authorization'] !== undefined;
  if (tokens.length > 0 && (bearsToken || shared.length === 0))
    return diagnoseToken(received, tokens, nowMs, known);
  return diagnoseHmac(received, shared, nowMs);
}

function diagnoseHmac(
  received: ReceivedRequest,
  credentials: readonly HmacCredential[],
  nowMs: number,
): Finding[] {
  const scheme = schemeFor(received, credentials);
  const dialect = dialects[scheme];
  const headers = readAccessHeaders(received, dialect);
  const own = credentials.filter((one) => one.scheme === scheme);
  if (headers.foreign && !own.some(({ key }) => key === headers.key)) return [...headers.findings];
  const { credential, findings: identity } = identify(headers.key, headers.passphrase, own);
  const stamp = headers.stamp === '' ? [] : examineStamp(headers.stamp, nowMs, dialect);
  const signature = isSecretOf(headers.signature, own)
    ? [doctorFinding('SECRET_AS_SIGNATURE')]
    : examineSignature(received, headers, credential, dialect);
  return merged([...headers.findings, ...stamp, ...identity, ...signature]);
}

/** The scheme of the key that was sent; of an unknown key, the one whose headers were sent. */
function schemeFor(
  { headers }: ReceivedRequest,
  credentials: readonly HmacCredential[],
): HmacCredential['scheme'] {
  const sent = ['cb-access-key', 'x-cb-access-key'].map((name) => headers[name]);
  const exact = credentials.find(({ key }) => sent.includes(key));
  const likely = credentials.find((one) => headers[dialects[one.scheme].names.key] !== undefined);
  return (exact ?? likely ?? credentials[0])?.scheme ?? 'exchange';
}

function examineSignature(
  received: ReceivedRequest,
  headers: AccessHeaders,
  credential: HmacCredential | undefined,
  dialect: Dialect,
): Finding[] {
  const { signature, stamp } = headers;
  if (signature === '' || (credential !== undefined && verify(received, credential))) return [];
  const { bytes, findings } = readDigest(signature, dialect.digest);
  // Without the key's secret, or without the stamp, nobody can tell what was signed.
  if (bytes === undefined || credential === undefined || stamp === '') return [...findings];
  return [...findings, ...explained(searchMistakes(received, stamp, credential, bytes))];
}

function explained(outcome: Outcome): Finding[] {
  switch (outcome.kind) {
    case 'explained':
      return outcome.mistakes.map(({ code, detail }) => doctorFinding(code, detail));
    case 'unexplained':
      return [doctorFinding('SECRET_WRONG')];
    case 'given-up':
      return [doctorFinding('TOO_LONG_TO_EXPLAIN')];
  }
}

/** Findings that together are one better-known mistake: the way of another product. */
const STYLES: readonly { readonly style: DoctorCode; readonly of: readonly DoctorCode[] }[] = [
  { style: 'APP_STYLE', of: ['DIGEST_HEX', 'SECRET_NOT_DECODED'] },
  { style: 'PRIME_STYLE', of: ['PRIME_HEADERS', 'SECRET_NOT_DECODED', 'QUERY_LEFT_OUT'] },
  { style: 'PRIME_STYLE', of: ['PRIME_HEADERS', 'SECRET_NOT_DECODED'] },
  { style: 'EXCHANGE_STYLE', of: ['EXCHANGE_HEADERS', 'SECRET_DECODED', 'QUERY_SIGNED'] },
  { style: 'EXCHANGE_STYLE', of: ['EXCHANGE_HEADERS', 'SECRET_DECODED'] },
  { style: 'EXCHANGE_STYLE', of: ['DIGEST_BASE64', 'SECRET_DECODED'] },
];

/** Without what a better-known mistake covers, and without what was seen twice. */
function merged(findings: readonly Finding[]): Finding[] {
  const has = (code: DoctorCode): boolean => findings.some((finding) => finding.code === code);
  const found = STYLES.find(({ of }) => of.every(has));
  const covered: readonly string[] = found?.of ?? [];
  const kept = findings.filter(({ code }) => !covered.includes(code));
  const all = found === undefined ? kept : [...kept, doctorFinding(found.style)];
  return all.filter((finding, index) => all.findIndex(({ code }) => code === finding.code) === index);
}
