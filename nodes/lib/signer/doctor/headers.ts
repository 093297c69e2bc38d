import type { Finding } from '../findings';
import type { ReceivedRequest } from '../types';
import { doctorFinding } from './codes';
import { dialects, namesOf, type Dialect, type HeaderNames } from './dialect';

/** The header values, repeats undone and absent ones empty. */
export interface AccessHeaders {
  readonly key: string;
  readonly signature: string;
  readonly stamp: string;
  readonly passphrase: string;
  readonly findings: readonly Finding[];
  /** The request is not signed for this API at all: unless its key is known, nothing but the findings can be said. */
  readonly foreign: boolean;
}

type Values = Pick<AccessHeaders, 'key' | 'signature' | 'stamp' | 'passphrase'>;

/** Reads the headers of one scheme and says what is wrong with their presence and names. */
export function readAccessHeaders({ headers }: ReceivedRequest, { names }: Dialect): AccessHeaders {
  const findings: Finding[] = [];
  const values = readAll(headers, names, findings);
  const wanted = Object.entries(names) as [keyof Values, string][];
  const missing = wanted.filter(([part]) => values[part] === '');
  if (missing.length === wanted.length) return lookAlike(headers, names);
  return {
    ...values,
    findings: [...findings, ...missing.map((part) => absent(part, headers))],
    foreign: false,
  };
}

function readAll(headers: ReceivedRequest['headers'], names: HeaderNames, findings: Finding[]): Values {
  const read = (name: string | undefined): string =>
    name === undefined ? '' : readOnce(headers[name], name, findings);
  return {
    key: read(names.key),
    signature: read(names.signature),
    stamp: read(names.stamp),
    passphrase: read(names.passphrase),
  };
}

function readOnce(value: string | string[] | undefined, name: string, findings: Finding[]): string {
  const text = Array.isArray(value) ? value.join(', ') : (value ?? '').trim();
  const half = (text.length - 2) / 2;
  const first = text.slice(0, half);
  if (half < 1 || text !== `${first}, ${first}`) return text;
  findings.push(doctorFinding('HEADER_REPEATED', name.toUpperCase()));
  return first;
}

function absent([part, name]: [keyof Values, string], headers: ReceivedRequest['headers']): Finding {
  const misspelled = misspellings(part, name).find((other) => headers[other] !== undefined);
  if (misspelled !== undefined)
    return doctorFinding(
      'HEADER_NAME_WRONG',
      `${misspelled.toUpperCase()} was sent for ${name.toUpperCase()}`,
    );
  if (part === 'stamp') return doctorFinding('STAMP_MISSING', name.toUpperCase());
  return doctorFinding('HEADER_MISSING', name.toUpperCase());
}

function misspellings(part: keyof Values, name: string): string[] {
  const bare = name.replace(/^x-/, '');
  const stems = part === 'signature' ? ['cb-access-sign', 'cb-access-signature'] : [bare];
  const all = stems.flatMap((stem) => [stem, `x-${stem}`, stem.replace('cb-', 'coinbase-')]);
  return [...all, ...all.map((other) => other.replace(/-/g, '_'))].filter((other) => other !== name);
}

/** None of the right headers is there: those of another API may be. */
function lookAlike(headers: ReceivedRequest['headers'], names: HeaderNames): AccessHeaders {
  const none = { key: '', signature: '', stamp: '', passphrase: '', foreign: true };
  const [other, code] =
    names === dialects.prime.names
      ? ([dialects.exchange.names, 'EXCHANGE_HEADERS'] as const)
      : ([dialects.prime.names, 'PRIME_HEADERS'] as const);
  const wanted = `here they are ${namesOf(names)}`;
  if (headers[other.key] !== undefined)
    return { ...readAll(headers, other, []), foreign: true, findings: [doctorFinding(code, wanted)] };
  if (/^bearer\s/i.test(String(headers['authorization'] ?? '')))
    return { ...none, findings: [doctorFinding('JWT_NOT_WANTED')] };
  if (headers[names.key.replace(/-/g, '_')] !== undefined)
    return { ...none, findings: [doctorFinding('HEADER_NAME_WRONG', 'underscores were sent for hyphens')] };
  return { ...none, findings: [doctorFinding('NOT_SIGNED', wanted)] };
}
