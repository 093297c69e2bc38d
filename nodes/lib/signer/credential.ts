import { isEd25519Pair, loadCdpKey } from './cdp-key';
import { createCredential } from './create';
import { say } from '../sentences';
import { recognise, recognised, saying, type Recognised } from './recognise';
import type { CredentialResult } from './types';

/** Problems of the text as a whole, told before those of its parts. */
const FIRST: ReadonlySet<string> = new Set(['SEVERAL_VALUES', 'PEM_DAMAGED', 'KEY_KIND']);

/** What was recognised, and either the credential or everything that keeps it from signing. */
export type ParsedCredential = Omit<Recognised, 'problems'> & CredentialResult;

/**
 * Recognises whatever was pasted, of any product, and builds the credential. Never throws.
 * @param pasted JSON, PEM, env lines, labelled lines, bare values: see `recognise`.
 */
export function parseCredential(pasted: string): ParsedCredential {
  const { problems, ...seen } = proven(recognise(pasted));
  if (seen.product === 'unknown') return { ...seen, ok: false, problems };
  const built = createCredential({ scheme: seen.product, key: '', secret: '', ...seen.fields });
  const first = problems.filter(({ code }) => FIRST.has(code));
  if (first.length === 0) return { ...seen, ...built };
  const others = built.ok ? [] : built.problems.filter(({ code }) => !FIRST.has(code));
  return { ...seen, ok: false, problems: [...first, ...others] };
}

/** What the text alone could not tell, told by the key itself. */
function proven(seen: Recognised): Recognised {
  const { secret, passphrase } = seen.fields;
  if (secret === undefined) return seen;
  const pair = seen.product === 'exchange' && passphrase === undefined && isEd25519Pair(secret);
  if (!pair && seen.product !== 'cdp') return seen;
  const cdp = pair ? recognised('cdp', seen.fields) : seen;
  const loaded = loadCdpKey(secret);
  return 'code' in loaded
    ? cdp
    : { ...cdp, ...saying(say('paste.algorithm', { says: cdp.told, algorithm: loaded.algorithm })) };
}
