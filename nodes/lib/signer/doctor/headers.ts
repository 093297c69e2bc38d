import type { Finding } from '../findings';
import type { ReceivedRequest } from '../types';
import { doctorFinding } from './codes';

const NAMES = ['cb-access-key', 'cb-access-sign', 'cb-access-timestamp', 'cb-access-passphrase'] as const;

/** The four header values, repeats undone and absent ones empty. */
export interface AccessHeaders {
  readonly key: string;
  readonly signature: string;
  readonly stamp: string;
  readonly passphrase: string;
  readonly findings: readonly Finding[];
  /** Nothing but the findings can be said: the request is not signed for Exchange at all. */
  readonly foreign: boolean;
}

/** Reads the four headers and says what is wrong with their presence and names. */
export function readAccessHeaders({ headers }: ReceivedRequest): AccessHeaders {
  const findings: Finding[] = [];
  const read = (name: string): string => readOnce(headers[name], name, findings);
  const [key = '', signature = '', stamp = '', passphrase = ''] = NAMES.map(read);
  const missing = [key, signature, stamp, passphrase].map((value) => value === '');
  const values = { key, signature, stamp, passphrase };
  if (missing.every(Boolean)) return { ...values, findings: [lookAlike(headers)], foreign: true };
  for (const [index, name] of NAMES.entries()) if (missing[index]) findings.push(absent(name, headers));
  return { ...values, findings, foreign: false };
}

function readOnce(value: string | string[] | undefined, name: string, findings: Finding[]): string {
  const text = Array.isArray(value) ? value.join(', ') : (value ?? '').trim();
  const half = (text.length - 2) / 2;
  const first = text.slice(0, half);
  if (half < 1 || text !== `${first}, ${first}`) return text;
  findings.push(doctorFinding('HEADER_REPEATED', name.toUpperCase()));
  return first;
}

function absent(name: (typeof NAMES)[number], headers: ReceivedRequest['headers']): Finding {
  const misspelled = misspellings(name).find((other) => headers[other] !== undefined);
  if (misspelled !== undefined)
    return doctorFinding(
      'HEADER_NAME_WRONG',
      `${misspelled.toUpperCase()} was sent for ${name.toUpperCase()}`,
    );
  if (name === 'cb-access-timestamp') return doctorFinding('STAMP_MISSING');
  return doctorFinding('HEADER_MISSING', name.toUpperCase());
}

function misspellings(name: string): string[] {
  const others = [name.replace(/-/g, '_'), name.replace('cb-', 'coinbase-'), `x-${name}`];
  return name === 'cb-access-sign' ? [...others, 'cb-access-signature', 'cb_access_signature'] : others;
}

function lookAlike(headers: ReceivedRequest['headers']): Finding {
  if (headers['x-cb-access-key'] !== undefined) return doctorFinding('PRIME_HEADERS');
  if (/^bearer\s/i.test(String(headers['authorization'] ?? ''))) return doctorFinding('JWT_ON_EXCHANGE');
  if (headers['cb_access_key'] !== undefined)
    return doctorFinding('HEADER_NAME_WRONG', 'underscores were sent for hyphens');
  return doctorFinding('NOT_SIGNED');
}
