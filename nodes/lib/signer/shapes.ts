/** What a value looks like. Texts only, nothing of Node: this runs in the browser too. */

const INVISIBLE = '\u200b\u200c\u200d\u2060\ufeff';

/** Without white space, byte order mark and zero-width characters at both ends; in linear time. */
export function stripEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charAt(start))) start += 1;
  while (end > start && isBlank(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(letter: string): boolean {
  return letter.trim() === '' || INVISIBLE.includes(letter);
}

const PAIRS = ['""', "''", '``', '“”', '‘’', '«»', '„“'];

/** Without matching quotes around it, up to three pairs deep. */
export function unquote(text: string): string {
  let bare = text;
  for (let depth = 0; depth < 3; depth += 1) {
    if (bare.length < 2 || !PAIRS.includes(bare.charAt(0) + bare.charAt(bare.length - 1))) break;
    bare = stripEnds(bare.slice(1, -1));
  }
  return bare;
}

/** The form every Exchange key has had: 32 hex digits. */
export function isExchangeKey(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text);
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

/** 64 bytes in base64: a secret of Exchange, or an Ed25519 key of CDP; the text alone cannot tell which. */
export function isSecretText(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{86}(?:==)?$/.test(text);
}

/** 32 bytes in base64 with its padding: an Ed25519 seed. */
export function isSeedText(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

/** The long name of a CDP key. The short one is a bare UUID. */
export function isCdpName(text: string): boolean {
  return /^organizations\/[^/\s]+\/apiKeys\/[^/\s]+$/.test(text);
}

/** The long name of a CDP key, whole or cut off. */
export function isCdpNameStart(text: string): boolean {
  return text.startsWith('organizations/');
}

/** The whole of a CDP key's name or id. Both ids of a name are UUIDs: the last one betrays a name that is cut off. */
export function isWholeCdpName(text: string): boolean {
  if (isUuid(text) || !isCdpName(text)) return isUuid(text);
  const [, organization = '', , id = ''] = text.split('/');
  return !isUuid(organization) || !/^[0-9a-f-]{1,36}$/i.test(id) || isUuid(id);
}

/** A private key in PEM without its first and last line: the base64 of a DER sequence. */
export function isBarePem(text: string): boolean {
  return /^M[A-I][A-Za-z0-9+/]{100,400}={0,2}$/.test(text);
}

/** Key and secret of the old Coinbase App. */
export function isLegacyPair(key = '', secret = ''): boolean {
  return /^[A-Za-z0-9]{16}$/.test(key) && /^[A-Za-z0-9]{32}$/.test(secret);
}

/** The base64 of a private key in DER, whole or cut off: a sequence that begins with a version number. */
export function isDerText(text: string): boolean {
  return /^M(?:[A-H].CAQ|I[A-Z].AgE|I[A-Za-z0-9+/]{3}IBA)/.test(text);
}

/** The private half of a CDP key, in any form that Coinbase hands out. */
export function isCdpSecret(text: string): boolean {
  return isPem(text) || isBarePem(text) || isSecretText(text) || isSeedText(text);
}

export function isPem(text: string): boolean {
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);
}

const ASKED_FOR = '(?:key|secret|pass|api|here)';
const PLACEHOLDERS = [
  new RegExp(`^[<[{"' ]*(?:your|my|insert|enter|put|paste)[ _-].*${ASKED_FOR}`, 'i'),
  new RegExp(`^(?:<[^>]*${ASKED_FOR}[^>]*>|\\{\\{.*\\}\\})$`, 'i'),
  /^(?:[*•●…]{3,}|x{4,})$/i,
];

/** What stands in examples and masked fields where a value should be. A passphrase may be almost anything else. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDERS.some((form) => form.test(text));
}
