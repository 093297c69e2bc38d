/** The parts of a credential of Prime, International, the old Coinbase App and CDP, checked by their texts alone. */
import { credentialFindings as finding } from './credential-findings';
import { bare, checkBase64, checkName, checkPrinted, LONGEST_FIELD, type Checked } from './field-checks';
import type { Finding } from './findings';
import { findPem, otherPem } from './paste/pem';
import { schemeFacts, type GivenCredential, type Scheme } from './schemes';
import { isCdpName, isExchangeKey, isLegacyPair, isPem, isSecretText } from './shapes';

/** A credential after the check; usable only when there are no problems. */
export interface CheckedParts {
  readonly key: string;
  /** A PEM with real line breaks, base64 in the standard alphabet, or the characters themselves. */
  readonly secret: string;
  readonly passphrase: string;
  readonly serviceAccountId: string;
  readonly problems: readonly Finding[];
  readonly repaired: readonly Finding[];
}

/** Checks every part; every problem is reported, not only the first. Never throws. */
export function checkParts(given: GivenCredential): CheckedParts {
  const { scheme } = given;
  const { madeOf, needs } = schemeFacts[scheme];
  const repaired: Finding[] = [];
  const absent: Checked = { value: '', problems: [] };
  const key = checkName(given.key, 'key', madeOf, repaired);
  const secret = checkSecret(scheme, given.secret, repaired);
  const passphrase = needs.includes('passphrase')
    ? checkName(given.passphrase ?? '', 'passphrase', madeOf, repaired)
    : absent;
  const account =
    scheme === 'prime' && (given.serviceAccountId ?? '').trim() !== ''
      ? checkName(given.serviceAccountId ?? '', 'service account id', madeOf, repaired)
      : absent;
  const misplaced = checkPlaces(scheme, key.value, secret.value, passphrase.value);
  const problems = [key, secret, passphrase, account].flatMap((part) => part.problems);
  return {
    key: key.value,
    secret: secret.value,
    passphrase: passphrase.value,
    serviceAccountId: account.value,
    problems: misplaced === undefined ? problems : [misplaced],
    repaired,
  };
}

function checkSecret(scheme: Scheme, text: string, repaired: Finding[]): Checked {
  const { madeOf } = schemeFacts[scheme];
  if (scheme === 'prime' || scheme === 'coinbase-app') return checkPrinted(text, madeOf, repaired);
  return scheme === 'cdp' &&
    typeof text === 'string' &&
    text.length <= LONGEST_FIELD &&
    text.includes('BEGIN')
    ? checkPem(text, repaired)
    : checkBase64(text, madeOf, repaired);
}

/** Whatever became of its line breaks. */
function checkPem(text: string, repaired: Finding[]): Checked {
  const value = bare(text, 'secret', repaired);
  const found = findPem(value);
  if (found === undefined) return { value, problems: [finding.KEY_KIND(otherPem(value))] };
  if (found.pem === undefined) return { value, problems: [finding.PEM_DAMAGED()] };
  return { value: found.pem, problems: [] };
}

/** Values in each other's place, and keys of another product: every other complaint would mislead. */
function checkPlaces(scheme: Scheme, key: string, secret: string, passphrase: string): Finding | undefined {
  if ([key, secret, passphrase].some((value) => value.length > LONGEST_FIELD)) return undefined;
  const { product } = schemeFacts[scheme];
  if (scheme === 'cdp') {
    if (isPem(key) || isCdpName(secret)) return finding.KEY_SECRET_SWAPPED('The key is its name or id.');
    if (isLegacyPair(key, secret)) return finding.LEGACY_KEY();
    return isExchangeKey(key) && isSecretText(secret) ? finding.EXCHANGE_KEY(product) : undefined;
  }
  if (isCdpName(key) || isPem(secret) || isPem(key)) return finding.CDP_KEY(product);
  return undefined;
}
