/** What is said of a pasted or typed credential. */

/** The parts of a credential, as nouns in the middle of a sentence. */
export const part = {
  key: 'key',
  secret: 'secret',
  passphrase: 'passphrase',
  'service account id': 'service account id',
} as const;

/** The product whose keys these are. */
export const product = {
  exchange: 'Coinbase Exchange',
  cdp: 'Advanced Trade and the Coinbase App',
  prime: 'Coinbase Prime',
  international: 'Coinbase International',
  'coinbase-app': 'the old Coinbase App (v2)',
} as const;

/** Such a key, as a noun. */
export const called = {
  exchange: 'key of Coinbase Exchange',
  cdp: 'CDP key, for Advanced Trade and the Coinbase App',
  prime: 'key of Coinbase Prime',
  international: 'key of Coinbase International',
  'coinbase-app': 'old key of the Coinbase App (v2), all of which expired in February 2025',
} as const;

/** The parts by their names on the product's own page. */
export const madeOf = {
  exchange: 'An Exchange key has three parts: key, secret and passphrase.',
  cdp: 'A CDP key has two parts: its name or id, and its private key.',
  prime: 'A Prime key has three parts: access key, signing key and passphrase.',
  international: 'An International key has three parts: key, secret and passphrase.',
  'coinbase-app': 'An old key of the Coinbase App has two parts: key and secret.',
} as const;

/** What stands where a private key should. */
export const kind = {
  certificate: 'a certificate',
  publicKey: 'a public key',
  openssh: 'a private key of OpenSSH',
  encrypted: 'a private key that is encrypted with a password',
  pem: 'something else in PEM',
  ecdsa: 'an ECDSA key over __curve__',
  other: 'a key of the kind __name__',
} as const;

/** What a pasted text is. */
export const paste = {
  tooLong: 'This is far too long for a credential.',
  nothing: 'Nothing was pasted.',
  unknown: 'This is no Coinbase credential in any known form.',
  wrong: 'A __called__, but something is wrong with it.',
  complete: 'A complete __called__: __parts__.',
  lacksOne: 'Part of a __called__; __parts__ is still missing.',
  lacksMore: 'Part of a __called__; __parts__ are still missing.',
  lookalike: '__says__ (The secret of an Ed25519 key of Advanced Trade looks the same.)',
  algorithm: '__says__ (It signs with __algorithm__.)',
} as const;

/** What is wrong with a part, or was repaired. */
export const finding = {
  FIELD_EMPTY: 'The __what__ is empty',
  FIELD_TOO_LONG: 'The __what__ is far too long to be one',
  PLACEHOLDER: 'Where the __what__ should be stands a placeholder or a masked value',
  SEVERAL_VALUES: 'There is more than one __what__ in the text',
  PEM_DAMAGED: 'The private key is cut off or damaged',
  NOT_RECOGNISED: 'This is no Coinbase credential in any known form',
  FIELD_UNSENDABLE: 'The __what__ holds characters that cannot be part of one',
  QUOTES_REMOVED: 'Quotes around the __what__ were taken off',
  KEY_SECRET_SWAPPED: "Key and secret are in each other's place",
  SECRET_PASSPHRASE_SWAPPED: "Secret and passphrase are in each other's place",
  KEY_PASSPHRASE_SWAPPED: "Key and passphrase are in each other's place",
  SECRET_BLANKS: 'The secret has blanks inside; a "+" that went through a URL or a form turns into a blank',
  SECRET_NOT_BASE64: 'The secret holds characters that base64 does not have',
  SECRET_SHORT:
    'The secret has __letters__ characters before its padding where an Exchange secret has 86: a part is missing',
  SECRET_LONG:
    'The secret has __letters__ characters before its padding where an Exchange secret has 86: there is more than the secret',
  KEY_SHORT:
    'The private key has __letters__ characters before its padding where an Ed25519 key has 86, or 43 as a seed alone: a part is missing',
  KEY_LONG:
    'The private key has __letters__ characters before its padding where an Ed25519 key has 86, or 43 as a seed alone: there is more than the key',
  KEY_NAME: 'The key is neither the id of a CDP key (a UUID) nor its whole name (organizations/…/apiKeys/…)',
  SECRET_IS_NAME: "Where the private key should be stands a key's name or id",
  CDP_KEY: 'This is a CDP key, which belongs to Advanced Trade and the Coinbase App, not to __product__',
  EXCHANGE_KEY: 'This is a key of Coinbase Exchange, not of __product__',
  KEY_HALVES:
    'The two halves of the Ed25519 key do not belong together: a letter was changed, or this is a secret of Exchange',
  KEY_KIND:
    'This is __kind__, and no private key that Coinbase makes: they are ECDSA keys over P-256 and Ed25519 keys',
  LEGACY_KEY: 'This is an old key of the Coinbase App; Coinbase ended those in February 2025',
  SECRET_LINES_JOINED: 'Line breaks inside the secret were taken out',
  SECRET_PERCENT_DECODED: 'The secret was percent-encoded (%2B, %2F, %3D) and was decoded',
  SECRET_URL_SAFE: 'The secret was in the URL-safe alphabet ("-" and "_") and was turned back to "+" and "/"',
  SECRET_PADDED: 'The "==" at the end of the secret was missing and was added',
} as const;

/** What to do about a finding. */
export const fix = {
  copyAgain: 'Copy it again from where it was shown when the key was made, or make a new key.',
  real: 'Put the real __what__ in its place.',
  onePaste: 'Paste one credential at a time.',
  wholePem: 'Copy all of it, from -----BEGIN to the last dash.',
  pasteAll: 'Paste key, secret and passphrase as Coinbase showed them, or the key file of a CDP key.',
  noQuotes: 'Paste it without quotes.',
  longSecret: 'The secret is the long text of 88 characters.',
  cdpKeyIsName: 'The key is its name or id.',
  shortPassphrase: 'The secret is the long text of 88 characters; the passphrase is the short one.',
  hexKey: 'The key is the text of 32 digits and letters a to f.',
  wholeName:
    'Copy the name or id that Coinbase shows beside the private key, all of it; a nickname does not sign.',
  privateKey: 'The private key is the long text, or the PEM, that was shown once when the key was made.',
  otherEnvironment: 'Use a key of __product__, or the environment __environment__.',
  rightKind: 'Use the private key shown when the CDP key was made.',
  newCdpKey: 'Make a CDP key at the Coinbase Developer Platform, with View and Trade.',
  oneLine: 'Paste it in one line.',
  plain: 'Paste it plain.',
  asShown: 'Paste it as Coinbase showed it.',
  all: 'Paste all of it.',
} as const;
