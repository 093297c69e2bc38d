/** Every mistake the doctor can name on a token: what happened, what to do. A part of the doctor's one table. */
export const tokenTable = {
  HMAC_WITH_CDP_KEY: [
    'The request carries CB-ACCESS headers, but a CDP key signs a token',
    'Send "Authorization: Bearer " and a token (JWT), signed with the private key for this one request.',
  ],
  TOKEN_MISSING: [
    'The request carries no token',
    'Send the header Authorization with "Bearer", a blank and a fresh token (JWT) for this one request.',
  ],
  TOKEN_HEADER: [
    'The header Authorization does not hold "Bearer", a blank and a token',
    'Write Bearer, one blank and the token, with nothing around it.',
  ],
  TOKEN_UNREADABLE: [
    'The token cannot be read: it is not three parts of base64url with JSON in the first two',
    'Make it with a JWT library, and send all of it.',
  ],
  TOKEN_NOT_BASE64URL: [
    'The token is in plain base64',
    'Write each part in base64url: "-" and "_" for "+" and "/", and no "=".',
  ],
  TOKEN_NAME_SHORTENED: [
    'Only a part of the name of the key is in the token',
    'Put the whole name in kid and sub, such as organizations/…/apiKeys/….',
  ],
  TOKEN_KID: [
    '"kid" in the header of the token is not the name of the key',
    'Put the name of the key there.',
  ],
  TOKEN_SUB: [
    '"sub" in the claims of the token is not the name of the key',
    'Put the name of the key there.',
  ],
  TOKEN_ALGORITHM: [
    'The algorithm of the token does not fit the key',
    'ECDSA keys sign with ES256, Ed25519 keys with EdDSA: the key decides, not the library.',
  ],
  TOKEN_DER: [
    'The signature of the token is in DER',
    'A token wants r and s, 32 bytes each ("ieee-p1363" in Node, "raw" elsewhere).',
  ],
  TOKEN_URI_MISSING: [
    'The token does not say for which request it is',
    'Add the claim "uri": METHOD, a blank, host and path.',
  ],
  TOKEN_URI_METHOD: [
    'The method in the claim "uri" is not the one sent',
    'Write the method that is sent, in upper case.',
  ],
  TOKEN_URI_HOST: [
    'The host in the claim "uri" is not the one called',
    'Write the host that is called, without a port.',
  ],
  TOKEN_URI_SCHEME: [
    'The claim "uri" holds https:// or http://',
    'Write METHOD, a blank, host and path: GET api.coinbase.com/api/v3/brokerage/accounts.',
  ],
  TOKEN_URI_QUERY: ['The claim "uri" holds the query', 'Cut it at the "?"; send the query all the same.'],
  TOKEN_URI_PATH: [
    'The path in the claim "uri" is not the one sent',
    'Write the whole path as it is sent, from the first slash after the host on.',
  ],
  TOKEN_MILLISECONDS: [
    'The times in the token are in milliseconds',
    'Write "nbf" and "exp" in Unix seconds.',
  ],
  TOKEN_NOT_YET_VALID: [
    'The token is not valid yet ("nbf")',
    'Turn on time synchronisation (NTP), or set "nbf" a few seconds back.',
  ],
  TOKEN_EXPIRED: [
    'The token has expired ("exp")',
    'Make a fresh token for each request; it lives two minutes. If it is fresh, the clock is off.',
  ],
  TOKEN_ISSUER: ['"iss" in the claims of the token is not "cdp"', 'Write "cdp" there.'],
  TOKEN_REPEATED: [
    'A token with this nonce has come before',
    'Make a fresh token for each request, with a random nonce in its header.',
  ],
  TOKEN_TIMELESS: ['The token has no "exp"', 'Set it to "nbf" and 120 seconds.'],
  PRIVATE_KEY_WRONG: [
    'The token was not signed with the private key of this name',
    'Use the private key that was shown with this name; if it is lost, make a new key.',
  ],
} as const satisfies Record<string, readonly [text: string, fix: string]>;
