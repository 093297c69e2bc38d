/** What a credential of each scheme is made of and where it is taken. Runs in a browser too. */

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
  readonly needs: readonly CredentialPart[];
  /** The likeliest first. */
  readonly environments: readonly KeyEnvironment[];
}

export const schemeFacts: Readonly<Record<Scheme, SchemeFacts>> = {
  exchange: {
    needs: ['key', 'secret', 'passphrase'],
    environments: ['exchange', 'exchange-sandbox', 'custom'],
  },
  cdp: {
    needs: ['key', 'secret'],
    environments: ['advanced-trade', 'coinbase-app', 'custom'],
  },
  prime: {
    needs: ['key', 'secret', 'passphrase'],
    environments: ['prime', 'custom'],
  },
  international: {
    needs: ['key', 'secret', 'passphrase'],
    environments: ['international', 'custom'],
  },
  'coinbase-app': {
    needs: ['key', 'secret'],
    environments: ['coinbase-app', 'custom'],
  },
};
