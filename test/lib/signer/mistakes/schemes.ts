import { hasQuery, pathOf, type HandMadeClient, type Mistake } from './client';
import { mistakes } from './index';

export type OtherScheme = 'prime' | 'international' | 'coinbase-app';

const querySigned: Mistake = {
  name: 'query signed',
  code: 'QUERY_SIGNED',
  place: 'path',
  on: hasQuery,
  make: (client) => {
    client.signed.path = client.path;
  },
};
const querySignedSorted: Mistake = {
  name: 'query signed, in another order',
  code: 'QUERY_SIGNED',
  place: 'path',
  on: hasQuery,
  make: (client) => {
    const [path, query = ''] = client.path.split('?');
    client.signed.path = `${path}?${query.split('&').reverse().join('&')}`;
  },
};
const decimals: Mistake = {
  name: 'a fraction of a second',
  code: 'STAMP_DECIMALS',
  place: 'stamp',
  make: (client) => {
    client.stamp = client.signed.stamp = `${client.stamp}.25`;
  },
};
const decoded: Mistake = {
  name: 'secret decoded',
  code: 'SECRET_DECODED',
  place: 'secret',
  make: (client) => {
    client.hmacKey = Buffer.from(client.secret, 'base64');
  },
};
const notDecoded: Mistake = {
  name: 'secret not decoded',
  code: 'SECRET_NOT_DECODED',
  place: 'secret',
  make: (client) => {
    client.hmacKey = Buffer.from(client.secret);
  },
};

const basePathLeftOut: Mistake = {
  name: 'path without its version',
  code: 'BASE_PATH_LEFT_OUT',
  place: 'path',
  on: ({ path }) => /^\/(?:api\/)?v1\//.test(path),
  make: (client) => {
    client.signed.path = client.signed.path.replace(/^\/(?:api\/)?v1/, '');
  },
};

/** What can go wrong with one scheme in particular. */
export const schemeMistakes: Readonly<Record<OtherScheme, readonly Mistake[]>> = {
  prime: [
    querySigned,
    querySignedSorted,
    basePathLeftOut,
    decimals,
    decoded,
    {
      name: 'headers of Exchange',
      code: 'EXCHANGE_HEADERS',
      place: 'header',
      make: (client) => {
        client.rename = (name) => name;
      },
    },
    {
      name: 'signature under the name of Exchange',
      code: 'HEADER_NAME_WRONG',
      place: 'digest',
      hides: true,
      make: (client) => {
        client.rename = (name) => (name === 'cb-access-sign' ? 'x-cb-access-sign' : primeName(name));
      },
    },
  ],
  international: [
    querySigned,
    querySignedSorted,
    basePathLeftOut,
    decimals,
    notDecoded,
    {
      name: 'headers of Prime',
      code: 'PRIME_HEADERS',
      place: 'header',
      make: (client) => {
        client.rename = primeName;
      },
    },
  ],
  'coinbase-app': [
    { ...querySigned, on: ({ path }) => path.startsWith('/api/v3/') && path.includes('?') },
    {
      name: 'query left out',
      code: 'QUERY_LEFT_OUT',
      place: 'path',
      on: ({ path }) => path.startsWith('/v2/') && path.includes('?'),
      make: (client) => {
        client.signed.path = pathOf(client);
      },
    },
    decimals,
    decoded,
    {
      name: 'digest in base64',
      code: 'DIGEST_BASE64',
      place: 'digest',
      make: (client) => {
        client.write = (digest) => digest.toString('base64');
      },
    },
    {
      name: 'digest in capitals',
      code: 'DIGEST_NOT_STANDARD',
      place: 'digest',
      make: (client) => {
        client.write = (digest) => digest.toString('hex').toUpperCase();
      },
    },
  ],
};

/** The mistakes of every scheme that can be made with this one in the same way. */
export function commonMistakes(scheme: OtherScheme): readonly Mistake[] {
  return mistakes.filter(({ place, on, code }) => {
    if (place === 'secret' || place === 'header' || on === hasQuery) return false;
    if (scheme === 'coinbase-app' && (place === 'digest' || place === 'identity')) return false;
    return !(scheme === 'prime' && code === 'HEADER_NAME_WRONG');
  });
}

export function primeName(name: string): string {
  return `x-${name === 'cb-access-sign' ? 'cb-access-signature' : name}`;
}

/** A correct client of the scheme. */
export function clientOf(
  scheme: OtherScheme,
  { key, secret, passphrase }: Pick<HandMadeClient, 'key' | 'secret' | 'passphrase'>,
  [method, path, body]: readonly [string, string, string],
): HandMadeClient {
  const stamp = '1700000000';
  const whole = scheme === 'coinbase-app' && !path.startsWith('/api/v3/');
  return {
    method,
    path,
    body,
    key,
    secret,
    passphrase,
    stamp,
    signed: { stamp, method, path: whole ? path : (path.split('?')[0] ?? ''), body },
    hmacKey: scheme === 'international' ? Buffer.from(secret, 'base64') : Buffer.from(secret),
    join: (...parts) => parts.join(''),
    hash: 'sha256',
    write: (digest) => digest.toString(scheme === 'coinbase-app' ? 'hex' : 'base64'),
    rename: scheme === 'prime' ? primeName : (name) => name,
    headers: ({ 'cb-access-passphrase': words, ...others }) =>
      scheme === 'coinbase-app' || words === undefined
        ? others
        : { ...others, 'cb-access-passphrase': words },
  };
}
