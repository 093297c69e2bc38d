import type { Finding } from './findings';

const say = (code: string, text: string, fix: string): Finding => ({ code, text, fix });
const COPY_AGAIN = 'Copy it again from where it was shown when the key was made, or make a new key.';

/** Everything the credential check can say about the parts of a credential; the code is the name. */
export const credentialFindings = {
  /** @param madeOf what such a credential is made of, as a sentence. */
  FIELD_EMPTY: (what: string, madeOf: string) => say('FIELD_EMPTY', `The ${what} is empty`, madeOf),
  FIELD_TOO_LONG: (what: string) =>
    say('FIELD_TOO_LONG', `The ${what} is far too long to be one`, COPY_AGAIN),
  PLACEHOLDER: (what: string) =>
    say(
      'PLACEHOLDER',
      `Where the ${what} should be stands a placeholder or a masked value`,
      `Put the real ${what} in its place.`,
    ),
  SEVERAL_VALUES: (what: string) =>
    say('SEVERAL_VALUES', `There is more than one ${what} in the text`, 'Paste one credential at a time.'),
  PEM_DAMAGED: () =>
    say(
      'PEM_DAMAGED',
      'The private key is cut off or damaged',
      'Copy all of it, from -----BEGIN to the last dash.',
    ),
  NOT_RECOGNISED: () =>
    say(
      'NOT_RECOGNISED',
      'This is no Coinbase credential in any known form',
      'Paste key, secret and passphrase as Coinbase showed them, or the key file of a CDP key.',
    ),
  FIELD_UNSENDABLE: (what: string) =>
    say('FIELD_UNSENDABLE', `The ${what} holds characters that cannot be part of one`, COPY_AGAIN),
  QUOTES_REMOVED: (what: string) =>
    say('QUOTES_REMOVED', `Quotes around the ${what} were taken off`, 'Paste it without quotes.'),
  KEY_SECRET_SWAPPED: (how = 'The secret is the long text of 88 characters.') =>
    say('KEY_SECRET_SWAPPED', "Key and secret are in each other's place", how),
  SECRET_PASSPHRASE_SWAPPED: () =>
    say(
      'SECRET_PASSPHRASE_SWAPPED',
      "Secret and passphrase are in each other's place",
      'The secret is the long text of 88 characters; the passphrase is the short one.',
    ),
  KEY_PASSPHRASE_SWAPPED: () =>
    say(
      'KEY_PASSPHRASE_SWAPPED',
      "Key and passphrase are in each other's place",
      'The key is the text of 32 digits and letters a to f.',
    ),
  SECRET_BLANKS: () =>
    say(
      'SECRET_BLANKS',
      'The secret has blanks inside; a "+" that went through a URL or a form turns into a blank',
      COPY_AGAIN,
    ),
  SECRET_NOT_BASE64: () =>
    say('SECRET_NOT_BASE64', 'The secret holds characters that base64 does not have', COPY_AGAIN),
  /** @param letters base64 characters without padding; 86 would be right. */
  SECRET_LENGTH: (letters: number) =>
    say(
      'SECRET_LENGTH',
      `The secret has ${letters} characters before its padding where an Exchange secret has 86: ` +
        (letters < 86 ? 'a part is missing' : 'there is more than the secret'),
      COPY_AGAIN,
    ),
  /** @param letters base64 characters without padding. */
  KEY_LENGTH: (letters: number) =>
    say(
      'KEY_LENGTH',
      `The private key has ${letters} characters before its padding where an Ed25519 key has 86, or 43 as a seed alone: ` +
        (letters < 86 ? 'a part is missing' : 'there is more than the key'),
      COPY_AGAIN,
    ),
  KEY_NAME: () =>
    say(
      'KEY_NAME',
      'The key is neither the id of a CDP key (a UUID) nor its whole name (organizations/…/apiKeys/…)',
      'Copy the name or id that Coinbase shows beside the private key, all of it; a nickname does not sign.',
    ),
  SECRET_IS_NAME: () =>
    say(
      'SECRET_IS_NAME',
      "Where the private key should be stands a key's name or id",
      'The private key is the long text, or the PEM, that was shown once when the key was made.',
    ),
  /** @param product whose key was wanted. */
  CDP_KEY: (product: string) =>
    say(
      'CDP_KEY',
      `This is a CDP key, which belongs to Advanced Trade and the Coinbase App, not to ${product}`,
      `Use a key of ${product}, or the environment advanced-trade.`,
    ),
  EXCHANGE_KEY: (product: string) =>
    say(
      'EXCHANGE_KEY',
      `This is a key of Coinbase Exchange, not of ${product}`,
      `Use a key of ${product}, or the environment exchange.`,
    ),
  KEY_HALVES: () =>
    say(
      'KEY_HALVES',
      'The two halves of the Ed25519 key do not belong together: a letter was changed, or this is a secret of Exchange',
      COPY_AGAIN,
    ),
  /** @param kind what it is instead, such as `a public key`. */
  KEY_KIND: (kind: string) =>
    say(
      'KEY_KIND',
      `This is ${kind}, and no private key that Coinbase makes: they are ECDSA keys over P-256 and Ed25519 keys`,
      'Use the private key shown when the CDP key was made.',
    ),
  LEGACY_KEY: () =>
    say(
      'LEGACY_KEY',
      'This is an old key of the Coinbase App; Coinbase ended those in February 2025',
      'Make a CDP key at the Coinbase Developer Platform, with View and Trade.',
    ),
  SECRET_LINES_JOINED: () =>
    say('SECRET_LINES_JOINED', 'Line breaks inside the secret were taken out', 'Paste it in one line.'),
  SECRET_PERCENT_DECODED: () =>
    say(
      'SECRET_PERCENT_DECODED',
      'The secret was percent-encoded (%2B, %2F, %3D) and was decoded',
      'Paste it plain.',
    ),
  SECRET_URL_SAFE: () =>
    say(
      'SECRET_URL_SAFE',
      'The secret was in the URL-safe alphabet ("-" and "_") and was turned back to "+" and "/"',
      'Paste it as Coinbase showed it.',
    ),
  SECRET_PADDED: () =>
    say('SECRET_PADDED', 'The "==" at the end of the secret was missing and was added', 'Paste all of it.'),
};
