import { createSecretKey } from 'node:crypto';
import { loadCdpKey } from './cdp-key';
import { createExchangeCredential } from './exchange';
import type { CredentialFinding } from './findings';
import { checkParts, type CheckedParts } from './scheme-fields';
import type { Credential, CredentialResult, GivenCredential, Scheme } from './types';

/**
 * Builds a credential of any scheme from what a person typed or pasted. Never throws; see the credential findings for
 * what can be wrong and what is repaired.
 */
export function createCredential<Wanted extends Scheme>(
  given: GivenCredential & { readonly scheme: Wanted },
): CredentialResult<Extract<Credential, { scheme: Wanted }>>;
export function createCredential(given: GivenCredential): CredentialResult {
  if (given.scheme === 'exchange') {
    const { key, secret, passphrase = '' } = given;
    return createExchangeCredential({ key, secret, passphrase });
  }
  const parts = checkParts(given);
  if (parts.problems.length > 0) return { ok: false, problems: parts.problems };
  const built = build(given.scheme, parts);
  if ('code' in built) return { ok: false, problems: [built] };
  return { ok: true, credential: built, repaired: parts.repaired };
}

function build(
  scheme: Exclude<Scheme, 'exchange'>,
  { key, secret, passphrase, serviceAccountId }: CheckedParts,
): Credential | CredentialFinding {
  switch (scheme) {
    case 'prime':
      return { scheme, key, secret: createSecretKey(secret, 'utf8'), passphrase, serviceAccountId };
    case 'international':
      return { scheme, key, secret: createSecretKey(secret, 'base64'), passphrase };
    case 'coinbase-app':
      return { scheme, key, secret: createSecretKey(secret, 'utf8'), passphrase };
    case 'cdp': {
      const loaded = loadCdpKey(secret);
      return 'code' in loaded ? loaded : { scheme, key, passphrase, ...loaded };
    }
  }
}
