import assert from 'node:assert/strict';
import {
  type FramePlayer,
  openFramePlayer,
  type RecordedFrame,
  renumbered,
} from '../../../../nodes/lib/sandbox';
import { createExchangeCredential, signFeed } from '../../../../nodes/lib/signer';
import { VirtualClock } from '../server/customer';
import { ExchangeBook } from './client-books';
import { type FeedClient, type Message, ofType, openFeed } from './feed-client';
import { recordedFrames } from './recorded-frames';

describe('recorded frames played to clients', () => {
  let frames: readonly RecordedFrame[];
  let products: readonly string[];
  let player: FramePlayer;
  let feed: FeedClient;

  before(async () => {
    frames = await recordedFrames();
    products = [...new Set(frames.map(({ frame }) => frame['product_id']))].filter(
      (id) => typeof id === 'string',
    );
  });
  beforeEach(async () => {
    player = await openFramePlayer();
    feed = await openFeed(player.feed);
  });
  afterEach(async () => {
    feed.close();
    await player.close();
  });

  async function subscribe(channels: readonly string[], ids = products, client = feed): Promise<void> {
    const made = createExchangeCredential(player);
    assert.ok(made.ok);
    client.send({ type: 'subscribe', product_ids: ids, channels, ...signFeed(made.credential, Date.now()) });
    await client.next(ofType('subscriptions'));
  }

  const recorded = (...types: readonly string[]): readonly Message[] =>
    frames.map(({ frame }) => frame).filter(({ type }) => types.includes(String(type)));

  const MARKET = ['snapshot', 'l2update', 'ticker', 'match', 'last_match'];

  /** The book of a product, worked out from the file alone. */
  function bookOf(product: string, messages: readonly Message[]): unknown {
    const book = new ExchangeBook();
    for (const message of messages) if (message['product_id'] === product) book.hear(message);
    return book.levels;
  }

  it('come in their order, every one of them as it is', async () => {
    await subscribe(['level2', 'ticker', 'matches']);
    assert.equal(await player.play(frames), frames.length);
    await feed.settle();
    assert.deepEqual(feed.messages.slice(1), recorded(...MARKET));
  });

  it('come as far as they were subscribed to', async () => {
    const [first = ''] = products;
    await subscribe(['matches'], [first]);
    await player.play(frames);
    await feed.settle();
    const own = recorded('match', 'last_match').filter(({ product_id: id }) => id === first);
    assert.ok(own.length > 0);
    assert.deepEqual(feed.messages.slice(1), own);
  });

  it('begin, for one who comes late, with the book and the last trade as they are then', async () => {
    const half = frames.length >>> 1;
    await player.play(frames.slice(0, half));
    await subscribe(['level2', 'ticker', 'matches']);
    await feed.settle();
    const starts = new Set(feed.messages.map(({ type }) => type));
    assert.deepEqual(starts, new Set(['subscriptions', 'snapshot', 'ticker', 'last_match']));
    await player.play(frames.slice(half));
    await feed.settle();
    for (const product of products)
      assert.deepEqual(bookOf(product, feed.messages), bookOf(product, recorded(...MARKET)), product);
  });

  it('can be renumbered and played again and again: ids and sequences go on', async () => {
    const ROUNDS = 3;
    async function* rounds(): AsyncGenerator<RecordedFrame> {
      for (let round = 0; round < ROUNDS; round += 1) yield* frames;
    }
    await subscribe(['ticker', 'matches']);
    await player.play(renumbered(rounds()));
    await feed.settle();
    for (const product of products) {
      const own = feed.messages.filter(({ product_id: id }) => id === product);
      const trades = own.filter(ofType('match')).map(({ trade_id: id }) => id);
      assert.deepEqual(
        trades,
        Array.from(trades, (_, index) => index + 2),
        product,
      );
      const perRound = recorded('match').filter(({ product_id: id }) => id === product).length;
      assert.equal(trades.length, perRound * ROUNDS);
      const sequences = own.map(({ sequence }) => Number(sequence));
      assert.deepEqual(
        sequences,
        sequences.toSorted((a, b) => a - b),
        product,
      );
    }
  });

  it('come at their recorded pace, or so many times as fast', async () => {
    const clock = new VirtualClock();
    const paced = await openFramePlayer({ clock });
    const client = await openFeed(paced.feed);
    client.send({ type: 'subscribe', product_ids: ['AAA-USD'], channels: ['matches'] });
    await client.next(ofType('subscriptions'));
    const match = { type: 'match', product_id: 'AAA-USD' };
    const slow = [10, 12, 16].map((at, index) => ({ received_at: at, frame: { ...match, trade_id: index } }));
    const playing = paced.play(slow, 2);
    const heard = async (): Promise<number> => {
      await client.settle();
      return client.messages.filter(ofType('match')).length;
    };
    assert.equal(await heard(), 1);
    clock.advance(999);
    assert.equal(await heard(), 1);
    clock.advance(1);
    assert.equal(await heard(), 2);
    clock.advance(2000);
    assert.equal(await playing, 3);
    assert.equal(await heard(), 3);
    client.close();
    await paced.close();
  });

  it('want a signature where the exchange does, and take faults as a sandbox does', async () => {
    feed.send({ type: 'subscribe', product_ids: products, channels: ['level2'] });
    assert.match(String((await feed.next(ofType('error')))['reason']), /now require authentication/);
    await subscribe(['matches']);
    player.feedFault({ kind: 'drop', frames: 2 });
    await player.play(frames);
    await feed.settle();
    const all = recorded('match', 'last_match');
    assert.deepEqual(
      feed.messages.filter(({ type }) => String(type).endsWith('match')),
      all.slice(2),
    );
    assert.equal(player.feedCounts().lost, 2);
  });

  it('wait for a client that reads slowly, and are not kept for it', async () => {
    const slow = await openFeed(player.feed, { perMessageDeflate: false });
    await subscribe(['level2'], products, slow);
    slow.socket.pause();
    let played = false;
    async function* many(): AsyncGenerator<RecordedFrame> {
      const text = 'x'.repeat(10_000);
      for (let count = 0; count < 1500; count += 1)
        yield { received_at: 0, frame: { type: 'l2update', product_id: products[0], changes: [], text } };
      played = true;
    }
    const playing = player.play(many());
    const other = await openFeed(player.feed);
    await other.settle();
    for (let look = 0; look < 50; look += 1) await other.settle();
    assert.equal(played, false);
    slow.socket.resume();
    assert.equal(await playing, 1500);
    await slow.settle();
    assert.equal(slow.messages.filter(ofType('l2update')).length, 1500);
    assert.equal(player.feedCounts().slowConsumers, 0);
    other.close();
    slow.close();
  });

  it('take only the products that were named, where some were', async () => {
    const narrow = await openFramePlayer({ products: ['AAA-USD'] });
    const client = await openFeed(narrow.feed);
    client.send({ type: 'subscribe', product_ids: ['CCC-USD'], channels: ['ticker'] });
    assert.equal((await client.next(ofType('error')))['reason'], 'CCC-USD is not a valid product');
    client.close();
    await narrow.close();
    await narrow.close();
  });
});
