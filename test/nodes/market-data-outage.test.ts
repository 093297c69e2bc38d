import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Book } from '../../nodes/lib/rules/orders';
import { provideSandbox } from '../../nodes/lib/runtime';
import { startSandbox } from '../../nodes/lib/sandbox';
import { temporaryFolder } from '../flows/installed-package';
import { canaryCredentials } from './canary';
import { startCountingServer } from './counting-server';
import { aroundEach, codeOf, deploy, factsOf, helper, loadBench, type Message } from './flow-bench';
import { accountNode, marketNode, sandboxNode } from './forms';
import { faces, loadOn, until, untilState } from './market-faces';
import { until as untilTrue } from './until';
import { patience } from '../patience';

const eventOf = (message: Message): unknown => factsOf(message).event;

/** An error about data that went stale; a slow machine may need longer than a second to begin at all. */
const isOutage = ({ payload }: Message): boolean =>
  (payload as readonly { state: string }[]).some(({ state }) => state === 'stale');

/** Sockets of this process, listening ones included. */
const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'TCPServerWrap')
    .length;
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('coinbase-market-data in trouble', function () {
  this.timeout(patience(60_000));
  aroundEach();

  for (const face of faces)
    it(`says on ${face.environment} that data is stale, then an error, then live again with a new book`, async () => {
      const first = await startSandbox({ marketEveryMs: 20 });
      const { port } = first;
      let second: typeof first | undefined;
      try {
        const form = { channel: 'book', depth: '2', bookAs: 'changes', pace: 'every', staleSeconds: '1' };
        const bench = await loadOn(face, first, marketNode(form));
        await bench.wait('out', 5);
        await first.close();
        const stale = await until(bench, 'out', (message) => eventOf(message) === 'stale');
        assert.equal(factsOf(stale).stale, true);
        assert.equal(factsOf(stale).reason, 'disconnected');
        assert.equal((stale.payload as Book).bids.length, 2, 'what is known last');
        assert.equal(stale.topic, 'BTC-USD');
        await untilState(bench, 'stale');
        const error = await until(bench, 'caught', isOutage);
        assert.equal(codeOf(error), 'FEED_STALE');
        assert.deepEqual(factsOf(error).error?.products, ['BTC-USD']);
        second = await startSandbox({ marketEveryMs: 20, port });
        const again = await until(bench, 'out', (message) => factsOf(message).resync === true);
        assert.equal(eventOf(again), 'snapshot');
        assert.equal(factsOf(again).stale, false);
        assert.ok(Number(factsOf(again).stale_ms) >= 1000, 'it tells that the data is live again');
        await bench.wait('out', bench.records.out.length + 3);
        assert.equal(bench.records.caught.filter(isOutage).length, 1, 'one outage, one error');
        assert.equal(bench.records.out.filter((message) => eventOf(message) === 'stale').length, 1);
      } finally {
        await helper.unload();
        await first.close();
        await second?.close();
      }
    });

  it('goes on with the sandbox that takes the place of another one, on its new port', async () => {
    const flow = (form: Message): Message[] => [
      sandboxNode({ id: 'sbx-m', ...form }),
      accountNode({ sandbox: 'sbx-m' }),
      marketNode({ pace: 'every' }),
    ];
    const bench = await loadBench(flow({ seed: '3' }));
    await bench.wait('out', 3);
    for (const type of ['full', 'nodes'] as const) {
      await deploy(flow({ seed: type === 'full' ? '4' : '5' }), type);
      bench.follow();
      const before = bench.records.out.length;
      await bench.wait('out', before + 3);
    }
    assert.deepEqual(bench.records.caught, []);
    await helper.unload();
    provideSandbox(undefined);
  });

  it('tells that its account cannot be used, and begins once that is mended, with no deploy', async () => {
    const sandbox = await startSandbox({ marketEveryMs: 20 });
    try {
      const keyFile = path.join(temporaryFolder('late-key'), 'key.json');
      const account = accountNode({ environment: 'exchange-sandbox', origin: sandbox.rest, keyFile });
      const bench = await loadBench([account, marketNode({ pace: 'every', staleSeconds: '1' })]);
      const [error] = await bench.wait('caught');
      assert.equal(codeOf(error), 'FEED_STALE');
      assert.equal(factsOf(error).error?.reason, 'CREDENTIAL_INVALID');
      assert.match(factsOf(error).error?.message ?? '', /CREDENTIAL_INVALID \(the key file does not exist\)/);
      const { key, secret, passphrase } = sandbox;
      writeFileSync(keyFile, JSON.stringify({ key, secret, passphrase }));
      await bench.wait('out', 3);
      await untilState(bench, 'live');
    } finally {
      await helper.unload();
      await sandbox.close();
    }
  });

  it('closes in under 3 seconds while the exchange hangs, and tells nothing more', async () => {
    const server = await startCountingServer(() => undefined);
    try {
      const account = accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' });
      const channels = ['ticker', 'trades', 'book', 'candles', 'stats'];
      const nodes = channels.map((channel) => marketNode({ id: `n-${channel}`, channel, staleSeconds: '1' }));
      const bench = await loadBench([account, ...nodes], { acc: canaryCredentials() });
      bench.send('n-ticker', { payload: { subscribe: 'ETH-USD' } });
      const caught = await bench.wait('caught', channels.length);
      assert.deepEqual(
        new Set(caught.map(codeOf)),
        new Set(['FEED_STALE']),
        'a server that hangs is no live data',
      );
      const before = performance.now();
      await helper.clearFlows();
      assert.ok(performance.now() - before < 3000, `${performance.now() - before} ms`);
    } finally {
      await helper.unload();
      await server.close();
    }
  });

  it('leaves no socket and no timer behind after 60 deploys, and shares one socket before', async () => {
    const sandbox = await startSandbox({ marketEveryMs: 20 });
    try {
      const [face] = faces;
      assert.ok(face);
      const channels = ['ticker', 'trades', 'book', 'candles', 'stats'];
      const nodes = channels.map((channel) =>
        marketNode({
          id: `n-${channel}`,
          channel,
          candleUpdates: 'forming',
          pace: 'every',
          products: 'BTC-USD, ETH-USD',
        }),
      );
      const bare = [sockets(), timers()];
      const bench = await loadOn(face, sandbox, ...nodes);
      for (let round = 0; round < 60; round += 1) {
        const changed = nodes.map((node) => ({ ...node, name: `round ${round}` }));
        await deploy([face.account(sandbox), ...changed], round % 2 === 0 ? 'nodes' : 'full');
        bench.follow();
        if (round % 10 === 0) await bench.wait('out', bench.records.out.length + 5);
      }
      await bench.wait('out', bench.records.out.length + 5);
      await untilTrue('one socket is shared', () => sandbox.feedCounts().open === 1);
      await helper.unload();
      const until = performance.now() + 10_000;
      const left = (): boolean => sockets() > (bare[0] ?? 0) || timers() > (bare[1] ?? 0);
      while (left() && performance.now() < until) await new Promise((next) => setTimeout(next, 50));
      assert.deepEqual([sockets(), timers()], bare);
    } finally {
      await helper.unload();
      await sandbox.close();
    }
  });
});
