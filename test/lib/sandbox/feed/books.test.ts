import assert from 'node:assert/strict';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { AdvancedTradeBook, ExchangeBook, FullBook, trueBook, trueOrders } from './client-books';
import { type FeedBench, happen, openFeedBench } from './feed-bench';
import { type FeedClient, inChannel, type Message, ofType, openFeed } from './feed-client';

const SEEDS = [1, 2];
const STEPS = 150;

describe('a book kept by a client of the sandbox’s feed equals the engine’s', () => {
  let bench: FeedBench;
  let feed: FeedClient;

  beforeEach(async () => {
    bench = await openFeedBench();
    feed = await openFeed(bench.url);
    heard = 0;
  });
  afterEach(async () => {
    feed.close();
    await bench.close();
  });

  /** Begins in the middle of things, so that the snapshot is not of a fresh market. */
  async function subscribed(message: object, first: (message: never) => boolean): Promise<void> {
    const random = createRandom(99);
    for (let step = 0; step < 30; step += 1) happen(bench, random);
    feed.send(message);
    await feed.next(first as (message: unknown) => boolean);
  }

  let heard = 0;

  /** Gives a book what has come since it was asked last. */
  function catchUp(book: { hear(message: Message): void }): void {
    for (; heard < feed.messages.length; heard += 1) book.hear(feed.messages[heard] ?? {});
  }

  async function atEachStep(seed: number, check: (step: string) => void): Promise<void> {
    const random = createRandom(seed);
    for (let step = 0; step < STEPS; step += 1) {
      happen(bench, random);
      await feed.settle();
      check(`seed ${seed}, step ${step}`);
    }
  }

  for (const seed of SEEDS) {
    it(`after every change on level2 (seed ${seed})`, async () => {
      const channels = ['level2'];
      const message = { type: 'subscribe', product_ids: ['BTC-USD'], channels, ...bench.exchangeAuth() };
      await subscribed(message, ofType('snapshot'));
      const book = new ExchangeBook();
      await atEachStep(seed, (step) => {
        catchUp(book);
        assert.deepEqual(book.levels, trueBook(bench.exchange), step);
      });
      const updates = feed.messages.filter(ofType('l2update'));
      assert.ok(updates.length > STEPS / 2);
      assert.ok(
        updates.every(({ changes }) => (changes as unknown[]).length === 1),
        'one change a message',
      );
    });

    it(`after every 50 ms on level2_batch (seed ${seed})`, async () => {
      await subscribed(
        { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['level2_batch'] },
        ofType('snapshot'),
      );
      await atEachStep(seed, () => bench.clock.advance(10));
      bench.clock.advance(50);
      await feed.settle();
      const book = new ExchangeBook();
      catchUp(book);
      assert.deepEqual(book.levels, trueBook(bench.exchange));
    });

    it(`after every change on Advanced Trade’s level2 (seed ${seed})`, async () => {
      const message = { type: 'subscribe', product_ids: ['BTC-USD'], channel: 'level2' };
      await subscribed(message, inChannel('l2_data'));
      const book = new AdvancedTradeBook();
      await atEachStep(seed, (step) => {
        catchUp(book);
        assert.deepEqual(book.levels, trueBook(bench.exchange), step);
      });
    });

    it(`order by order on full, without a gap in its sequence (seed ${seed})`, async () => {
      const message = {
        type: 'subscribe',
        product_ids: ['BTC-USD'],
        channels: ['full'],
        ...bench.exchangeAuth(),
      };
      await subscribed(message, ofType('subscriptions'));
      const answer = await fetch(`${bench.url.replace('ws', 'http')}/products/BTC-USD/book?level=3`);
      const book = new FullBook((await answer.json()) as ConstructorParameters<typeof FullBook>[0]);
      await atEachStep(seed, (step) => {
        catchUp(book);
        assert.deepEqual(book.orders, trueOrders(bench.exchange), step);
      });
    });
  }

  it('on level3 every sequence comes once, with a noop where nothing else is to be said', async () => {
    const message = {
      type: 'subscribe',
      product_ids: ['BTC-USD'],
      channels: ['level3'],
      ...bench.exchangeAuth(),
    };
    await subscribed(message, ofType('level3'));
    const first = bench.exchange.engine.sequence('BTC-USD');
    await atEachStep(5, () => undefined);
    const arrays = feed.messages.filter((one) => Array.isArray(one)) as unknown as string[][];
    const last = bench.exchange.engine.sequence('BTC-USD');
    assert.deepEqual(
      arrays.map(([, , sequence]) => Number(sequence)),
      Array.from({ length: last - first }, (_, index) => first + 1 + index),
    );
    const lengths = { open: 8, done: 5, match: 8, change: 7, noop: 4 };
    for (const array of arrays)
      assert.equal(array.length, lengths[array[0] as keyof typeof lengths], array.join());
    assert.deepEqual(new Set(arrays.map(([type]) => type)), new Set(Object.keys(lengths)));
  });
});
