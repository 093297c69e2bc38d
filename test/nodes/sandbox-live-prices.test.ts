import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { NewsQueue } from '../../nodes/coinbase-sandbox/news-queue';
import { readOptions, stateFileOf } from '../../nodes/coinbase-sandbox/options';
import { provideSandbox } from '../../nodes/lib/runtime';
import { temporaryFolder } from '../flows/installed-package';
import { aroundEach, codeOf, factsOf, helper, type Message } from './flow-bench';
import { sandboxNode } from './forms';
import { assertFilled, openLiveBench, type LiveBench } from './live-bench';
import { until } from './until';
import { RECORDED } from './live-feed';
import { patience } from '../patience';

const textOf = (msg: Message): string => factsOf(msg).error?.message ?? '';

describe('live prices in a coinbase-sandbox', function () {
  this.timeout(patience(40_000));
  aroundEach();
  let live: LiveBench;
  beforeEach(async () => {
    live = await openLiveBench();
  });
  afterEach(() => live.close());
  after(() => {
    provideSandbox(undefined);
    helper.settings({});
  });

  for (const environment of ['local-sandbox', 'local-sandbox-advanced-trade'])
    it(`fill a paper market order of ${environment} at the recorded prices, level by level`, async () => {
      const [best, next] = live.feed.asks.map(([price, size]) => price * size);
      // More than stands at the best price.
      const amount = ((best ?? 0) + (next ?? 0) / 2).toFixed(2);
      const bench = await live.load({
        sandbox: { balance: 'USD=1000000' },
        account: { environment },
        place: { amount },
      });
      await live.playAll();
      const msg = await bench.ask('n-place', {});
      assertFilled(msg);
      const { filled_size: size, executed_value: value } = msg['payload'] as Record<string, string>;
      let [left, expected] = [Number(size), 0];
      for (const [price, standing] of live.feed.asks) {
        const taken = Math.min(left, standing);
        expected += taken * price;
        left -= taken;
      }
      assert.ok(Number(size) * (live.feed.asks[0]?.[0] ?? 0) < expected, 'it needs two levels');
      assert.ok(Math.abs(Number(value) - expected) < 1e-6, `${value} for ${size}, and not ${expected}`);
    });

  it('refuse every order before the first book, and while the feed is away, and say since when', async () => {
    const bench = await live.load();
    const before = await bench.ask('n-place', {});
    assert.equal(codeOf(before), 'ORDER_REFUSED');
    assert.match(textOf(before), /its prices are not known yet/);
    await live.playAll();
    assertFilled(await bench.ask('n-place', {}));
    const fills = async () => (await live.sandbox()).ledger().fills.length;
    const filled = await fills();
    assert.ok(filled > 0);
    const from = Date.now();
    await live.feed.goAway(1500);
    await until('it is stale', async () => !(await live.isOpen()));
    for (const remembered of ['as open', 'as shut']) {
      const refused = await bench.ask('n-place', {});
      assert.equal(codeOf(refused), 'ORDER_REFUSED', remembered);
      const [, since = ''] =
        /its prices are out of date since (\d{4}-[\d:.T-]+Z) \(/.exec(textOf(refused)) ?? [];
      const ms = Date.parse(since);
      assert.ok(ms > from - 1000 && ms <= Date.now(), `${remembered}: ${textOf(refused)}`);
    }
    assert.equal(await fills(), filled, 'nothing filled at a stale price');
    await until('it is live again', () => live.isOpen());
    assertFilled(await bench.ask('n-place', {}));
  });

  it('keep what rests over a restart; it fills when the market comes there', async () => {
    const userDir = temporaryFolder('live-keep');
    helper.settings({ userDir });
    const price = ((live.feed.asks[0]?.[0] ?? 0) - 0.0001).toFixed(4);
    const bench = await live.load({ sandbox: { keepState: true }, rest: { price, amount: '10' } });
    await live.playAll();
    const { id } = (await bench.ask('n-rest', {}))['payload'] as { readonly id: string };
    await helper.unload();
    // The next process sees what was in the file when the flows stopped.
    const file = path.join(temporaryFolder('live-keep-next'), 'state');
    copyFileSync(stateFileOf('sbx', userDir), file);
    await live.sandboxes.remove('sbx');
    await live.sandboxes.deploy('sbx', readOptions(sandboxNode({ prices: 'live', keepState: true }), file));
    const order = async () => (await live.sandbox()).ledger().orders.find((one) => one['id'] === id);
    assert.equal((await order())?.['status'], 'open');
    await until('it is live', () => live.isOpen());
    assert.equal((await order())?.['filled_size'], '0.00000000');
    await live.feed.tell([['sell', price, '100']]);
    await until('it is filled', async () => (await order())?.['done_reason'] === 'filled');
    assert.equal(Number((await order())?.['executed_value']), 10 * Number(price));
  });

  it('are those of BTC-USD in BTC-USDC', async () => {
    await live.load();
    await live.playAll();
    await until('it is there', () => live.isOpen('BTC-USDC'));
    assert.deepEqual(await live.book('BTC-USDC').then(({ asks }) => asks), [['100.50', '3', 1]]);
    assert.deepEqual((await live.book('BTC-USDC')).bids, (await live.book('BTC-USD')).bids);
  });

  it('leave no connection when the sandbox is removed, which takes less than 3 s', async () => {
    await live.load();
    await live.playAll();
    assert.equal(live.feed.feedCounts().open, 1);
    const from = performance.now();
    await live.sandboxes.remove('sbx');
    await until('the socket is closed', () => live.feed.feedCounts().open === 0);
    assert.ok(performance.now() - from < 3000, `${performance.now() - from} ms`);
  });

  it('keep the sandbox and its one connection over a deploy', async () => {
    await live.load();
    await live.playAll();
    const { rest } = await live.sandbox();
    await live.sandboxes.deploy('sbx', readOptions(sandboxNode({ prices: 'live' })));
    assert.equal((await live.sandbox()).rest, rest);
    assert.equal(live.feed.feedCounts().connections, 1);
    await live.sandboxes.deploy('sbx', readOptions(sandboxNode({ prices: 'simulated' })));
    assert.notEqual((await live.sandbox()).rest, rest, 'another choice is another sandbox');
  });

  for (const prices of ['simulated', 'candles', undefined])
    it(`are not asked for by the choice ${prices ?? '(none)'}`, async () => {
      const bench = await live.load({ sandbox: { prices } });
      assertFilled(await bench.ask('n-place', {}));
      assert.equal(live.feed.feedCounts().connections + live.feed.feedCounts().refused, 0);
      assert.equal((await live.sandbox()).mirrored, undefined);
    });
});

describe('news that nobody reads fast enough', () => {
  it('are dropped, and the market is stale until it is told anew', async () => {
    const queue = new NewsQueue(2);
    const live = { kind: 'live', productId: RECORDED } as const;
    assert.deepEqual([queue.add(live), queue.add(live), queue.add(live)], [true, true, false]);
    assert.equal(queue.overflows, 1);
    assert.deepEqual(await queue.next(), { value: { kind: 'stale' }, done: false });
    const next = queue.next();
    queue.end();
    assert.deepEqual(await next, { value: undefined, done: true });
    assert.equal(queue.add(live), false);
  });
});
