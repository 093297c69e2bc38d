import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type CallOptions, type Connection } from '../../../../nodes/lib/api';
import { systemClock } from '../../../../nodes/lib/rules/clock';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { createCredential } from '../../../../nodes/lib/signer';
import { patience } from '../../../patience';

/** Ten seconds of reads. */
const READS = 300;

describe('behind a full queue at the rate limit of Advanced Trade', () => {
  let sandbox: Sandbox;
  let connection: Connection;
  let flow: AbortController;
  let reads: Promise<unknown>;
  /** A cancel arrived. */
  let arrived: boolean;
  const client_oid = randomUUID();

  beforeEach(async () => {
    arrived = false;
    sandbox = await startSandbox({
      marketEveryMs: 0,
      rateLimits: false,
      faults: ({ path }) => {
        arrived ||= path.endsWith('/batch_cancel');
        return undefined;
      },
    });
    const { name, privateKey } = sandbox.cdp.ed25519;
    const made = createCredential({ scheme: 'cdp', key: name, secret: privateKey });
    assert.ok(made.ok);
    connection = openConnection({
      origin: sandbox.rest,
      credential: made.credential,
      limiter: 'exchange',
      environment: 'local-sandbox-advanced-trade',
    });
    const placed = await connection.trading.place({
      client_oid,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      size: '0.01',
      price: '1000',
      time_in_force: 'GTC',
    });
    assert.equal(placed.kind, 'accepted');
    flow = new AbortController();
    const patience = { timeoutMs: 60_000, signal: flow.signal };
    const asked = Array.from({ length: READS }, () =>
      connection.request({ method: 'GET', path: '/api/v3/brokerage/accounts' }, patience),
    );
    reads = Promise.allSettled(asked);
    // The burst leaves first; the machine is busy with it.
    await Promise.race(asked);
  });
  afterEach(async () => {
    flow.abort();
    await reads;
    await connection.release();
    await sandbox.close();
  });

  const ways: readonly [string, (options: CallOptions) => Promise<unknown>][] = [
    ['all', (options) => connection.trading.cancelAll(undefined, options)],
    [
      'one by our own id',
      (options) => connection.trading.cancel({ clientOid: client_oid }, undefined, options),
    ],
  ];
  for (const [what, cancel] of ways)
    it(`the lists that a cancel of ${what} needs leave as the cancel itself does`, async () => {
      const asked = systemClock.elapsed();
      let [since, waitedMs] = [asked, 0];
      const waiting = (waits: boolean): void => {
        const now = systemClock.elapsed();
        if (!waits && !arrived) waitedMs += now - since;
        since = now;
      };
      await cancel({ waiting });
      assert.ok(arrived);
      assert.ok(waitedMs < patience(100), `it waited ${waitedMs} ms for the rate limit`);
      assert.ok(systemClock.elapsed() - asked < patience(2000), 'and what came of it is told soon');
      assert.deepEqual(
        sandbox.ledger().orders.filter(({ status }) => status === 'open'),
        [],
      );
    });
});
