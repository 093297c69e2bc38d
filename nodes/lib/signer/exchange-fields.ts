/** Key, secret and passphrase of Exchange, checked by their texts alone. */
import { credentialFindings as finding } from './credential-findings';
import type { CredentialFinding } from './findings';
import { checkBase64, checkName, LONGEST_FIELD, type Checked } from './field-checks';
import { isCdpName, isExchangeKey, isPem, isSecretText, isUuid } from './shapes';

export interface ExchangeFields {
  readonly key: string;
  /** Base64, standard alphabet. */
  readonly secret: string;
  readonly passphrase: string;
}

export interface CheckedFields {
  /** Repaired as far as possible; usable only when there are no problems. */
  readonly fields: ExchangeFields;
  readonly problems: readonly CredentialFinding[];
  readonly repaired: readonly CredentialFinding[];
}

/** Checks the triple; every problem is reported, not only the first. Never throws. */
export function checkExchangeFields(given: ExchangeFields): CheckedFields {
  const repaired: CredentialFinding[] = [];
  const key = checkName(given.key, 'key', 'exchange', repaired);
  const passphrase = checkName(given.passphrase, 'passphrase', 'exchange', repaired);
  const secret = checkSecret(given.secret, repaired);
  const misplaced = checkPlaces(key.value, secret.value, passphrase.value);
  const problems =
    misplaced.length > 0 ? misplaced : [...key.problems, ...secret.problems, ...passphrase.problems];
  return {
    fields: { key: key.value, secret: secret.value, passphrase: passphrase.value },
    problems,
    repaired,
  };
}

/** Values in each other's place are told apart by their looks, and then every other complaint would mislead. */
function checkPlaces(key: string, secret: string, passphrase: string): CredentialFinding[] {
  if ([key, secret, passphrase].some((value) => value.length > LONGEST_FIELD)) return [];
  if (isCdpName(key) || isPem(secret) || isPem(key)) return [finding.CDP_KEY('exchange')];
  if (isUuid(key) && passphrase === '') return [finding.CDP_KEY('exchange')];
  if (isSecretText(key) && !isSecretText(secret)) return [finding.KEY_SECRET_SWAPPED()];
  if (isSecretText(passphrase) && !isSecretText(secret)) return [finding.SECRET_PASSPHRASE_SWAPPED()];
  if (isExchangeKey(passphrase) && key !== '' && !isExchangeKey(key))
    return [finding.KEY_PASSPHRASE_SWAPPED()];
  return [];
}

/** 64 bytes are 86 characters and two of padding. */
function checkSecret(text: string, repaired: CredentialFinding[]): Checked {
  const { value, problems } = checkBase64(text, 'exchange', repaired);
  if (problems.length > 0) return { value, problems };
  const letters = value.replace(/=+$/, '');
  if (letters.length !== 86) return { value, problems: [finding.SECRET_LENGTH(letters.length)] };
  if (value.length !== 88) repaired.push(finding.SECRET_PADDED());
  return { value: `${letters}==`, problems: [] };
}
