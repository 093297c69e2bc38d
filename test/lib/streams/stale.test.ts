import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { Candle, Trade } from '../../../nodes/lib/rules/market-data';
import { START_MS, tradesOf } from '../rules/candles/market';
import { streamBench, type StreamBench } from './bench';
import { FakeFeed } from './fake-feed';

const priceOf = (payload: unknown): string => (payload as { price: string }).price;
const idOf = (payload: unknown): string => (payload as Trade).trade_id;
const codes = ({ failed }: StreamBench): string[] => failed.map(({ error }) => error.code);

describe('a stream that goes stale', () => {
  it('says so once with the last known value, and tells with the next one for how long', async () => {
    const { feed, news, clock } = streamBench({});
    feed.hearTicker({ price: '5' });
    feed.stale();
    await clock.advance(2000);
    feed.state({ kind: 'connecting' });
    feed.stale('silent');
    feed.live();
    feed.hearTicker({ price: '6' });
    feed.hearTicker({ price: '7' });
    const [first, stale, live, next, ...more] = news();
    assert.deepEqual([first?.event, first?.stale], ['ticker', false]);
    assert.deepEqual(
      [stale?.event, stale?.stale, stale?.reason, priceOf(stale?.payload)],
      ['stale', true, 'disconnected', '5'],
    );
    assert.deepEqual(
      [live?.event, live?.stale, live?.stale_ms, priceOf(live?.payload)],
      ['ticker', false, 2000, '6'],
    );
    assert.deepEqual([next?.stale, next?.stale_ms, priceOf(next?.payload)], [false, undefined, '7']);
    assert.deepEqual(more, []);
  });

  it('never gives the price from before for the present one, whatever time it was away', async () => {
    const { streams, feed, news, clock } = streamBench({});
    feed.hearTicker({ price: '70000' });
    feed.stale();
    await clock.advance(8 * 3_600_000);
    feed.live();
    await clock.advance(5000);
    assert.deepEqual(
      streams.latest().map(({ stale }) => stale),
      [true],
      'nor to who asks',
    );
    feed.hearTicker({ price: '60000' });
    assert.deepEqual(
      news().map(({ payload, stale }) => [priceOf(payload), stale]),
      [
        ['70000', false],
        ['70000', true],
        ['60000', false],
      ],
    );
    assert.equal(streams.latest()[0]?.stale, false);
  });

  it('tells the first value after it at once, whatever the pace, even one that is the same as before', async () => {
    for (const pace of [{ kind: 'change' }, { kind: 'interval', everyMs: 3_600_000 }] as const) {
      const { feed, news, clock } = streamBench({ pace });
      feed.hearTicker({ price: '5' });
      feed.stale();
      await clock.advance(1000);
      feed.live();
      feed.hearTicker({ price: '5' });
      await clock.advance(0);
      assert.deepEqual(
        news().map(({ event, stale_ms }) => [event, stale_ms]),
        [
          ['ticker', undefined],
          ['stale', undefined],
          ['ticker', 1000],
        ],
      );
    }
  });

  it('tells each trade once after it, and the last one again where there was none', async () => {
    const { feed, news, clock } = streamBench({ channel: 'trades' });
    const all = tradesOf([{ atMs: 0 }, { atMs: 1 }]);
    feed.hearTrades(all.slice(0, 1));
    feed.stale();
    await clock.advance(1000);
    feed.live();
    feed.hearTrades(all.slice(1));
    feed.stale();
    await clock.advance(2000);
    feed.live();
    await clock.advance(0);
    assert.deepEqual(
      news().map(({ event, payload, stale, stale_ms }) => [event, idOf(payload), stale, stale_ms]),
      [
        ['last-trade', '1', false, undefined],
        ['stale', '1', true, undefined],
        ['trade', '2', false, 1000],
        ['stale', '2', true, undefined],
        ['live', '2', false, 2000],
      ],
    );
  });

  it('tells the candle that forms, with what was heard meanwhile, where only final ones are wanted', async () => {
    const { feed, news, clock } = streamBench(
      { channel: 'candles', pace: { kind: 'final' } },
      ['BTC-USD'],
      START_MS,
    );
    const all = tradesOf([{ atMs: -1000 }, { atMs: 0, price: '100' }, { atMs: 1000, price: '90' }]);
    for (const trade of all.slice(0, 2)) feed.hearTrades([trade]);
    feed.stale();
    await clock.advance(1000);
    feed.live();
    feed.hearTrades(all.slice(2));
    await clock.advance(0);
    const told = news();
    assert.deepEqual(
      told.map(({ event, payload, stale }) => [event, (payload as Candle).close, stale]),
      [
        ['stale', '100', true],
        ['live', '90', false],
      ],
    );
  });

  it('marks what it tells before it is live again', () => {
    const { feed, news } = streamBench({ tellStale: false });
    feed.hearTicker();
    feed.stale('gap');
    feed.hearTicker();
    feed.live();
    feed.hearTicker();
    assert.deepEqual(
      news().map(({ stale }) => stale),
      [false, true, false],
    );
  });

  it('says that it is live again to whoever was told nothing but stale data', () => {
    const { feed, news } = streamBench({}, ['BTC-USD']);
    feed.stale();
    feed.hearTicker();
    feed.live();
    feed.hearTicker();
    assert.deepEqual(
      news().map(({ stale, stale_ms }) => [stale, stale_ms]),
      [
        [true, undefined],
        [false, 0],
      ],
    );
  });

  it('tells as live what was heard while it was live and waited for its time', () => {
    const { feed, news } = streamBench({ pace: { kind: 'interval', everyMs: 1000 } });
    feed.hearTicker({ price: '1' });
    feed.hearTicker({ price: '2' });
    feed.stale();
    assert.deepEqual(
      news().map(({ payload, event, stale }) => [priceOf(payload), event, stale]),
      [
        ['1', 'ticker', false],
        ['2', 'ticker', false],
        ['2', 'stale', true],
      ],
    );
  });

  it('is an error after the time that was set, once an outage, with all products that it hits', async () => {
    const bench = streamBench({ staleMs: 30_000 }, ['BTC-USD', 'ETH-USD', 'SOL-USD']);
    const { feed, clock, failed } = bench;
    feed.stale();
    await clock.advance(500);
    feed.state({ kind: 'live' }, 'ticker SOL-USD');
    await clock.advance(29_499);
    assert.deepEqual(codes(bench), []);
    await clock.advance(1);
    assert.deepEqual(codes(bench), ['FEED_STALE']);
    assert.deepEqual(failed[0]?.productIds, ['BTC-USD', 'ETH-USD']);
    assert.match(failed[0].error.message, /BTC-USD, ETH-USD for 30 seconds: disconnected \(as a test says\)/);
    feed.state({ kind: 'connecting' });
    feed.stale('silent');
    await clock.advance(120_000);
    assert.equal(
      failed.filter(({ productIds }) => productIds.includes('BTC-USD')).length,
      1,
      'the same outage',
    );
    feed.live();
    feed.stale();
    await clock.advance(30_000);
    assert.deepEqual(failed.at(-1)?.productIds, ['BTC-USD', 'ETH-USD', 'SOL-USD'], 'the next one');
    assert.equal(clock.pending(), 0, 'nothing runs that has told all');
  });

  it('is an error too where it never was live: no connection, with the reason', async () => {
    const bench = streamBench({}, []);
    bench.streams.disconnect(new CoinbaseError('CREDENTIAL_INVALID', 'the key file is not there'));
    bench.streams.follow(['BTC-USD']);
    await bench.clock.advance(30_000);
    bench.streams.disconnect(new CoinbaseError('CREDENTIAL_INVALID', 'the key file is not there'));
    assert.deepEqual(codes(bench), ['FEED_STALE']);
    assert.equal(bench.failed[0]?.error.details['reason'], 'CREDENTIAL_INVALID');
    assert.match(bench.failed[0].error.message, /the key file is not there/);
  });

  it('tells a refusal once though it is tried again, and says that the data is stale', () => {
    const bench = streamBench({});
    bench.feed.hearTicker();
    const error = new CoinbaseError('PERMISSION_DENIED', 'not for you');
    for (let count = 0; count < 3; count += 1) {
      bench.feed.state({ kind: 'refused', error });
      bench.feed.state({ kind: 'connecting' });
    }
    assert.deepEqual(codes(bench), ['PERMISSION_DENIED']);
    assert.deepEqual(
      bench.news().map(({ event, reason }) => [event, reason]),
      [
        ['ticker', undefined],
        ['stale', 'PERMISSION_DENIED'],
      ],
    );
    bench.feed.live();
    bench.feed.state({ kind: 'refused', error });
    assert.equal(bench.failed.length, 2, 'after it had worked it is news again');
  });
});

describe('streams of several products', () => {
  it('are followed and given up one by one, and keep what goes on', () => {
    const { streams, feed } = streamBench({}, ['BTC-USD', 'ETH-USD']);
    const kept = feed.open[1];
    streams.follow(['ETH-USD', 'SOL-USD']);
    assert.deepEqual(feed.open, [kept, 'ticker SOL-USD']);
    assert.deepEqual(streams.products, ['ETH-USD', 'SOL-USD']);
    streams.follow([]);
    assert.deepEqual(feed.open, []);
  });

  it('move to another connection: the one before hears nothing more, and the product is stale meanwhile', () => {
    const bench = streamBench({});
    bench.feed.hearTicker({ price: '7' });
    const other = bench.connect(new FakeFeed());
    assert.deepEqual([bench.feed.open, other.open], [[], ['ticker BTC-USD']]);
    assert.equal(bench.streams.latest()[0]?.stale, true);
    other.live();
    other.hearTicker({ price: '8' });
    assert.deepEqual(
      bench.news().map(({ event, payload, stale }) => [event, priceOf(payload), stale]),
      [
        ['ticker', '7', false],
        ['stale', '7', true],
        ['ticker', '8', false],
      ],
    );
  });

  it('do not follow what the exchange does not have, and say so', () => {
    const bench = streamBench({}, []);
    const error = new CoinbaseError('PRODUCT_UNKNOWN', 'no such product');
    bench.streams.follow(['BTC-USD', 'NO-USD']);
    const feed = new FakeFeed();
    bench.streams.connect({ feed, offsetMs: () => 0 }, new Map([['NO-USD', error]]));
    assert.deepEqual(feed.open, ['ticker BTC-USD']);
    assert.deepEqual(
      bench.failed.map(({ productIds }) => productIds),
      [['NO-USD']],
    );
    assert.deepEqual(
      bench.streams.report().map(({ product_id, state, reason }) => [product_id, state, reason]),
      [
        ['BTC-USD', 'connecting', undefined],
        ['NO-USD', 'refused', 'PRODUCT_UNKNOWN'],
      ],
    );
  });

  it('follow what the exchange has by now, and do not tell a refusal twice', () => {
    const bench = streamBench({}, []);
    const refusals = new Map([['NEW-USD', new CoinbaseError('PRODUCT_UNKNOWN', 'no such product')]]);
    bench.streams.follow(['BTC-USD', 'NEW-USD']);
    const feed = new FakeFeed();
    bench.streams.connect({ feed, offsetMs: () => 0 }, refusals);
    bench.streams.relist(new Map(refusals));
    assert.deepEqual(feed.open, ['ticker BTC-USD']);
    assert.equal(bench.failed.length, 1);
    bench.streams.relist(new Map());
    assert.deepEqual(feed.open, ['ticker BTC-USD', 'ticker NEW-USD']);
    feed.live();
    assert.deepEqual(
      bench.streams.report().map(({ state }) => state),
      ['live', 'live'],
    );
    assert.equal(bench.failed.length, 1);
  });

  it('pause and resume: nothing is heard meanwhile, and no outage is told', async () => {
    const bench = streamBench({});
    bench.streams.pause();
    assert.deepEqual(bench.feed.open, []);
    await bench.clock.advance(100_000);
    assert.deepEqual(bench.failed, []);
    bench.streams.follow(['BTC-USD', 'ETH-USD']);
    assert.deepEqual(bench.feed.open, []);
    bench.streams.resume();
    assert.deepEqual(bench.feed.open, ['ticker BTC-USD', 'ticker ETH-USD']);
    await bench.clock.advance(30_000);
    assert.equal(bench.failed.length, 1, 'from here on the time counts');
  });

  it('leave nothing behind at the end', async () => {
    for (const channel of ['ticker', 'trades', 'book', 'candles', 'stats'] as const) {
      const bench = streamBench({ channel, pace: { kind: 'interval', everyMs: 1000 } });
      bench.feed.stale();
      bench.streams.end();
      bench.streams.disconnect(new CoinbaseError('NETWORK', 'late'));
      assert.deepEqual(bench.feed.open, []);
      assert.equal(bench.clock.pending(), 0, channel);
    }
  });
});
