/** What a credential of each scheme is called, what it is made of and where it is taken. Runs in a browser too. */

/** How requests are signed. */
export type Scheme = 'exchange' | 'prime' | 'international' | 'coinbase-app' | 'cdp';

/** What a person typed or pasted. */
export interface GivenCredential {
  readonly scheme: Scheme;
  readonly key: string;
  readonly secret: string;
  readonly passphrase?: string;
  /** Of Prime, for its feed. */
  readonly serviceAccountId?: string;
}

/** Environments that take a key from a person; the embedded sandbox brings its own. */
export type KeyEnvironment =
  'exchange' | 'exchange-sandbox' | 'advanced-trade' | 'prime' | 'international' | 'coinbase-app' | 'custom';

/** The parts that a person must give. */
export type CredentialPart = 'key' | 'secret' | 'passphrase';

export interface SchemeFacts {
  /** The product whose keys these are. */
  readonly product: string;
  /** Such a key, as a noun. */
  readonly called: string;
  readonly needs: readonly CredentialPart[];
  /** The parts by their names on the product's own page, as a sentence. */
  readonly madeOf: string;
  /** The likeliest first. */
  readonly environments: readonly KeyEnvironment[];
}

export const schemeFacts: Readonly<Record<Scheme, SchemeFacts>> = {
  exchange: {
    product: 'Coinbase Exchange',
    called: 'key of Coinbase Exchange',
    needs: ['key', 'secret', 'passphrase'],
    madeOf: 'An Exchange key has three parts: key, secret and passphrase.',
    environments: ['exchange', 'exchange-sandbox', 'custom'],
  },
  cdp: {
    product: 'Advanced Trade and the Coinbase App',
    called: 'CDP key, for Advanced Trade and the Coinbase App',
    needs: ['key', 'secret'],
    madeOf: 'A CDP key has two parts: its name or id, and its private key.',
    environments: ['advanced-trade', 'coinbase-app', 'custom'],
  },
  prime: {
    product: 'Coinbase Prime',
    called: 'key of Coinbase Prime',
    needs: ['key', 'secret', 'passphrase'],
    madeOf: 'A Prime key has three parts: access key, signing key and passphrase.',
    environments: ['prime', 'custom'],
  },
  international: {
    product: 'Coinbase International',
    called: 'key of Coinbase International',
    needs: ['key', 'secret', 'passphrase'],
    madeOf: 'An International key has three parts: key, secret and passphrase.',
    environments: ['international', 'custom'],
  },
  'coinbase-app': {
    product: 'the old Coinbase App (v2)',
    called: 'old key of the Coinbase App (v2), all of which expired in February 2025',
    needs: ['key', 'secret'],
    madeOf: 'An old key of the Coinbase App has two parts: key and secret.',
    environments: ['coinbase-app', 'custom'],
  },
};
