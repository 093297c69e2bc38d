import type { Finding } from '../findings';
import { tokenTable } from './token-codes';

/**
 * Every mistake the doctor can name on a signed request: what happened, what to do. The README's table is made
 * from this list by a test.
 */
const table = {
  NOT_SIGNED: [
    'The request carries none of the headers that sign it',
    'Send key, signature, time stamp and passphrase in the headers that this API names.',
  ],
  HEADER_MISSING: [
    'A header is missing or empty',
    'Send all the headers of the signature with every request.',
  ],
  HEADER_NAME_WRONG: [
    'A header name is spelled in another way',
    'Write the names as the API does, with hyphens; many servers and proxies drop names with underscores.',
  ],
  HEADER_REPEATED: ['A header was sent twice', 'Set each header once.'],
  JWT_NOT_WANTED: [
    'The request carries a bearer token, which belongs to Advanced Trade and the Coinbase App',
    'Send key, signature, time stamp and passphrase in headers of their own, made with a key of this API.',
  ],
  PRIME_HEADERS: [
    'The headers begin with X-CB-ACCESS, which belongs to Prime',
    'Use the names of this API. Is it the right API for the key?',
  ],
  EXCHANGE_HEADERS: [
    'The headers begin with CB-ACCESS, which belongs to Exchange and International',
    'Use the names of this API. Is it the right API for the key?',
  ],
  PRIME_STYLE: [
    'The request is signed the way of Prime: X-CB-ACCESS headers, secret not decoded, no query',
    'Decode the secret from base64, sign the query too (not on International), and send CB-ACCESS headers.',
  ],
  EXCHANGE_STYLE: [
    'The request is signed the way of Exchange: the secret decoded, the digest in base64, the query included',
    'Use the characters of the secret as they are printed, and the headers and digest that this API wants.',
  ],
  APP_STYLE: [
    'The signature is made the way of the old Coinbase App (v2): secret not decoded, digest in hex',
    'Decode the secret from base64 and write the digest in base64.',
  ],
  STAMP_MISSING: ['The time stamp is missing', 'Send the Unix time in seconds, and sign the same text.'],
  STAMP_NOT_A_NUMBER: [
    'The time stamp is not a number',
    'Send the Unix time in seconds, such as 1700000000; check what the clock offset is computed from.',
  ],
  STAMP_MILLISECONDS: [
    'The time stamp is in milliseconds or finer',
    'Send seconds: divide by 1000 before signing, and sign the same text.',
  ],
  CLOCK_OFF: [
    'The time stamp is too far away from the time here',
    'Turn on time synchronisation (NTP), take the time as UTC, and sign each request just before sending it.',
  ],
  STAMP_DECIMALS: [
    'The time stamp has a fraction, which this API refuses',
    'Send whole seconds, rounded down, and sign the same text.',
  ],
  STAMP_DIFFERS: [
    'Another time stamp was signed than the one in the header',
    'Read the clock once and use the same text in both places.',
  ],
  METHOD_CASE: ['The method was not signed in upper case', 'Sign GET, POST, PUT, DELETE.'],
  METHOD_DIFFERS: ['Another method was signed than the one sent', 'Sign the method that is sent.'],
  QUERY_LEFT_OUT: [
    'The query was left out of the signature',
    'Sign path, "?" and query exactly as they are sent.',
  ],
  QUERY_MARK_LEFT_OUT: [
    'The "?" between path and query was left out of the signature, or added without a query',
    'Sign path, "?" and query exactly as they are sent.',
  ],
  QUERY_SIGNED: [
    'The query was signed, which this API leaves out',
    'Sign the path up to the "?", and send the query all the same.',
  ],
  QUERY_REWRITTEN: [
    'The query was signed in another encoding or order than it was sent',
    'Build the URL once; sign and send that same text.',
  ],
  QUERY_SIGNED_AS_BODY: [
    'The query parameters were signed as if they were a body',
    'Sign path, "?" and query; a request without a body signs no body.',
  ],
  PATH_REWRITTEN: [
    'The path was signed in another encoding than it was sent',
    'Build the URL once; sign and send that same text.',
  ],
  FULL_URL_SIGNED: [
    'The whole URL was signed',
    'Sign from the first slash after the host on, such as /accounts.',
  ],
  BASE_PATH_LEFT_OUT: [
    'The beginning of the path was left out of the signature',
    'Sign the whole path that is sent, with its /v1 or /api/v1.',
  ],
  LEADING_SLASH_MISSING: ['The path was signed without its leading slash', 'Sign /accounts, not accounts.'],
  DOUBLE_SLASH: [
    'There is a double slash in the path that was signed or sent',
    'Let either the base URL end or the path begin with a slash, not both.',
  ],
  TRAILING_SLASH: [
    'A slash at the end of the path is in only one of signature and request',
    'Sign the path exactly as it is sent.',
  ],
  BODY_NOT_SIGNED: ['The body was not signed', 'Append the body, exactly as it is sent, to what is signed.'],
  BODY_RESERIALISED: [
    'The body was signed in another serialisation than it was sent',
    'Serialise once; sign and send that same text.',
  ],
  EMPTY_BODY_SIGNED: [
    'Something was signed for a body although none was sent',
    'Sign no body at all when none is sent: not {}, null or "".',
  ],
  PREHASH_LAYOUT: [
    'The parts were signed in another order or with something between them',
    'Sign stamp + METHOD + path + body, in this order and with nothing between.',
  ],
  SECRET_NOT_DECODED: [
    'The secret was used as it is printed',
    'Decode it from base64 first; the decoded bytes are the HMAC key.',
  ],
  SECRET_DECODED: [
    'The secret was decoded before it was used',
    'This API takes its characters as they are printed for the HMAC key.',
  ],
  SECRET_AS_TEXT: [
    'The decoded secret was turned into text before it was used',
    'Keep the decoded bytes as bytes; as UTF-8 text most of them change.',
  ],
  SECRET_DAMAGED: [
    'The secret was changed on its way: blanks, quotes or a line break got in, or its "+" and "/" got lost',
    'Copy the secret again, without quotes, and as it was shown (standard base64, not the URL-safe alphabet).',
  ],
  DIGEST_HEX: [
    'The signature is in hex',
    'Write the digest in base64: 44 characters with the "=" at the end.',
  ],
  DIGEST_BASE64: ['The signature is in base64', 'Write the digest in hex: 64 characters, lower case.'],
  DIGEST_NOT_STANDARD: [
    'The signature is in URL-safe base64, without its padding, in capitals, or wrapped in something',
    'Write the digest in standard base64 with padding, or in lower-case hex where that is wanted; nothing around it.',
  ],
  DIGEST_WRONG_HASH: [
    'The signature is not a SHA-256 digest',
    'Use HMAC-SHA256: 32 bytes, 44 characters in base64.',
  ],
  DIGEST_UNREADABLE: [
    'The signature is no digest in any known form',
    'Send the HMAC-SHA256 digest: 44 characters in base64, or 64 in hex where that is wanted.',
  ],
  KEY_PASSPHRASE_SWAPPED: ["Key and passphrase are in each other's place", 'Exchange the two.'],
  KEY_SECRET_SWAPPED: [
    "Key and secret are in each other's place",
    'Exchange the two, and make a new key: the secret went over the network.',
  ],
  SECRET_PASSPHRASE_SWAPPED: [
    "Secret and passphrase are in each other's place",
    'Exchange the two, and make a new key: the secret went over the network.',
  ],
  KEY_DAMAGED: [
    'The key has blanks, quotes or other letters than the key known here',
    'Copy the key again; upper and lower case count.',
  ],
  CDP_KEY_NAME: [
    'This is the name of a CDP key, which belongs to Advanced Trade and the Coinbase App',
    'Use a key made for this API: Exchange keys are made on exchange.coinbase.com.',
  ],
  KEY_UNKNOWN: [
    'This key is not known here: it belongs to another environment, or was deleted',
    'Use the key of this environment; sandbox and production have separate keys.',
  ],
  PASSPHRASE_DAMAGED: [
    'The passphrase has blanks, quotes or other letters than it should',
    'Copy the passphrase again; upper and lower case count.',
  ],
  PASSPHRASE_WRONG: [
    'The passphrase does not belong to this key',
    'Use the passphrase chosen when this key was made, not the login password.',
  ],
  TOO_LONG_TO_EXPLAIN: [
    'The signature does not fit, and the request is too long to look for the reason',
    'Try the same key with a short request, such as GET /accounts.',
  ],
  SECRET_AS_SIGNATURE: [
    'The secret itself was sent as the signature',
    'Make a new key, since the secret went over the network, and send the HMAC-SHA256 digest that is made with its secret.',
  ],
  SECRET_WRONG: [
    'The secret does not belong to this key',
    'Use the secret shown when this key was made; if it is lost, make a new key.',
  ],
  ...tokenTable,
} as const satisfies Record<string, readonly [text: string, fix: string]>;

export type DoctorCode = keyof typeof table;

/** All mistakes that the doctor can name, in the order of the table. */
export const doctorCodes: readonly Finding[] = Object.entries(table).map(([code, [text, fix]]) => ({
  code,
  text,
  fix,
}));

/** @param detail what exactly was seen, as a clause; never a secret or a signature. */
export function doctorFinding(code: DoctorCode, detail?: string): Finding {
  const [text, fix] = table[code];
  return { code, text: detail === undefined ? text : `${text}: ${detail}`, fix };
}
