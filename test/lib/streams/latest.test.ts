import assert from 'node:assert/strict';
import type { DayStats } from '../../../nodes/lib/rules/day-stats';
import type { Candle } from '../../../nodes/lib/rules/market-data';
import { streamBench, type Told } from './bench';
import type { FakeFeed } from './fake-feed';

const prices = (told: readonly Told[]): unknown[] =>
  told.map(({ payload }) => (payload as { price: string }).price);

const statsOf = (told: Told | undefined): DayStats => (told?.payload ?? {}) as DayStats;

describe('a ticker stream', () => {
  it('tells every update with its product', () => {
    const { feed, news } = streamBench({}, ['BTC-USD', 'ETH-USD']);
    feed.hearTicker({ price: '1' });
    feed.hearTicker({ price: '2', product_id: 'ETH-USD' });
    feed.hearTicker({ price: '2', product_id: 'ETH-USD' });
    const told = news();
    assert.deepEqual(
      told.map(({ productId, event, stale }) => [productId, event, stale]),
      [
        ['BTC-USD', 'ticker', false],
        ['ETH-USD', 'ticker', false],
        ['ETH-USD', 'ticker', false],
      ],
    );
  });

  it('tells the latest of each interval, each product at its own pace', async () => {
    const pace = { kind: 'interval', everyMs: 1000 } as const;
    const { feed, news, clock } = streamBench({ pace }, ['BTC-USD', 'ETH-USD']);
    feed.hearTicker({ price: '1' });
    feed.hearTicker({ price: '2' });
    await clock.advance(500);
    feed.hearTicker({ price: '10', product_id: 'ETH-USD' });
    feed.hearTicker({ price: '3' });
    assert.deepEqual(prices(news()), ['1', '10']);
    await clock.advance(500);
    assert.deepEqual(prices(news()), ['3'], 'the one between is left out');
    await clock.advance(5000);
    assert.deepEqual(news(), [], 'nothing new, nothing told');
  });

  it('tells a change of price, best bid or best ask, and nothing else', () => {
    const { feed, news } = streamBench({ pace: { kind: 'change' } });
    const ticker = { price: '1', best_bid: '0.9', best_ask: '1.1', best_bid_size: '5', volume_24h: '7' };
    feed.hearTicker(ticker);
    feed.hearTicker({ ...ticker, best_bid_size: '6', volume_24h: '8', time: '2026-01-01T00:00:01Z' });
    assert.equal(news().length, 1);
    for (const change of [{ price: '2' }, { best_bid: '0.8' }, { best_ask: '1.2' }]) {
      feed.hearTicker({ ...ticker, ...change });
      assert.equal(news().length, 1, JSON.stringify(change));
    }
  });
});

describe('a stream of 24 hours', () => {
  it('tells what the ticker says of them, with the change', () => {
    const { feed, news } = streamBench({ channel: 'stats' });
    feed.hearTicker({ price: '110', open_24h: '100', high_24h: '120', low_24h: '90', volume_24h: '5' });
    const [told] = news();
    assert.equal(told?.event, 'stats');
    assert.deepEqual(told.payload, {
      product_id: 'BTC-USD',
      open: '100',
      high: '120',
      low: '90',
      last: '110',
      volume: '5',
      change: '10',
      change_percent: '10',
      time: '2026-01-01T00:00:00Z',
    });
    assert.equal(feed.reads.length, 0, 'nothing more is asked');
  });

  it('takes the open from the candles of a day ago where the ticker lacks it, once a minute', async () => {
    const { feed, news, clock } = streamBench({ channel: 'stats', pace: { kind: 'change' } });
    let open = '80';
    feed.read = ({ productId, size, startMs }) =>
      Promise.resolve([
        {
          product_id: productId,
          size,
          start: new Date(startMs).toISOString(),
          open,
          high: '1',
          low: '1',
          close: '1',
          volume: '1',
        } satisfies Candle,
      ]);
    feed.hearTicker({ price: '100' });
    assert.deepEqual(news(), [], 'not before the answer is there');
    await clock.advance(0);
    const [told] = news();
    assert.deepEqual(statsOf(told).change_percent, '25');
    const [span] = feed.reads;
    assert.equal(span?.startMs, Math.floor((clock.now() - 86_400_000) / 60_000) * 60_000);
    open = '50';
    feed.hearTicker({ price: '101' });
    feed.hearTicker({ price: '102' });
    await clock.advance(59_000);
    assert.equal(feed.reads.length, 1);
    await clock.advance(1000);
    feed.hearTicker({ price: '100' });
    await clock.advance(0);
    assert.equal(feed.reads.length, 2);
    assert.equal(statsOf(news().at(-1)).change, '50', 'told anew with the new open');
  });

  it('takes the open from the hour that has just begun where there was no trade before', async () => {
    const hourMs = 3_600_000;
    const nowMs = 480_000 * hourMs + 30_000;
    const { feed, news, clock } = streamBench({ channel: 'stats' }, ['BTC-USD'], nowMs);
    const start = new Date(480_000 * hourMs).toISOString();
    feed.read = ({ productId, size, startMs, endMs }) => {
      // As an exchange: the candles that begin in the span.
      const has = size === 3600 && startMs <= Date.parse(start) && Date.parse(start) < endMs;
      const figures = { open: '80', high: '80', low: '80', close: '80', volume: '1' };
      return Promise.resolve(has ? [{ product_id: productId, size, start, ...figures }] : []);
    };
    feed.hearTicker({ price: '100' });
    await clock.advance(0);
    assert.deepEqual(
      news().map(({ payload }) => (payload as DayStats).open),
      ['80'],
    );
  });

  it('goes without the open once it could not be read for five minutes, until it can be again', async () => {
    const { feed, news, clock } = streamBench({ channel: 'stats', pace: { kind: 'change' } });
    const figures = { open: '80', high: '80', low: '80', close: '80', volume: '1' };
    const candle = (product_id: string) => ({ product_id, size: 60 as const, start: '', ...figures });
    const answers: FakeFeed['read'] = ({ productId }) => Promise.resolve([candle(productId)]);
    const tick = async (ms: number): Promise<void> => {
      await clock.advance(ms);
      feed.hearTicker({ price: '100' });
      await clock.advance(0);
    };
    const opens = (): unknown[] => news().map((told) => statsOf(told).open);
    for (const fails of [() => Promise.reject(new Error('no')), () => Promise.resolve([])]) {
      feed.read = answers;
      await tick(60_000);
      assert.deepEqual(opens(), ['80']);
      feed.read = fails;
      for (let minute = 1; minute < 5; minute += 1) await tick(60_000);
      assert.deepEqual(opens(), [], 'four minutes old it still serves');
      await tick(60_000);
      const [told, ...more] = news().map(statsOf);
      assert.deepEqual(more, []);
      assert.deepEqual(told, { product_id: 'BTC-USD', last: '100', time: '2026-01-01T00:00:00Z' });
    }
  });

  it('is told without the open where it cannot be read', async () => {
    const { feed, news, clock } = streamBench({ channel: 'stats' });
    feed.read = () => Promise.reject(new Error('no'));
    feed.hearTicker({ price: '100' });
    await clock.advance(0);
    assert.deepEqual(news()[0]?.payload, {
      product_id: 'BTC-USD',
      last: '100',
      time: '2026-01-01T00:00:00Z',
    });
  });
});
