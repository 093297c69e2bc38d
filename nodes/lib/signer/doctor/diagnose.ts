/** The doctor: from a request as a server received it, it names the mistake. */
import { verifyExchange } from '../exchange';
import type { Finding } from '../findings';
import type { Credential, ExchangeCredential, ReceivedRequest } from '../types';
import { doctorFinding, type DoctorCode } from './codes';
import { readDigest } from './digest';
import { readAccessHeaders, type AccessHeaders } from './headers';
import { identify } from './identity';
import { searchMistakes, type Outcome } from './search';
import { examineStamp } from './stamp';

/** What the server knows. */
export interface Known {
  /** Every credential this server issued. */
  readonly credentials: readonly Credential[];
}

/**
 * Everything that is wrong with how this request is signed; empty for a correct one. Only what is certain is said,
 * except for the last resort, SECRET_WRONG, which means that nothing else explains the signature. One request costs
 * a few milliseconds at most, whatever it holds.
 * @param nowMs Unix milliseconds by the server's clock.
 */
export function diagnose(received: ReceivedRequest, known: Known, nowMs: number): Finding[] {
  const headers = readAccessHeaders(received);
  if (headers.foreign) return [...headers.findings];
  const { credential, findings: identity } = identify(
    headers.key,
    headers.passphrase,
    known.credentials.filter(isExchange),
  );
  const stamp = headers.stamp === '' ? [] : examineStamp(headers.stamp, nowMs);
  const signature = examineSignature(received, headers, credential);
  return merged([...headers.findings, ...stamp, ...identity, ...signature]);
}

function examineSignature(
  received: ReceivedRequest,
  headers: AccessHeaders,
  credential: ExchangeCredential | undefined,
): Finding[] {
  const { signature, stamp } = headers;
  if (signature === '' || (credential !== undefined && verifyExchange(received, credential))) return [];
  const { bytes, findings } = readDigest(signature);
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

/** Two findings that together are one better-known mistake, and the same mistake seen twice. */
function merged(findings: readonly Finding[]): Finding[] {
  const has = (code: DoctorCode): boolean => findings.some((finding) => finding.code === code);
  const appStyle = has('DIGEST_HEX') && has('SECRET_NOT_DECODED');
  const kept = appStyle
    ? findings.filter(({ code }) => code !== 'DIGEST_HEX' && code !== 'SECRET_NOT_DECODED')
    : findings;
  const all = appStyle ? [...kept, doctorFinding('APP_STYLE')] : kept;
  return all.filter((finding, index) => all.findIndex(({ code }) => code === finding.code) === index);
}

function isExchange(credential: Credential): credential is ExchangeCredential {
  return credential.scheme === 'exchange';
}
