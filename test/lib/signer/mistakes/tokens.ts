import { createHmac, sign, type KeyObject } from 'node:crypto';
import type { DoctorCode, ReceivedRequest } from '../../../../nodes/lib/signer';

/** A client with a CDP key, written by hand, open at every step for a mistake. */
export interface TokenClient {
  readonly method: string;
  readonly path: string;
  readonly algorithm: 'ES256' | 'EdDSA';
  readonly otherKey: KeyObject;
  key: KeyObject;
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** The claim "uri", part by part. */
  uri: { method: string; scheme: string; host: string; path: string };
  base64: 'base64' | 'base64url';
  sign: (input: string, client: TokenClient) => Buffer;
  cut: (token: string) => string;
  write: (token: string) => string;
}

export interface TokenMistake {
  readonly name: string;
  readonly code: DoctorCode;
  readonly place: string;
  /** After this one nothing inside the token can be seen. */
  readonly hides?: true;
  readonly on?: (client: TokenClient) => boolean;
  readonly make: (client: TokenClient) => void;
}

export function signRight(input: string, { key, algorithm }: TokenClient): Buffer {
  if (algorithm === 'EdDSA') return sign(null, Buffer.from(input), key);
  return sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

/** The request as it arrives at the server. */
export function sendToken(client: TokenClient): ReceivedRequest {
  const { method, scheme, host, path } = client.uri;
  const uri = `${method}${method === '' ? '' : ' '}${scheme}${host}${path}`;
  const claims = { ...client.claims, ...('uri' in client.claims ? { uri } : {}) };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString(client.base64);
  const input = `${part(client.header)}.${part(claims)}`;
  const token = `${input}.${client.sign(input, client).toString(client.base64)}`;
  return {
    method: client.method,
    path: client.path,
    body: '',
    headers: { host: 'api.coinbase.com', authorization: client.write(client.cut(token)) },
  };
}

const claim = (name: string, value: (now: number) => unknown) => (client: TokenClient) => {
  client.claims[name] = value(Number(client.claims['nbf']));
};

export const tokenMistakes: readonly TokenMistake[] = [
  {
    name: 'no Bearer',
    code: 'TOKEN_HEADER',
    place: 'header',
    make: (client) => (client.write = (token) => token),
  },
  {
    name: 'in quotes',
    code: 'TOKEN_HEADER',
    place: 'header',
    make: (client) => (client.write = (token) => `Bearer "${token}"`),
  },
  {
    name: 'cut',
    code: 'TOKEN_UNREADABLE',
    place: 'form',
    hides: true,
    make: (client) => (client.cut = (token) => token.slice(0, token.lastIndexOf('.'))),
  },
  {
    name: 'plain base64',
    code: 'TOKEN_NOT_BASE64URL',
    place: 'form',
    make: (client) => (client.base64 = 'base64'),
  },
  {
    name: 'name shortened to its id',
    code: 'TOKEN_NAME_SHORTENED',
    place: 'name',
    make: (client) => {
      client.header['kid'] = client.claims['sub'] = String(client.header['kid']).split('/').at(-1);
    },
  },
  {
    name: 'another kid',
    code: 'TOKEN_KID',
    place: 'name',
    make: (client) => (client.header['kid'] = 'some-nickname'),
  },
  { name: 'no sub', code: 'TOKEN_SUB', place: 'name', make: ({ claims }) => delete claims['sub'] },
  {
    name: 'key of somebody else',
    code: 'KEY_UNKNOWN',
    place: 'name',
    make: (client) => {
      client.header['kid'] = client.claims['sub'] = 'organizations/x/apiKeys/y';
    },
  },
  {
    name: 'signed with a shared secret',
    code: 'TOKEN_ALGORITHM',
    place: 'signature',
    make: (client) => {
      client.header['alg'] = 'HS256';
      client.sign = (input) => createHmac('sha256', 'secret').update(input).digest();
    },
  },
  {
    name: 'the other algorithm named',
    code: 'TOKEN_ALGORITHM',
    place: 'signature',
    make: (client) => (client.header['alg'] = client.algorithm === 'ES256' ? 'EdDSA' : 'ES256'),
  },
  {
    name: 'DER',
    code: 'TOKEN_DER',
    place: 'signature',
    on: ({ algorithm }) => algorithm === 'ES256',
    make: (client) => (client.sign = (input, { key }) => sign('sha256', Buffer.from(input), key)),
  },
  {
    name: 'another private key',
    code: 'PRIVATE_KEY_WRONG',
    place: 'signature',
    make: (client) => (client.key = client.otherKey),
  },
  { name: 'no uri', code: 'TOKEN_URI_MISSING', place: 'uri', make: ({ claims }) => delete claims['uri'] },
  {
    name: 'lower case',
    code: 'TOKEN_URI_METHOD',
    place: 'uri-method',
    make: ({ uri, method }) => (uri.method = method.toLowerCase()),
  },
  { name: 'no method', code: 'TOKEN_URI_METHOD', place: 'uri-method', make: ({ uri }) => (uri.method = '') },
  {
    name: 'another method',
    code: 'TOKEN_URI_METHOD',
    place: 'uri-method',
    make: ({ uri }) => (uri.method = 'PUT'),
  },
  {
    name: 'https://',
    code: 'TOKEN_URI_SCHEME',
    place: 'uri-scheme',
    make: ({ uri }) => (uri.scheme = 'https://'),
  },
  {
    name: 'another host',
    code: 'TOKEN_URI_HOST',
    place: 'uri-host',
    make: ({ uri }) => (uri.host = 'api.cdp.coinbase.com'),
  },
  { name: 'no host', code: 'TOKEN_URI_HOST', place: 'uri-host', make: ({ uri }) => (uri.host = '') },
  { name: 'a port', code: 'TOKEN_URI_HOST', place: 'uri-host', make: ({ uri }) => (uri.host += ':443') },
  {
    name: 'with the query',
    code: 'TOKEN_URI_QUERY',
    place: 'uri-query',
    make: ({ uri, path }) => (uri.path += path.slice(path.indexOf('?'))),
  },
  {
    name: 'without the first part of the path',
    code: 'TOKEN_URI_PATH',
    place: 'uri-path',
    make: ({ uri }) => (uri.path = uri.path.replace('/api/v3/brokerage', '')),
  },
  {
    name: 'milliseconds',
    code: 'TOKEN_MILLISECONDS',
    place: 'time',
    make: (client) => {
      claim('exp', (now) => (now + 120) * 1000)(client);
      claim('nbf', (now) => now * 1000)(client);
    },
  },
  { name: 'iss of another', code: 'TOKEN_ISSUER', place: 'issuer', make: claim('iss', () => 'my-bot') },
  {
    name: 'a minute too early',
    code: 'TOKEN_NOT_YET_VALID',
    place: 'time',
    make: claim('nbf', (now) => now + 60),
  },
  { name: 'worn out', code: 'TOKEN_EXPIRED', place: 'time', make: claim('exp', (now) => now - 10) },
  { name: 'no exp', code: 'TOKEN_TIMELESS', place: 'time', make: ({ claims }) => delete claims['exp'] },
];
