import { createHmac } from 'node:crypto';
import type { DoctorCode, ReceivedRequest } from '../../../../nodes/lib/signer';

/** A client of Exchange written by hand, open at every step for a mistake. */
export interface HandMadeClient {
  method: string;
  path: string;
  body: string;
  key: string;
  secret: string;
  passphrase: string;
  /** The stamp as sent. */
  stamp: string;
  signed: { stamp: string; method: string; path: string; body: string };
  hmacKey: Buffer;
  join: (stamp: string, method: string, path: string, body: string) => string;
  hash: string;
  write: (digest: Buffer) => string;
  rename: (name: string) => string;
  /** Last touch on the headers as sent, by their right names. */
  headers: (headers: Record<string, string>) => Record<string, string>;
}

export interface Mistake {
  readonly name: string;
  readonly code: DoctorCode;
  /** Mistakes of the same place are not made together. */
  readonly place:
    'stamp' | 'signed-stamp' | 'method' | 'path' | 'body' | 'secret' | 'digest' | 'identity' | 'header';
  /** After this one nobody can tell what was signed. */
  readonly hides?: true;
  /** Tried by the doctor only when it is the one mistake in what was signed. */
  readonly rare?: true;
  readonly on?: (client: HandMadeClient) => boolean;
  readonly make: (client: HandMadeClient) => void;
}

/** The request as it arrives at the server. */
export function send(client: HandMadeClient): ReceivedRequest {
  const { stamp, method, path, body } = client.signed;
  const digest = createHmac(client.hash, client.hmacKey)
    .update(client.join(stamp, method, path, body))
    .digest();
  const headers = client.headers({
    'cb-access-key': client.key,
    'cb-access-sign': client.write(digest),
    'cb-access-timestamp': client.stamp,
    'cb-access-passphrase': client.passphrase,
  });
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [client.rename(name), value]),
  );
  return {
    method: client.method,
    path: client.path,
    body: client.body,
    headers: { host: '127.0.0.1:4000', ...named },
  };
}

export const hasQuery = ({ path }: HandMadeClient): boolean => path.includes('?');
export const hasBody = ({ body }: HandMadeClient): boolean => body !== '';
export const noBody = ({ body }: HandMadeClient): boolean => body === '';
export const queryOf = (client: HandMadeClient): string => client.path.slice(client.path.indexOf('?') + 1);
export const pathOf = (client: HandMadeClient): string => client.path.split('?')[0] ?? '';
export const object = (client: HandMadeClient): Record<string, unknown> =>
  JSON.parse(client.body) as Record<string, unknown>;
export const python = (value: Record<string, unknown>): string =>
  `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}: ${JSON.stringify(item)}`)
    .join(', ')}}`;
export const requery = (client: HandMadeClient, query: string): void => {
  client.signed.path = `${pathOf(client)}?${query}`;
};
export const without = (name: string) => (client: HandMadeClient) => {
  const { headers } = client;
  client.headers = (given) =>
    Object.fromEntries(Object.entries(headers(given)).filter(([other]) => other !== name));
};
