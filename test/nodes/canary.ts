import assert from 'node:assert/strict';
import { inspect } from 'node:util';
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

/** Everything that came out of a flow, as text. */
export function everythingOf(bench: Bench): string {
  return inspect([bench.records, bench.logs()], {
    depth: 30,
    maxArrayLength: null,
    maxStringLength: null,
    breakLength: Infinity,
  });
}

/** Asserts that neither the credential nor a signature of the requests is in the text. */
export function assertNoLeak(text: string, requests: readonly Arrived[] = []): void {
  const decoded = Buffer.from(canary.secret, 'base64').toString('latin1').slice(0, 20);
  for (const [name, value] of Object.entries({ ...canary, decoded }))
    assert.equal(text.includes(value), false, `the ${name} leaked`);
  for (const { headers } of requests) {
    const signature = headers['cb-access-sign'];
    assert.ok(typeof signature !== 'string' || !text.includes(signature), 'a signature leaked');
  }
}
