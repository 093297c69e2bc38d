import assert from 'node:assert/strict';
import type { Trade } from '../../../nodes/lib/rules/market-data';
import { MOST_TRADES } from '../../../nodes/lib/streams/trades-source';
import { tradesOf } from '../rules/candles/market';
import { streamBench } from './bench';

const idsOf = (payload: unknown): string[] => (payload as Trade[]).map(({ trade_id }) => trade_id);

describe('a stream of trades', () => {
  it('tells each trade once, the one before the beginning and recovered ones marked', () => {
    const { feed, news } = streamBench({ channel: 'trades' });
    const all = tradesOf([{ atMs: 0 }, { atMs: 1 }, { atMs: 2 }, { atMs: 3 }]);
    feed.hearTrades(all.slice(0, 2));
    feed.hearTrades(all.slice(2, 3));
    feed.hearTrades(all.slice(3), true);
    assert.deepEqual(
      news().map(({ payload, event, recovered }) => [(payload as Trade).trade_id, event, recovered ?? false]),
      [
        ['1', 'last-trade', false],
        ['2', 'trade', false],
        ['3', 'trade', false],
        ['4', 'trade', true],
      ],
    );
  });

  it('tells the trades of an interval together, and how many are left out where there are too many', async () => {
    const { feed, news, clock } = streamBench({
      channel: 'trades',
      pace: { kind: 'interval', everyMs: 1000 },
    });
    const all = tradesOf(Array.from({ length: MOST_TRADES + 20 }, (_, index) => ({ atMs: index })));
    feed.hearTrades(all.slice(0, 2));
    const [before, first] = news();
    assert.deepEqual([before?.event, idsOf(before?.payload)], ['last-trade', ['1']]);
    assert.deepEqual([first?.event, idsOf(first?.payload)], ['trades', ['2']]);
    feed.hearTrades(all.slice(2, 4));
    feed.hearTrades(all.slice(4, 5), true);
    await clock.advance(1000);
    const [second] = news();
    assert.deepEqual(
      [idsOf(second?.payload), second?.recovered, second?.dropped],
      [['3', '4', '5'], true, undefined],
    );
    feed.hearTrades(all.slice(5));
    await clock.advance(1000);
    const [third] = news();
    assert.equal(idsOf(third?.payload).length, MOST_TRADES);
    assert.equal(idsOf(third?.payload).at(-1), String(all.length), 'the latest ones stay');
    assert.equal(third?.dropped, all.length - 5 - MOST_TRADES);
    assert.equal(third?.recovered, false);
  });

  it('tells the trades of an interval that ends with a pause, or because the product is left', () => {
    const pace = { kind: 'interval', everyMs: 60_000 } as const;
    const { feed, streams, news, clock } = streamBench({ channel: 'trades', pace });
    const all = tradesOf(Array.from({ length: 7 }, (_, index) => ({ atMs: index })));
    const told = (): string[][] => news().map(({ payload }) => idsOf(payload));
    feed.hearTrades(all.slice(0, 2));
    feed.hearTrades(all.slice(2, 4));
    assert.deepEqual(told(), [['1'], ['2']]);
    streams.pause();
    assert.deepEqual(told(), [['3', '4']]);
    streams.resume();
    feed.live();
    feed.hearTrades(all.slice(4, 6));
    feed.hearTrades(all.slice(6));
    assert.deepEqual(told(), [['5'], ['6']]);
    streams.follow([]);
    assert.deepEqual(told(), [['7']]);
    streams.end();
    assert.deepEqual([told(), clock.pending()], [[], 0]);
  });

  it('tells a trade at another price than the last one told, where changes are wanted', () => {
    const { feed, news } = streamBench({ channel: 'trades', pace: { kind: 'change' } });
    feed.hearTrades(tradesOf(['1', '1', '2', '2', '1'].map((price, index) => ({ atMs: index, price }))));
    assert.deepEqual(
      news().map(({ payload }) => (payload as Trade).trade_id),
      ['1', '3', '5'],
    );
  });

  for (const pace of [{ kind: 'every' }, { kind: 'interval', everyMs: 1000 }] as const)
    it(`tells that trades are missing for good, as an error and with the next trade (${pace.kind})`, async () => {
      const { feed, news, failed, clock } = streamBench({ channel: 'trades', pace, tellStale: false });
      const all = tradesOf([{ atMs: 0 }, { atMs: 1 }, { atMs: 2 }, { atMs: 3 }, { atMs: 4 }, { atMs: 5 }]);
      feed.hearTrades(all.slice(0, 1));
      feed.stale('gap');
      assert.equal(failed.length, 0);
      const missing = { from: '2', to: '4', count: 3 };
      feed.stale('gap', missing);
      feed.hearTrades(all.slice(4, 5), true);
      await clock.advance(1000);
      feed.live();
      feed.hearTrades(all.slice(5));
      await clock.advance(1000);
      const told = news().filter(({ event }) => event !== 'last-trade');
      assert.deepEqual(
        told.map((one) => one.missing),
        [missing, undefined],
      );
      assert.deepEqual(
        failed.map(({ error, productIds }) => [error.code, productIds, error.details['missing']]),
        [['FEED_STALE', ['BTC-USD'], missing]],
      );
      assert.match(failed[0]?.error.message ?? '', /trades of BTC-USD are missing for good: as a test says/);
    });
});
