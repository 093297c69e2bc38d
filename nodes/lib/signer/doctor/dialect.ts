import { signedPath } from '../coinbase-app';
import { withoutQuery } from '../prehash';
import type { CdpCredential, Credential } from '../types';

/** A credential whose secret the server knows too. */
export type HmacCredential = Exclude<Credential, CdpCredential>;

/** Names of headers in lower case, as node:http gives them. */
export interface HeaderNames {
  readonly key: string;
  readonly signature: string;
  readonly stamp: string;
  /** Absent where the scheme has no passphrase. */
  readonly passphrase?: string;
}

/** What one scheme with a shared secret wants, as far as the doctor must know. */
export interface Dialect {
  readonly names: HeaderNames;
  /** The server takes a stamp up to this far either way around its own time. */
  readonly windowSeconds: number;
  /** Whether a stamp may have a fraction. */
  readonly decimals: boolean;
  readonly secret: 'base64' | 'utf8';
  readonly digest: 'base64' | 'hex';
  /** What is signed of a request target. */
  readonly signedPath: (target: string) => string;
}

const CB_ACCESS: HeaderNames = {
  key: 'cb-access-key',
  signature: 'cb-access-sign',
  stamp: 'cb-access-timestamp',
  passphrase: 'cb-access-passphrase',
};
const EXCHANGE: Dialect = {
  names: CB_ACCESS,
  windowSeconds: 30,
  decimals: true,
  secret: 'base64',
  digest: 'base64',
  signedPath: (target) => target,
};

/** Windows and refusals as the APIs' own pages give them; that of the old App is from its old pages. */
export const dialects: Readonly<Record<HmacCredential['scheme'], Dialect>> = {
  exchange: EXCHANGE,
  international: { ...EXCHANGE, windowSeconds: 5, decimals: false, signedPath: withoutQuery },
  prime: {
    names: {
      key: 'x-cb-access-key',
      signature: 'x-cb-access-signature',
      stamp: 'x-cb-access-timestamp',
      passphrase: 'x-cb-access-passphrase',
    },
    windowSeconds: 30,
    decimals: false,
    secret: 'utf8',
    digest: 'base64',
    signedPath: withoutQuery,
  },
  'coinbase-app': {
    names: { key: CB_ACCESS.key, signature: CB_ACCESS.signature, stamp: CB_ACCESS.stamp },
    windowSeconds: 30,
    decimals: false,
    secret: 'utf8',
    digest: 'hex',
    signedPath,
  },
};

/** The secret as its page prints it. */
export function printedSecret(credential: HmacCredential): string {
  return credential.secret.export().toString(dialects[credential.scheme].secret);
}

/** Names as the documentation writes them, in a row. */
export function namesOf({ key, signature, stamp, passphrase }: HeaderNames): string {
  const names = [key, signature, stamp, ...(passphrase === undefined ? [] : [passphrase])];
  return names
    .join(', ')
    .toUpperCase()
    .replace(/, ([^,]*)$/, ' and $1');
}
