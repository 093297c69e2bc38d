/**
 * What a person typed or pasted as key, secret and passphrase of Exchange, checked by its text alone. Nothing of
 * Node here: the account's form shows the same findings in the browser.
 *
 * The rule for a damaged value: what can be read in one way only is repaired and reported; what has two readings is
 * refused.
 */
import { credentialFindings as finding } from './credential-findings';
import type { Finding } from './findings';
import {
  isCdpName,
  isExchangeKey,
  isPem,
  isPlaceholder,
  isSecretText,
  isUuid,
  stripEnds,
  unquote,
} from './shapes';

export interface ExchangeFields {
  readonly key: string;
  /** Base64, standard alphabet. */
  readonly secret: string;
  readonly passphrase: string;
}

export interface CheckedFields {
  /** Repaired as far as possible; usable only when there are no problems. */
  readonly fields: ExchangeFields;
  readonly problems: readonly Finding[];
  readonly repaired: readonly Finding[];
}

/** Checks the triple; every problem is reported, not only the first. Never throws. */
export function checkExchangeFields(given: ExchangeFields): CheckedFields {
  const repaired: Finding[] = [];
  const key = checkName(given.key, 'key', repaired);
  const passphrase = checkName(given.passphrase, 'passphrase', repaired);
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

interface Checked {
  readonly value: string;
  readonly problems: Finding[];
}

/** No part of a credential comes near this, and a pasted file of megabytes must not cost time. */
const LONGEST_FIELD = 4_096;

/**
 * Takes off what copying adds around a value: blanks, byte order mark, zero-width characters, matching quotes. The
 * type promises text; a flow file edited by hand does not.
 */
function bare(text: unknown, what: string, repaired: Finding[]): string {
  const trimmed = typeof text === 'string' ? stripEnds(text) : '';
  const value = unquote(trimmed);
  if (value !== trimmed) repaired.push(finding.QUOTES_REMOVED(what));
  return value;
}

function checkPresence(value: string, what: string): Finding | undefined {
  if (value === '') return finding.FIELD_EMPTY(what);
  if (value.length > LONGEST_FIELD) return finding.FIELD_TOO_LONG(what);
  return isPlaceholder(value) ? finding.PLACEHOLDER(what) : undefined;
}

/** Key and passphrase travel in a header: one line of Latin-1, or the HTTP client refuses them. */
function checkName(text: string, what: 'key' | 'passphrase', repaired: Finding[]): Checked {
  const value = bare(text, what, repaired);
  const odd = checkPresence(value, what);
  if (odd !== undefined) return { value, problems: [odd] };
  const allowed = what === 'key' ? /^[\x21-\x7e]+$/ : /^[\x20-\x7e\xa1-\xff]+$/;
  if (!allowed.test(value)) return { value, problems: [finding.FIELD_UNSENDABLE(what)] };
  return { value, problems: [] };
}

/** Values in each other's place are told apart by their looks, and then every other complaint would mislead. */
function checkPlaces(key: string, secret: string, passphrase: string): Finding[] {
  if ([key, secret, passphrase].some((value) => value.length > LONGEST_FIELD)) return [];
  if (isCdpName(key) || isPem(secret) || isPem(key)) return [finding.CDP_KEY()];
  if (isUuid(key) && passphrase === '') return [finding.CDP_KEY()];
  if (isSecretText(key) && !isSecretText(secret)) return [finding.KEY_SECRET_SWAPPED()];
  if (isSecretText(passphrase) && !isSecretText(secret)) return [finding.SECRET_PASSPHRASE_SWAPPED()];
  if (isExchangeKey(passphrase) && key !== '' && !isExchangeKey(key))
    return [finding.KEY_PASSPHRASE_SWAPPED()];
  return [];
}

function checkSecret(text: string, repaired: Finding[]): Checked {
  let value = bare(text, 'secret', repaired);
  const odd = checkPresence(value, 'secret');
  if (odd !== undefined) return { value, problems: [odd] };
  const joined = value.replace(/[ \t]*[\r\n\u200b\ufeff]+[ \t]*/g, '');
  if (joined !== value) repaired.push(finding.SECRET_LINES_JOINED());
  value = joined;
  if (/\s/.test(value)) return { value, problems: [finding.SECRET_BLANKS()] };
  if (/%(?:2b|2f|3d)/i.test(value)) {
    value = value.replace(/%2b/gi, '+').replace(/%2f/gi, '/').replace(/%3d/gi, '=');
    repaired.push(finding.SECRET_PERCENT_DECODED());
  }
  if (/^[A-Za-z0-9_-]+=*$/.test(value) && /[_-]/.test(value)) {
    value = value.replace(/-/g, '+').replace(/_/g, '/');
    repaired.push(finding.SECRET_URL_SAFE());
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return { value, problems: [finding.SECRET_NOT_BASE64()] };
  return checkLength(value, repaired);
}

/** 64 bytes are 86 characters and two of padding. */
function checkLength(value: string, repaired: Finding[]): Checked {
  const letters = value.replace(/=+$/, '');
  if (letters.length !== 86) return { value, problems: [finding.SECRET_LENGTH(letters.length)] };
  if (value.length !== 88) repaired.push(finding.SECRET_PADDED());
  return { value: `${letters}==`, problems: [] };
}
