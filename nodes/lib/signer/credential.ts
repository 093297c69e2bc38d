import { isEd25519Pair, loadCdpKey } from './cdp-key';
import { credentialFindings as finding } from './credential-findings';
import { createExchangeCredential } from './exchange';
import { recognise, type Recognised } from './recognise';
import { isPem, isSeedText } from './shapes';
import type { CredentialResult } from './types';

/** What was recognised, and either the credential or everything that keeps it from signing. */
export type ParsedCredential = Omit<Recognised, 'problems'> & CredentialResult;

/**
 * Recognises whatever was pasted and builds the credential. Keys of products that this version does not sign for are
 * named, and refused. Never throws.
 * @param pasted JSON, PEM, env lines, labelled lines, bare values: see `recognise`.
 */
export function parseCredential(pasted: string): ParsedCredential {
  const { problems, ...seen } = proven(recognise(pasted));
  if (seen.product !== 'exchange') return { ...seen, ok: false, problems };
  const { key = '', secret = '', passphrase = '' } = seen.fields;
  const built = createExchangeCredential({ key, secret, passphrase });
  const several = problems.filter(({ code }) => code === 'SEVERAL_VALUES');
  if (several.length === 0) return { ...seen, ...built };
  return { ...seen, ok: false, problems: built.ok ? several : [...several, ...built.problems] };
}

/** What the text alone could not tell, told by the key itself. */
function proven(seen: Recognised): Recognised {
  const { secret, passphrase } = seen.fields;
  if (secret === undefined) return seen;
  if (seen.product === 'exchange' && passphrase === undefined && isEd25519Pair(secret))
    return withAlgorithm(asCdp(seen), secret);
  const loadable = isPem(secret) || isSeedText(secret) || isEd25519Pair(secret);
  return seen.product === 'cdp' && loadable ? withAlgorithm(seen, secret) : seen;
}

function asCdp(seen: Recognised): Recognised {
  const why = finding.CDP_KEY();
  const missing = seen.fields.key === undefined ? (['key'] as const) : [];
  return { ...seen, product: 'cdp', missing, fits: [], says: `${why.text}. ${why.fix}`, problems: [why] };
}

function withAlgorithm(seen: Recognised, secret: string): Recognised {
  const algorithm = loadCdpKey(secret)?.algorithm;
  if (algorithm === undefined) return { ...seen, problems: [finding.PEM_DAMAGED(), ...seen.problems] };
  return { ...seen, says: `${seen.says} (It signs with ${algorithm}.)` };
}
