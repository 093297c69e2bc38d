import assert from 'node:assert/strict';
import account = require('../../nodes/coinbase-account/coinbase-account');
import placeOrder = require('../../nodes/coinbase-place-order/coinbase-place-order');
import { NewsQueue } from '../../nodes/coinbase-sandbox/news-queue';
import { readOptions } from '../../nodes/coinbase-sandbox/options';
import { registerSandbox } from '../../nodes/coinbase-sandbox/register-sandbox';
import { RunningSandboxes } from '../../nodes/coinbase-sandbox/running-sandboxes';
import { startPlanned } from '../../nodes/coinbase-sandbox/start-planned';
import { provideSandbox, type Red } from '../../nodes/lib/runtime';
import { openFramePlayer, type FramePlayer, type RecordedFrame } from '../../nodes/lib/sandbox';
import { recordedFrames } from '../lib/sandbox/feed/recorded-frames';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Message } from './flow-bench';
import { accountNode, placeNode, sandboxNode } from './forms';

const PRODUCT = 'DOGE-USD';

/** The frames of one recorded product under a name that the sandbox trades, with the same price step. */
async function framesAsDoge(): Promise<readonly RecordedFrame[]> {
  const frames = await recordedFrames();
  const recorded = frames.some(({ frame }) => frame['product_id'] === 'SKL-USD') ? 'SKL-USD' : 'AAA-USD';
  return frames
    .filter(({ frame }) => frame['product_id'] === recorded)
    .map(({ frame, ...rest }) => ({ ...rest, frame: { ...frame, product_id: PRODUCT } }));
}

/** The best ask after these frames, worked out from them alone. */
function bestAsk(frames: readonly RecordedFrame[]): number {
  const asks = new Map<number, number>();
  for (const { frame } of frames) {
    if (frame['type'] === 'snapshot')
      for (const [price, size] of frame['asks'] as [string, string][]) asks.set(Number(price), Number(size));
    if (frame['type'] !== 'l2update') continue;
    for (const [side, price, size] of frame['changes'] as [string, string, string][])
      if (side === 'sell') asks.set(Number(price), Number(size));
  }
  return Math.min(...[...asks].filter(([, size]) => size > 0).map(([price]) => price));
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('live prices in a coinbase-sandbox', () => {
  aroundEach();
  let frames: readonly RecordedFrame[];
  let player: FramePlayer;
  let sandboxes: RunningSandboxes;

  before(async () => {
    frames = await framesAsDoge();
  });
  beforeEach(async () => {
    player = await openFramePlayer();
    sandboxes = new RunningSandboxes(startPlanned(player.feed.replace('ws:', 'http:')));
  });
  afterEach(async () => {
    await sandboxes.remove('sbx');
    await player.close();
  });
  after(() => provideSandbox(undefined));

  const load = (form: Message = {}) =>
    loadBench(
      [
        sandboxNode({ prices: 'live', ...form }),
        accountNode({ sandbox: 'sbx' }),
        placeNode({ product: PRODUCT }),
      ],
      {},
      [account, placeOrder, (red: Red) => registerSandbox(red, sandboxes)],
    );

  /** A book's level 1 over REST, as any client reads it. */
  async function shownAsk(): Promise<number> {
    const { rest } = await sandboxes.use('sbx');
    const book = (await (await fetch(`${rest}/products/${PRODUCT}/book?level=1`)).json()) as {
      readonly asks: readonly (readonly [string, string, number])[];
    };
    return Number(book.asks[0]?.[0]);
  }
  async function trades(): Promise<boolean> {
    const { rest } = await sandboxes.use('sbx');
    const product = (await (await fetch(`${rest}/products/${PRODUCT}`)).json()) as Message;
    return product['cancel_only'] === false;
  }
  /** Plays everything to the sandbox, and waits until it shows the last book. */
  async function playAll(): Promise<number> {
    await player.play(frames);
    const ask = bestAsk(frames);
    await until('the last book is there', async () => (await shownAsk()) === ask);
    return ask;
  }

  it('fill a paper market order at the price of the feed', async () => {
    const bench = await load();
    const ask = await playAll();
    const msg = await bench.ask('n-place', {});
    assert.equal(factsOf(msg).outcome, 'filled', JSON.stringify(msg['error']));
    const { filled_size: size, executed_value: value } = msg.payload as Record<string, string>;
    assert.ok(Number(value) / Number(size) >= ask, 'no better than the best ask');
    assert.ok(Number(value) / Number(size) < ask * 1.01, `${value} for ${size}, at ${ask}`);
  });

  it('let no order in before the first book, nor while the feed is away, and again when it is back', async () => {
    const bench = await load();
    assert.notEqual(codeOf(await bench.ask('n-place', {})), undefined, 'before');
    await playAll();
    assert.equal(await trades(), true);
    player.feedFault({ kind: 'refuse', ms: 1500 });
    player.feedFault({ kind: 'close' });
    // The fault comes with the next frame.
    await player.play(frames.slice(-1));
    await until('it is stale', async () => !(await trades()));
    const refused = await bench.ask('n-place', {});
    assert.match(factsOf(refused).error?.message ?? '', /takes only cancels/);
    await until('it is live again', trades);
    const again = await bench.ask('n-place', {});
    assert.equal(factsOf(again).outcome, 'filled', JSON.stringify(again['error']));
  });

  it('leave no connection when the sandbox is removed', async () => {
    await load();
    await playAll();
    assert.equal(player.feedCounts().open, 1);
    await sandboxes.remove('sbx');
    await until('the socket is closed', () => player.feedCounts().open === 0);
  });

  it('keep the sandbox and its one connection over a deploy', async () => {
    await load();
    await playAll();
    const { rest } = await sandboxes.use('sbx');
    await sandboxes.deploy('sbx', readOptions(sandboxNode({ prices: 'live' })));
    assert.equal((await sandboxes.use('sbx')).rest, rest);
    assert.equal(player.feedCounts().connections, 1);
    await sandboxes.deploy('sbx', readOptions(sandboxNode({ prices: 'simulated' })));
    assert.notEqual((await sandboxes.use('sbx')).rest, rest, 'another choice is another sandbox');
  });

  for (const prices of ['simulated', 'candles', undefined])
    it(`are not asked for by the choice ${prices ?? '(none)'}`, async () => {
      const bench = await load({ prices });
      assert.equal(factsOf(await bench.ask('n-place', {})).outcome, 'filled');
      assert.equal(player.feedCounts().connections + player.feedCounts().refused, 0);
    });

  it('are shown in its status, with the port', async () => {
    await load();
    await sandboxes.use('sbx');
    const spy = helper.getNode('sbx') as unknown as {
      readonly status: { readonly args: readonly [{ readonly text: string }][] };
    };
    await until('it is shown', () =>
      spy.status.args.some(([{ text }]) => text.includes('status.listeningLive')),
    );
  });
});

describe('news that nobody reads fast enough', () => {
  it('are dropped, and the market is stale until it is told anew', async () => {
    const queue = new NewsQueue(2);
    const live = { kind: 'live', productId: PRODUCT } as const;
    assert.deepEqual([queue.add(live), queue.add(live), queue.add(live)], [true, true, false]);
    assert.equal(queue.overflows, 1);
    assert.deepEqual(await queue.next(), { value: { kind: 'stale' }, done: false });
    const next = queue.next();
    queue.end();
    assert.deepEqual(await next, { value: undefined, done: true });
    assert.equal(queue.add(live), false);
  });
});
