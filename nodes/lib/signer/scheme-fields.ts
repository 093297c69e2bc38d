/** The parts of a credential of Prime, International, the old Coinbase App and CDP, checked by their texts alone. */
import { say } from '../sentences';
import { credentialFindings as finding } from './credential-findings';
import { bare, checkBase64, checkName, checkPrinted, LONGEST_FIELD, type Checked } from './field-checks';
import type { CredentialFinding } from './findings';
import { findParts } from './paste/parts';
import { findPem, otherPem } from './paste/pem';
import { schemeFacts, type GivenCredential, type Scheme } from './schemes';
import {
  isCdpName,
  isCdpNameStart,
  isCdpSecret,
  isDerText,
  isExchangeKey,
  isLegacyPair,
  isPem,
  isSecretText,
  isUuid,
  isWholeCdpName,
} from './shapes';

/** A credential after the check; usable only when there are no problems. */
export interface CheckedParts {
  readonly key: string;
  /** A PEM with real line breaks, base64 in the standard alphabet, or the characters themselves. */
  readonly secret: string;
  readonly passphrase: string;
  readonly serviceAccountId: string;
  readonly problems: readonly CredentialFinding[];
  readonly repaired: readonly CredentialFinding[];
}

/** Checks every part; every problem is reported, not only the first. Never throws. */
export function checkParts(given: GivenCredential): CheckedParts {
  const { scheme } = given;
  const { needs } = schemeFacts[scheme];
  const repaired: CredentialFinding[] = [];
  const absent: Checked = { value: '', problems: [] };
  const typed = scheme === 'cdp' ? unpacked(given) : { ...given, several: [] };
  const key = checkName(typed.key, 'key', scheme, repaired);
  const secret = checkSecret(scheme, typed.secret, repaired);
  const passphrase = needs.includes('passphrase')
    ? checkName(given.passphrase ?? '', 'passphrase', scheme, repaired)
    : absent;
  const account =
    scheme === 'prime' && (given.serviceAccountId ?? '').trim() !== ''
      ? checkName(given.serviceAccountId ?? '', 'service account id', scheme, repaired)
      : absent;
  const misplaced = checkPlaces(scheme, key.value, secret.value, passphrase.value);
  const misnamed = scheme === 'cdp' && key.problems.length === 0 && !isWholeCdpName(key.value);
  const problems = [
    ...(misnamed ? [finding.KEY_NAME()] : []),
    ...[key, secret, passphrase, account].flatMap((part) => part.problems),
  ];
  return {
    key: key.value,
    secret: secret.value,
    passphrase: passphrase.value,
    serviceAccountId: account.value,
    problems: [...typed.several, ...(misplaced === undefined ? problems : [misplaced])],
    repaired,
  };
}

interface Unpacked {
  readonly key: string;
  readonly secret: string;
  /** Parts of which there are several values. */
  readonly several: readonly CredentialFinding[];
}

/** Many put the whole file of a CDP key into the field of its private half: what is in it counts. */
function unpacked({ key, secret }: GivenCredential): Unpacked {
  if (![key, secret].some(isFile)) return { key, secret, several: [] };
  const found = findParts(JSON.stringify({ key, secret }));
  const keys = [...new Set([...found.key, ...found.keyName.filter(isWholeCdpName)])];
  return {
    key: keys[0] ?? '',
    // What is in it and no key: for the check of the secret to say.
    secret: found.secret[0] ?? secret,
    several: [
      ...(keys.length > 1 ? [finding.SEVERAL_VALUES('key')] : []),
      ...(found.secret.length > 1 ? [finding.SEVERAL_VALUES('secret')] : []),
    ],
  };
}

function isFile(text: unknown): boolean {
  return typeof text === 'string' && /^[\s\ufeff]*\{/.test(text) && text.length <= LONGEST_FIELD;
}

function checkSecret(scheme: Scheme, text: string, repaired: CredentialFinding[]): Checked {
  if (scheme === 'prime' || scheme === 'coinbase-app') return checkPrinted(text, scheme, repaired);
  return scheme === 'cdp' ? checkPrivateKey(text, repaired) : checkBase64(text, scheme, repaired);
}

/** A name in its place is left as it is, for `checkPlaces` to see. */
function checkPrivateKey(text: string, repaired: CredentialFinding[]): Checked {
  const isText = typeof text === 'string' && text.length <= LONGEST_FIELD;
  if (isText && text.includes('BEGIN ')) return checkPem(text, repaired);
  const name = isText ? bare(text, 'secret', []) : '';
  if (isUuid(name) || isCdpNameStart(name)) return { value: name, problems: [] };
  const { value, problems } = checkBase64(text, 'cdp', repaired);
  const letters = value.replace(/=+$/, '').length;
  if (problems.length > 0 || letters === 86 || letters === 43 || isDerText(value)) return { value, problems };
  return { value, problems: [finding.KEY_LENGTH(letters)] };
}

/** Whatever became of its line breaks. */
function checkPem(text: string, repaired: CredentialFinding[]): Checked {
  const value = bare(text, 'secret', repaired);
  const found = findPem(value);
  const other = otherPem(value) ?? say('kind.pem');
  if (found === undefined) return { value, problems: [finding.KEY_KIND(other)] };
  if (found.pem === undefined) return { value, problems: [finding.PEM_DAMAGED()] };
  return { value: found.pem, problems: [] };
}

/** Values in each other's place, and keys of another product: every other complaint would mislead. */
function checkPlaces(
  scheme: Scheme,
  key: string,
  secret: string,
  passphrase: string,
): CredentialFinding | undefined {
  if ([key, secret, passphrase].some((value) => value.length > LONGEST_FIELD)) return undefined;
  if (scheme === 'cdp') {
    const named = isUuid(secret) || isCdpNameStart(secret);
    if (isCdpSecret(key) ? !isCdpSecret(secret) : named && key !== '' && !isWholeCdpName(key))
      return finding.KEY_SECRET_SWAPPED('fix.cdpKeyIsName');
    if (named) return finding.SECRET_IS_NAME();
    if (isLegacyPair(key, secret)) return finding.LEGACY_KEY();
    return isExchangeKey(key) && isSecretText(secret) ? finding.EXCHANGE_KEY(scheme) : undefined;
  }
  if (isCdpName(key) || isPem(secret) || isPem(key)) return finding.CDP_KEY(scheme);
  return undefined;
}
