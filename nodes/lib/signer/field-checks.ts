/**
 * The parts of a credential as a person typed or pasted them, each checked by its text alone. Nothing of Node here:
 * the account's form shows the same findings in the browser.
 *
 * The rule for a damaged value: what can be read in one way only is repaired and reported; what has two readings is
 * refused.
 */
import { credentialFindings as finding, type NamedPart } from './credential-findings';
import type { CredentialFinding } from './findings';
import type { Scheme } from './schemes';
import { isPlaceholder, stripEnds, unquote } from './shapes';

/** One part of a credential after its check. */
export interface Checked {
  /** Repaired as far as possible. */
  readonly value: string;
  readonly problems: CredentialFinding[];
}

/** No part of a credential comes near this, and a pasted file of megabytes must not cost time. */
export const LONGEST_FIELD = 4_096;

/**
 * Takes off what copying adds around a value: blanks, byte order mark, zero-width characters, matching quotes. The
 * type promises text; a flow file edited by hand does not.
 */
export function bare(text: unknown, what: NamedPart, repaired: CredentialFinding[]): string {
  const trimmed = typeof text === 'string' ? stripEnds(text) : '';
  const value = unquote(trimmed);
  if (value !== trimmed) repaired.push(finding.QUOTES_REMOVED(what));
  return value;
}

function checkPresence(value: string, what: NamedPart, scheme: Scheme): CredentialFinding | undefined {
  if (value === '') return finding.FIELD_EMPTY(what, scheme);
  if (value.length > LONGEST_FIELD) return finding.FIELD_TOO_LONG(what);
  return isPlaceholder(value) ? finding.PLACEHOLDER(what) : undefined;
}

/** Whatever travels in a header: one line of Latin-1, or the HTTP client refuses it. A key has no blanks either. */
export function checkName(
  text: string,
  what: Exclude<NamedPart, 'secret'>,
  scheme: Scheme,
  repaired: CredentialFinding[],
): Checked {
  const value = bare(text, what, repaired);
  const odd = checkPresence(value, what, scheme);
  if (odd !== undefined) return { value, problems: [odd] };
  const allowed = what === 'passphrase' ? /^[\x20-\x7e\xa1-\xff]+$/ : /^[\x21-\x7e]+$/;
  if (!allowed.test(value)) return { value, problems: [finding.FIELD_UNSENDABLE(what)] };
  return { value, problems: [] };
}

/** A secret whose characters are the HMAC key as they stand: nothing in it is rewritten but what copying adds. */
export function checkPrinted(text: string, scheme: Scheme, repaired: CredentialFinding[]): Checked {
  const bareText = bare(text, 'secret', repaired);
  const odd = checkPresence(bareText, 'secret', scheme);
  if (odd !== undefined) return { value: bareText, problems: [odd] };
  const value = bareText.replace(/[ \t]*[\r\n\u200b\ufeff]+[ \t]*/g, '');
  if (value !== bareText) repaired.push(finding.SECRET_LINES_JOINED());
  if (/\s/.test(value)) return { value, problems: [finding.SECRET_BLANKS()] };
  return { value, problems: [] };
}

/** A secret in base64, of any length, in the standard alphabet afterwards. */
export function checkBase64(text: string, scheme: Scheme, repaired: CredentialFinding[]): Checked {
  const printed = checkPrinted(text, scheme, repaired);
  if (printed.problems.length > 0) return printed;
  let { value } = printed;
  if (/%(?:2b|2f|3d)/i.test(value)) {
    value = value.replace(/%2b/gi, '+').replace(/%2f/gi, '/').replace(/%3d/gi, '=');
    repaired.push(finding.SECRET_PERCENT_DECODED());
  }
  if (/^[A-Za-z0-9_-]+=*$/.test(value) && /[_-]/.test(value)) {
    value = value.replace(/-/g, '+').replace(/_/g, '/');
    repaired.push(finding.SECRET_URL_SAFE());
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return { value, problems: [finding.SECRET_NOT_BASE64()] };
  return { value, problems: [] };
}
