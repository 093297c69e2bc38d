import { generateKeyPairSync, randomUUID } from 'node:crypto';

/** What one client makes of a form: it signs, it refuses, or it was not tried. */
export type Made = 'yes' | 'no' | '';

/** One form in which people paste the same CDP key; made anew for each run, so no key is in a file. */
export interface KeyForm {
  readonly form: string;
  /** What is typed into the field of the key. Where absent, the name, and the two are pasted together as well. */
  readonly key?: string;
  /** It has the name in it: pasted as it is as well. */
  readonly isFile?: boolean;
  readonly secret: string;
  /** `ES256` or `EdDSA`; or the code of the finding. */
  readonly ours: string;
  /** Coinbase's sample SDK in TypeScript 0.3.0, coinbase-api 1.2.6, @coinbase/cdp-sdk 1.57.0, ccxt 4.5.84; measured with Node 20. */
  readonly others: readonly [sample: Made, api: Made, cdp: Made, ccxt: Made];
}

export const otherClients = ['Coinbase sample SDK', 'coinbase-api', 'cdp-sdk', 'ccxt'] as const;

/** The name of the key in all forms. */
export const keyName = `organizations/${randomUUID()}/apiKeys/${randomUUID()}`;

const NOT_TRIED = ['', '', '', ''] as const;
const IS_NAME = "SECRET_IS_NAME: a key's name or id";
const SWAPPED = "KEY_SECRET_SWAPPED: in each other's place";
const MORE_KEYS = 'SEVERAL_VALUES: more than one key';
const MISNAMED = 'KEY_NAME: neither the id of a CDP key (a UUID) nor its whole name';

/** Every form in which such a key is known to arrive, and those that cannot be used, each with its exact reason. */
export function keyForms(): readonly KeyForm[] {
  const { privateKey: ec, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { privateKey: ed } = generateKeyPairSync('ed25519');
  const sec1 = ec.export({ type: 'sec1', format: 'pem' }).toString();
  const pkcs8 = ec.export({ type: 'pkcs8', format: 'pem' }).toString();
  const encrypted = ec
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'made up' })
    .toString();
  const id = randomUUID();
  const { d = '', x = '' } = ed.export({ format: 'jwk' });
  const seed = Buffer.from(d, 'base64url');
  const pair = Buffer.concat([seed, Buffer.from(x, 'base64url')]).toString('base64');
  const urlSafe = pair.replaceAll('+', '-').replaceAll('/', '_');
  const pemOf = (kind: 'secp256k1' | 'secp384r1'): string =>
    generateKeyPairSync('ec', { namedCurve: kind })
      .privateKey.export({ type: 'sec1', format: 'pem' })
      .toString();
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const row = (
    form: string,
    secret: string,
    ours: string,
    others: KeyForm['others'] = NOT_TRIED,
    key?: string,
  ): KeyForm => ({
    form,
    ...(key !== undefined && { key }),
    secret,
    ours,
    others,
  });
  const file = (form: string, content: object, ours: string): KeyForm => ({
    ...row(form, JSON.stringify(content), ours, NOT_TRIED, ''),
    isFile: true,
  });
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const mixedUp = (form: string, key: string, secret: string, ours: string): KeyForm =>
    row(form, secret, ours, NOT_TRIED, key);
  return [
    row('PEM in SEC1 form, as the portal shows it', sec1, 'ES256', ['yes', 'yes', 'no', 'yes']),
    row(
      'the same with CRLF, a byte order mark, or without its last line break',
      `\ufeff${sec1.replaceAll('\n', '\r\n').trimEnd()}`,
      'ES256',
      ['yes', 'yes', 'no', 'yes'],
    ),
    row('the same with the two characters `\\n` for each line break', sec1.replaceAll('\n', '\\n'), 'ES256', [
      'no',
      'yes',
      'no',
      'no',
    ]),
    row('the same with its line breaks turned into blanks', sec1.replaceAll('\n', ' '), 'ES256', [
      'no',
      'no',
      'no',
      'yes',
    ]),
    row(
      'the same with its line breaks lost, as a one-line field pastes it',
      sec1.replaceAll('\n', ''),
      'ES256',
      ['no', 'no', 'no', 'yes'],
    ),
    row('the same in quotes, as a line of an .env file', `"${sec1.replaceAll('\n', '\\n')}"`, 'ES256'),
    row(
      'the same with tabs and a backslash at the ends of its lines',
      sec1.replaceAll('\n', '\t\\\n'),
      'ES256',
    ),
    row('PEM in PKCS#8 form', pkcs8, 'ES256', ['yes', 'yes', 'yes', 'no']),
    row(
      'the base64 of a PEM without its first and last line',
      pkcs8.replaceAll(/-----.*-----|\n/g, ''),
      'ES256',
    ),
    row('Ed25519, base64 of 64 bytes, as the portal shows it', pair, 'EdDSA', ['yes', 'yes', 'yes', 'yes']),
    row('the same with a line break behind it', `${pair}\n`, 'EdDSA', ['yes', 'yes', 'yes', 'no']),
    row('the same broken into two lines', `${pair.slice(0, 44)}\n${pair.slice(44)}`, 'EdDSA'),
    row('the same in the alphabet for URLs', urlSafe, 'EdDSA'),
    row('Ed25519, base64 of its 32-byte seed alone', seed.toString('base64'), 'EdDSA', [
      'no',
      'yes',
      'no',
      'yes',
    ]),
    row('Ed25519 as PEM in PKCS#8 form', ed.export({ type: 'pkcs8', format: 'pem' }).toString(), 'EdDSA', [
      'yes',
      'no',
      'no',
      'no',
    ]),
    file('a whole key file, `name` and `privateKey`', { name: keyName, privateKey: sec1 }, 'ES256'),
    file('the same with `id` for `name`, of an Ed25519 key', { id, privateKey: pair }, 'EdDSA'),
    file('a key file of the first years, with more in it', firstFile(sec1, publicPem), 'ES256'),
    {
      ...file('a key file beside the name of another key', { id, privateKey: pair }, MORE_KEYS),
      key: keyName,
      isFile: false,
    },
    row('a PEM whose end is missing', sec1.slice(0, 120), 'PEM_DAMAGED'),
    row(
      'a PEM that is encrypted with a password',
      encrypted,
      'KEY_KIND: a private key that is encrypted with a password',
    ),
    row('the public key', publicPem, 'KEY_KIND: a public key'),
    row('a key over secp256k1, as wallets have', pemOf('secp256k1'), 'KEY_KIND: an ECDSA key over secp256k1'),
    row('a key over P-384', pemOf('secp384r1'), 'KEY_KIND: an ECDSA key over secp384r1'),
    row('an RSA key', rsa, 'KEY_KIND: a key of the kind RSA'),
    row(
      'an Ed25519 key whose last characters are missing',
      pair.slice(0, 81),
      'KEY_LENGTH: 81 characters before its padding',
    ),
    row(
      'an Ed25519 key with something behind it',
      `${pair.slice(0, 86)}AAAA`,
      'KEY_LENGTH: 90 characters before its padding',
    ),
    row(
      'the base64 of a PEM, cut off',
      pkcs8.replaceAll(/-----.*-----|\n/g, '').slice(0, 120),
      'PEM_DAMAGED',
    ),
    mixedUp('the id of the key in place of its private half', keyName, id, IS_NAME),
    mixedUp('its name in place of its private half', keyName, keyName, IS_NAME),
    mixedUp("id and Ed25519 key in each other's place", pair, id, SWAPPED),
    mixedUp('the same with the seed alone', seed.toString('base64'), id, SWAPPED),
    mixedUp("name and Ed25519 key in each other's place", pair, keyName, SWAPPED),
    mixedUp("id and PEM in each other's place", sec1, id, SWAPPED),
    mixedUp("the key's nickname in place of its name", 'my-bot', pair, MISNAMED),
    mixedUp('a name whose second half is missing', keyName.slice(0, 52), sec1, MISNAMED),
    mixedUp('a name whose last characters are missing', keyName.slice(0, -3), sec1, MISNAMED),
    mixedUp('an id whose last characters are missing', id.slice(0, -3), pair, MISNAMED),
  ];
}

/** What such a file had in it beside the key. */
function firstFile(privateKey: string, publicKey: string): object {
  return {
    name: keyName,
    principal: randomUUID(),
    principalType: 'USER',
    publicKey,
    privateKey,
    createTime: '2023-12-01T00:00:00.000Z',
    projectId: randomUUID(),
    nickname: 'my-bot',
    scopes: ['rat#view', 'rat#trade'],
    allowedIps: [],
    keyType: 'TRADING_KEY',
    enabled: true,
  };
}
