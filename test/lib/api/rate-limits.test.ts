import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { MOST_WAITING } from '../../../nodes/lib/api/limiter';
import { systemClock } from '../../../nodes/lib/rules/clock';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { OrderIntent, Verdict } from '../../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox } from '../../../nodes/lib/sandbox';
import { createExchangeCredential } from '../../../nodes/lib/signer';
import { json, startLoopback, testCredential, type Answer, type Loopback } from './loopback';
import { patience } from '../../patience';

const resting = (): OrderIntent => ({
  client_oid: randomUUID(),
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  price: '100.00',
  size: '0.1',
});

const codeOf = (verdict: Verdict): string =>
  verdict.kind === 'accepted' ? 'accepted' : `${verdict.kind} ${verdict.error.code}`;

describe('a full queue at the rate limit of the sandbox', () => {
  let sandbox: Sandbox;
  let connection: Connection;
  beforeEach(async () => {
    sandbox = await startSandbox({ marketEveryMs: 0, rateLimits: true });
    const made = createExchangeCredential(sandbox);
    assert.ok(made.ok);
    connection = openConnection({ origin: sandbox.rest, credential: made.credential, limiter: 'exchange' });
  });
  afterEach(async () => {
    await connection.release();
    await sandbox.close();
  });

  it('lets cancels through within 100 ms, and is empty at once when it is called off', async () => {
    const { trading } = connection;
    const mine = await Promise.all(Array.from({ length: 4 }, () => trading.place(resting())));
    const ids = mine.map((verdict) => (verdict.kind === 'accepted' ? verdict.order.id : assert.fail()));
    const flow = new AbortController();
    let waiting = 0;
    const orders = Array.from({ length: MOST_WAITING + 40 }, () =>
      trading.place(resting(), {
        signal: flow.signal,
        timeoutMs: 60_000,
        waiting: (waits) => void (waiting += waits ? 1 : -1),
      }),
    );
    const told = Promise.all(orders);
    assert.equal(waiting, MOST_WAITING, 'the queue is full');
    // The burst leaves first; the machine is busy with it.
    await Promise.race(orders.slice(10));
    const stalls = monitorEventLoopDelay({ resolution: 1 });
    stalls.enable();
    for (const id of ids) {
      stalls.reset();
      const asked = systemClock.elapsed();
      let waitedMs = Infinity;
      const left = (): void => void (waitedMs = systemClock.elapsed() - asked);
      const { kind } = await trading.cancel({ id }, undefined, { beforeSend: left });
      assert.equal(kind, 'canceled');
      // Not a time in which this process did not come to run at all.
      const stalledMs = stalls.max / 1e6;
      assert.ok(
        waitedMs < 100 + stalledMs,
        `a cancel left after ${waitedMs} ms, ${stalledMs} of them stalled`,
      );
      await trading.find({ id }, { urgent: true });
      const tookMs = systemClock.elapsed() - asked;
      assert.ok(
        tookMs < patience(2000),
        'what came of it does not wait half a minute behind the orders either',
      );
    }
    stalls.disable();
    flow.abort();
    const called = systemClock.elapsed();
    const codes = (await told).map(codeOf);
    assert.ok(systemClock.elapsed() - called < patience(1000));
    assert.equal(waiting, 0);
    const count = (code: string): number => codes.filter((one) => one === code).length;
    assert.equal(count('accepted'), sandbox.ledger().orders.length, 'no order was turned away with 429');
    assert.equal(count('accepted') + count('not-sent ABORTED') + count('not-sent RATE_QUEUE_FULL'), 540);
    assert.ok(count('not-sent RATE_QUEUE_FULL') <= 40 && count('not-sent ABORTED') > 400);
  });
});

describe('an answer of 429', () => {
  let server: Loopback;
  let connection: Connection;
  const start = async (answer: Answer): Promise<void> => {
    server = await startLoopback(answer);
    const credential = testCredential();
    connection = openConnection({ origin: server.origin, credential, limiter: 'exchange', random: () => 0 });
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });
  const tooMany: Answer = (_seen, response) =>
    json(response, 429, { message: 'Private rate limit exceeded' }, { 'retry-after': '1' });

  it('holds back all that waits for as long as it asks, but for cancels, which are tried', async () => {
    const arrived: { method: string; atMs: number }[] = [];
    await start((seen, response, socket) => {
      arrived.push({ method: seen.method, atMs: systemClock.elapsed() });
      if (arrived.length === 1) return tooMany(seen, response, socket);
      json(response, 200, seen.method === 'DELETE' ? [] : {});
    });
    const heard: boolean[] = [];
    const first = connection.request(
      { method: 'GET', path: '/accounts' },
      { waiting: (waits) => void heard.push(waits) },
    );
    while (!heard[0]) await new Promise(setImmediate);
    const others = [1, 2, 3].map(() => connection.request({ method: 'GET', path: '/orders' }));
    await connection.trading.cancelAll(undefined);
    assert.deepEqual(
      (await Promise.all([first, ...others])).map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const [refused, cancel, ...later] = arrived;
    assert.equal(cancel?.method, 'DELETE');
    assert.equal(later.length, 4);
    for (const { method, atMs } of later) {
      const waitedMs = atMs - (refused?.atMs ?? 0);
      assert.ok(
        method === 'GET' && waitedMs > 990 && waitedMs < patience(1600),
        `${method} after ${waitedMs} ms`,
      );
    }
    assert.equal(heard.filter(Boolean).length * 2, heard.length);
  });

  it('to a cancel is honoured and the cancel sent again', async () => {
    let calls = 0;
    await start((seen, response, socket) =>
      (calls += 1) === 1 ? tooMany(seen, response, socket) : json(response, 200, seen.target.slice(-36)),
    );
    const id = 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2';
    const asked = systemClock.elapsed();
    assert.deepEqual(await connection.trading.cancel({ id }, undefined), { kind: 'canceled', id });
    assert.ok(systemClock.elapsed() - asked > 990);
    assert.equal(calls, 2);
  });

  it('to anything else that changes something is its answer', async () => {
    await start(tooMany);
    const { status } = await connection.request({ method: 'POST', path: '/conversions', body: '{}' });
    assert.deepEqual([status, server.seen.length], [429, 1]);
  });

  it('for longer than a call may wait is told at once', async () => {
    await start((_seen, response) =>
      json(response, 429, { message: 'Private rate limit exceeded' }, { 'retry-after': '3600' }),
    );
    await connection.request({ method: 'GET', path: '/accounts' }, { timeoutMs: 5000 });
    const late = await connection
      .request({ method: 'GET', path: '/accounts' }, { timeoutMs: 100 })
      .catch((error: CoinbaseError) => error.code);
    assert.equal(late, 'RATE_LIMITED');
    assert.equal(server.seen.length, 1);
  });
});

describe('connections that all wait for an answer', () => {
  it('do not hold up a cancel', async () => {
    const id = 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2';
    let hanging = 0;
    const server = await startLoopback((seen, response) => {
      if (seen.method === 'POST') hanging += 1;
      else json(response, 200, seen.method === 'DELETE' ? id : {});
    });
    const connection = openConnection({
      origin: server.origin,
      credential: testCredential(),
      limiter: 'off',
    });
    try {
      await connection.request({ method: 'GET', path: '/accounts' });
      const flow = new AbortController();
      const orders = Array.from({ length: 80 }, () =>
        connection.trading.place(resting(), { signal: flow.signal }),
      );
      const asked = systemClock.elapsed();
      const canceled = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(() => connection.trading.cancel({ id }, undefined)),
      );
      assert.ok(systemClock.elapsed() - asked < patience(1000));
      assert.equal(canceled.length, 6);
      flow.abort();
      const codes = (await Promise.all(orders)).map(codeOf);
      assert.equal(codes.filter((code) => code === 'unknown ABORTED').length, hanging);
      assert.equal(codes.filter((code) => code === 'not-sent ABORTED').length, 80 - hanging);
    } finally {
      await connection.release();
      await server.close();
    }
  });
});
