/** What a credential of each scheme is called, what it is made of and where it is taken. Runs in a browser too. */
import type { Scheme } from './types';

/** Environments that take a key from a person; the embedded sandbox brings its own. */
export type KeyEnvironment =
  'exchange' | 'exchange-sandbox' | 'advanced-trade' | 'prime' | 'international' | 'coinbase-app' | 'custom';

/** The parts that a person must give. */
export type CredentialPart = 'key' | 'secret' | 'passphrase';

export interface SchemeFacts {
  /** The product whose keys these are. */
  readonly product: string;
  readonly needs: readonly CredentialPart[];
  /** The parts by their names on the product's own page, as a sentence. */
  readonly madeOf: string;
  /** The likeliest first. */
  readonly environments: readonly KeyEnvironment[];
}

export const schemeFacts: Readonly<Record<Scheme, SchemeFacts>> = {
  exchange: {
    product: 'Coinbase Exchange',
    needs: ['key', 'secret', 'passphrase'],
    madeOf: 'An Exchange key has three parts: key, secret and passphrase.',
    environments: ['exchange', 'exchange-sandbox', 'custom'],
  },
  cdp: {
    product: 'Advanced Trade and the Coinbase App',
    needs: ['key', 'secret'],
    madeOf: 'A CDP key has two parts: its name or id, and its private key.',
    environments: ['advanced-trade', 'coinbase-app', 'custom'],
  },
  prime: {
    product: 'Coinbase Prime',
    needs: ['key', 'secret', 'passphrase'],
    madeOf: 'A Prime key has three parts: access key, signing key and passphrase.',
    environments: ['prime', 'custom'],
  },
  international: {
    product: 'Coinbase International',
    needs: ['key', 'secret', 'passphrase'],
    madeOf: 'An International key has three parts: key, secret and passphrase.',
    environments: ['international', 'custom'],
  },
  'coinbase-app': {
    product: 'the old Coinbase App (v2)',
    needs: ['key', 'secret'],
    madeOf: 'An old key of the Coinbase App has two parts: key and secret.',
    environments: ['coinbase-app', 'custom'],
  },
};
