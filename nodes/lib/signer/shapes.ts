/** What a value looks like. Texts only, nothing of Node: this runs in the browser too. */

const BLANKS = '[\\s\\u200b\\u200c\\u200d\\u2060\\ufeff]+';
const ENDS = new RegExp(`^${BLANKS}|${BLANKS}$`, 'g');

/** Without white space, byte order mark and zero-width characters at both ends. */
export function stripEnds(text: string): string {
  return text.replace(ENDS, '');
}

const PAIRS = ['""', "''", '``', '“”', '‘’', '«»'];

/** Without one or more pairs of matching quotes around it. */
export function unquote(text: string): string {
  const pair = text.length > 1 ? (text[0] ?? '') + (text[text.length - 1] ?? '') : '';
  return PAIRS.includes(pair) ? unquote(stripEnds(text.slice(1, -1))) : text;
}

/** The form every Exchange key has had: 32 hex digits, sometimes written as a UUID. */
export function isExchangeKey(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text);
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

/** 64 bytes in base64: a secret of Exchange, or an Ed25519 key of CDP; the text alone cannot tell which. */
export function isSecretText(text: string): boolean {
  return /^[A-Za-z0-9+/]{86}(?:==)?$/.test(text);
}

/** 32 bytes in base64 with its padding: an Ed25519 seed. */
export function isSeedText(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

/** The long name of a CDP key. The short one is a bare UUID. */
export function isCdpName(text: string): boolean {
  return /^organizations\/[^/\s]+\/apiKeys\/[^/\s]+$/.test(text);
}

export function isPem(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}
