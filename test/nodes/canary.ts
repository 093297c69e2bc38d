import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import type { Scheme } from '../../nodes/lib/signer';
import type { Bench } from './flow-bench';
import type { Arrived } from './counting-server';

/** A credential whose parts are found again wherever they leak. */
export const canary = {
  key: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  secret: Buffer.alloc(64, 'the canary sings ').toString('base64'),
  passphrase: 'canarypass1',
} as const;

export const canaryCredentials = (permit?: string): Record<string, string> => ({
  coinbaseAccountKey: canary.key,
  coinbaseAccountSecret: canary.secret,
  coinbaseAccountPassphrase: canary.passphrase,
  ...(permit !== undefined && { coinbaseAccountLivePermit: permit }),
});

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A credential of every scheme, as a person types it; the private key is new each time. */
export const canaryOf = {
  exchange: canary,
  prime: { key: 'c0ffeePrimeAccess', secret: 'c0ffeePrimeSigningKey0123456789', passphrase: 'canarypass2' },
  international: {
    key: 'c0ffeeIntxKey016',
    secret: Buffer.alloc(48, 'a canary abroad ').toString('base64'),
    passphrase: 'canarypass3',
  },
  'coinbase-app': { key: 'c0ffeeAppKey0016', secret: 'c0ffeeAppSecretOf32Characters000', passphrase: '' },
  cdp: {
    key: 'organizations/c0ffee00-c0ff-4e00-8000-c0ffee00c0ff/apiKeys/c0ffee11-c0ff-4e00-8000-c0ffee00c0ff',
    secret: pair.privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    passphrase: '',
  },
} as const satisfies Record<Scheme, unknown>;

/** The scheme's canary as Node-RED keeps it. */
export const credentialsOf = (scheme: Scheme, permit?: string): Record<string, string> => ({
  coinbaseAccountKey: canaryOf[scheme].key,
  coinbaseAccountSecret: canaryOf[scheme].secret,
  coinbaseAccountPassphrase: canaryOf[scheme].passphrase,
  ...(permit !== undefined && { coinbaseAccountLivePermit: permit }),
});

/** Everything that came out of a flow, as text. */
export function everythingOf(bench: Bench): string {
  return inspect([bench.records, bench.logs()], {
    depth: 30,
    maxArrayLength: null,
    maxStringLength: null,
    breakLength: Infinity,
  });
}

/** What must be in no text: secrets, passphrases, keys, and the same in other clothes. */
function telltales(): [string, string][] {
  const found: [string, string][] = [];
  for (const [scheme, { key, secret, passphrase }] of Object.entries(canaryOf)) {
    const pem = secret.split('\n')[1] ?? secret;
    const decoded = Buffer.from(secret, 'base64').toString('latin1').slice(0, 20);
    const parts = { key, secret: pem, passphrase, ...(scheme === 'exchange' && { decoded }) };
    for (const [part, value] of Object.entries(parts))
      if (value !== '') found.push([`the ${part} of ${scheme}`, value]);
  }
  return found;
}

/** Asserts that neither a credential of any scheme nor a signature or token of the requests is in the text. */
export function assertNoLeak(text: string, requests: readonly Arrived[] = []): void {
  for (const [what, value] of telltales()) assert.equal(text.includes(value), false, `${what} leaked`);
  assert.doesNotMatch(text, /BEGIN [A-Z ]*PRIVATE KEY/, 'a private key leaked');
  assert.doesNotMatch(text, /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./, 'a token leaked');
  for (const { headers } of requests) {
    for (const name of ['cb-access-sign', 'x-cb-access-signature', 'authorization']) {
      const signature = String(headers[name] ?? '').replace(/^Bearer /, '');
      assert.ok(signature === '' || !text.includes(signature), `a signature leaked (${name})`);
    }
  }
}
