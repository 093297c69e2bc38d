import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { stateOfSandbox } from '../../nodes/coinbase-sandbox/state-of-sandbox';
import type { SidebarView } from '../../nodes/lib/rules/sidebar-view';
import { provideSandbox } from '../../nodes/lib/runtime';
import { aroundEach, factsOf, helper, type Message } from './flow-bench';
import { marketNode } from './forms';
import { assertFilled, openLiveBench, type LiveBench } from './live-bench';
import { until } from './until';
import { RECORDED } from './live-feed';
import { patience } from '../patience';

describe('live prices in a coinbase-sandbox, as they are shown', function () {
  this.timeout(patience(40_000));
  aroundEach();
  let live: LiveBench;
  beforeEach(async () => {
    live = await openLiveBench();
  });
  afterEach(() => live.close());
  after(() => provideSandbox(undefined));

  /** The helper's spy hears every node; those of the sandbox tell of prices. */
  const statuses = (): readonly Message[] =>
    (
      helper.getNode('sbx') as unknown as { readonly status: { readonly args: readonly [Message][] } }
    ).status.args.flatMap(([status]) => ('prices' in status ? [status] : []));
  const isShown = async (event: string): Promise<Message> => {
    await until(event, () => statuses().at(-1)?.['event'] === event);
    return statuses().at(-1) ?? {};
  };

  it('have a status in every state: waiting, live, out of date, and live again', async () => {
    await live.load();
    const { port } = await live.sandbox();
    const waiting = await isShown('liveWaiting');
    assert.deepEqual([waiting['fill'], waiting['shape'], waiting['port']], ['yellow', 'ring', port]);
    await live.playAll();
    const shown = await isShown('listeningLive');
    assert.deepEqual([shown['fill'], shown['shape'], shown['open'], shown['all']], ['green', 'ring', 8, 8]);
    assert.match(String(shown['text']), /^paper /);
    await live.feed.goAway(1000);
    const stale = await isShown('liveStale');
    assert.deepEqual([stale['fill'], stale['shape'], stale['open']], ['yellow', 'dot', 0]);
    assert.ok(Math.abs(Date.parse(String(stale['since'])) - Date.now()) < 10_000, String(stale['since']));
    assert.equal((await isShown('listeningLive'))['since'], undefined);
  });

  for (const environment of ['local-sandbox', 'local-sandbox-advanced-trade'])
    it(`are stale for market data of ${environment} while the feed is away, and live again with it`, async () => {
      const form = { products: RECORDED, channel: 'book', depth: '2', pace: 'every' };
      const bench = await live.load({ account: { environment }, more: [marketNode(form)] });
      const states = (): readonly unknown[] =>
        bench.records.out.map((msg) => factsOf(msg).event).filter((event) => event !== 'snapshot');
      await live.playAll();
      await until('a book comes', () => bench.records.out.length > 0);
      const { length } = states();
      await live.feed.goAway(1000);
      await until('stale', () => states().slice(length).includes('stale'));
      assert.equal(live.feed.feedCounts().open, 0);
      const stale = bench.records.out.findLast((msg) => factsOf(msg).event === 'stale');
      assert.equal(factsOf(stale).reason, 'disconnected');
      const after = bench.records.out.indexOf(stale ?? assert.fail('stale'));
      await until('live again', () =>
        bench.records.out.slice(after).some((msg) => factsOf(msg)['stale_ms'] !== undefined),
      );
      assert.equal(await live.isOpen(), true, 'not before there are prices');
    });

  for (const environment of ['local-sandbox', 'local-sandbox-advanced-trade'])
    it(`give market data of ${environment} the very prices that the recorded frames come to`, async () => {
      const form = { products: RECORDED, channel: 'book', depth: '', pace: 'every' };
      const bench = await live.load({ account: { environment }, more: [marketNode(form)] });
      await live.playAll();
      const told = (): readonly (readonly [number, number])[] => {
        const { asks } = (bench.records.out.at(-1)?.payload ?? { asks: [] }) as Record<
          'asks',
          readonly { readonly price: string; readonly size: string }[]
        >;
        return asks.map(({ price, size }) => [Number(price), Number(size)]);
      };
      // As many prices as the sandbox keeps of a mirrored book.
      const wanted = JSON.stringify(live.feed.asks.slice(0, 50));
      await until('the last book', () => JSON.stringify(told()) === wanted);
    });

  it('say in the sidebar what is shut, and refuse pause and speed with a reason', async () => {
    const bench = await live.load();
    await live.playAll();
    await until(
      'all are open',
      async () => (await live.sandbox()).mirrored?.every((one) => one.isOpen) ?? false,
    );
    assertFilled(await bench.ask('n-place', {}));
    const look = async () =>
      ((await helper.request().get('/coinbase-sidebar/accounts/acc')).body as SidebarView).chosen;
    assert.equal((await look())?.mirrored?.filter((one) => one.isOpen).length, 8);
    for (const fields of [{ paused: true }, { speed: 2 }]) {
      const answer = await helper.request().post('/coinbase-sidebar/accounts/acc/sandbox').send(fields);
      assert.equal(answer.status, 400);
      assert.match((answer.body as { message: string }).message, /no pause and no speed/);
    }
    const cancelOnly = await helper
      .request()
      .post('/coinbase-sidebar/accounts/acc/sandbox')
      .send({ cancelOnly: true });
    assert.equal(cancelOnly.status, 200);
    await live.feed.goAway(1000);
    await until('it is shut', async () => !(await live.isOpen()));
    const shut = (await look())?.mirrored?.find((one) => one.productId === RECORDED);
    assert.deepEqual([shut?.isOpen, typeof shut?.since, typeof shut?.why], [false, 'string', 'string']);
  });
});

describe('a feed that lacks products', function () {
  this.timeout(patience(40_000));
  aroundEach();
  after(() => provideSandbox(undefined));

  it('keeps them shut and says so, and the others trade', async () => {
    const live = await openLiveBench([RECORDED]);
    try {
      const bench = await live.load();
      await live.playAll();
      assertFilled(await bench.ask('n-place', {}));
      const refused = async () =>
        (await live.sandbox()).mirrored?.filter(({ why }) => why?.includes('refuses it'));
      await until('the others are refused', async () => (await refused())?.length === 7);
      const { key, facts } = stateOfSandbox(await live.sandbox());
      assert.deepEqual([key, facts?.['open'], facts?.['all']], ['livePartly', 1, 8]);
    } finally {
      await live.close();
    }
  });
});

describe('a process with nothing but live prices', function () {
  this.timeout(patience(40_000));

  for (const act of ['leave', 'lose', 'remove'])
    it(`ends within 3 s by itself (${act})`, async () => {
      const live = await openLiveBench();
      const child = spawn(
        process.execPath,
        [path.join(__dirname, 'live-prices-alone.js'), live.feed.origin, act],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      try {
        let said = '';
        child.stdout.on('data', (data: Buffer) => (said += data.toString()));
        const exit = once(child, 'exit');
        await until('it listens', () => live.feed.feedCounts().open === 1);
        await until('it is live', async () => {
          await live.feed.playAll();
          return said.includes('live');
        });
        if (act === 'lose') await live.feed.goAway(60_000);
        await until('it is over', () => said.includes('over'));
        const from = performance.now();
        assert.deepEqual(await exit, [0, null]);
        assert.ok(performance.now() - from < 3000, `${performance.now() - from} ms`);
      } finally {
        child.kill('SIGKILL');
        await live.close();
      }
    });
});
