import assert from 'node:assert/strict';
import fc from 'fast-check';
import { startOf } from '../../../nodes/lib/rules/candles';
import { candleSizes, type Candle, type Trade } from '../../../nodes/lib/rules/market-data';
import { MOST_PRODUCTS } from '../../../nodes/lib/rules/product-list';
import type { SourceMemory } from '../../../nodes/lib/streams';
import { someTrades, START_MS, tradesOf, trueCandles } from '../rules/candles/market';
import { streamBench, type StreamBench, type Told } from './bench';
import { FakeFeed } from './fake-feed';

type ToldCandle = Candle & { readonly final: boolean };
const candleOf = ({ payload }: Told): ToldCandle => payload as ToldCandle;
const figures = (told: Told): string => {
  const { start, open, high, low, close, volume, final } = candleOf(told);
  const minute = (Date.parse(start) - START_MS) / 60_000;
  return `${minute} ${open} ${high} ${low} ${close} ${volume}${final ? ' final' : ''}`;
};

/** A bench whose clock and exchange begin at {@link START_MS}; REST knows the trades that were made by then. */
function candleBench(
  all: readonly Trade[],
  settings: Parameters<typeof streamBench>[0] = {},
  memory?: SourceMemory,
): StreamBench {
  const memories = memory && new Map([['BTC-USD', memory]]);
  const bench = streamBench({ channel: 'candles', ...settings }, ['BTC-USD'], START_MS, memories);
  bench.feed.read = restOf(all, () => bench.clock.now());
  return bench;
}

function restOf(all: readonly Trade[], nowMs: () => number): FakeFeed['read'] {
  return ({ startMs, endMs }) => {
    const made = all.filter(({ time }) => Date.parse(time) <= nowMs());
    const inside = ({ start }: Candle): boolean => Date.parse(start) >= startMs && Date.parse(start) < endMs;
    return Promise.resolve(trueCandles(made, 60).filter(inside));
  };
}

/** Lets the trades happen, each at its time. */
async function play({ clock, feed }: StreamBench, trades: readonly Trade[]): Promise<void> {
  for (const trade of trades) {
    await clock.advance(Math.max(0, Date.parse(trade.time) - clock.now()));
    feed.hearTrades([trade]);
  }
}

describe('a stream of candles', () => {
  it('completes the one that forms at the start over REST, then tells each trade in it, and the whole once', async () => {
    const all = tradesOf([
      { atMs: 1000, price: '90', size: '3' },
      { atMs: 10_000, price: '100' },
      { atMs: 20_000, price: '101' },
      { atMs: 61_500, price: '102' },
    ]);
    const bench = candleBench(all);
    await bench.clock.advance(15_000);
    bench.feed.hearTrades(all.slice(1, 2));
    await bench.clock.advance(0);
    await play(bench, all.slice(2, 3));
    await bench.clock.advance(50_000);
    assert.deepEqual(bench.news().map(figures), [
      '0 90 100 90 100 4',
      '0 90 101 90 101 5',
      '0 90 101 90 101 5 final',
    ]);
    assert.equal(bench.told.at(-1)?.recovered, true, 'its beginning was read');
    await play(bench, all.slice(3));
    await bench.clock.advance(61_000);
    assert.deepEqual(bench.news().map(figures), ['1 102 102 102 102 1', '1 102 102 102 102 1 final']);
    assert.equal(bench.told.at(-1)?.recovered, false);
    assert.equal(bench.feed.reads.length, 2, 'no more than the beginning is read');
  });

  it('tells each once when it is over, and nothing else, where only that is wanted', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 2000 }, { atMs: 70_000 }]);
    const bench = candleBench(all, { pace: { kind: 'final' } });
    await play(bench, all);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.news().map(figures), ['0 100 100 100 100 2 final', '1 100 100 100 100 1 final']);
    assert.deepEqual(
      bench.feed.reads,
      [],
      'the last trade before was in an earlier candle: nothing is missing',
    );
  });

  it('tells the latest of an interval, and the end of a candle without waiting for it', async () => {
    const pace = { kind: 'interval', everyMs: 10_000 } as const;
    const all = tradesOf([
      { atMs: -1000 },
      ...[0, 1, 2, 58, 60.5].map((second) => ({ atMs: second * 1000, price: String(100 + second) })),
    ]);
    const bench = candleBench(all, { pace });
    await play(bench, all);
    await bench.clock.advance(1500);
    assert.deepEqual(
      bench.news().map((told) => `${told.atMs} ${figures(told)}`),
      [
        '0 0 100 100 100 100 1',
        '10000 0 100 102 100 102 3',
        '58000 0 100 158 100 158 4',
        '62000 0 100 158 100 158 4 final',
      ],
    );
    await bench.clock.advance(10_000);
    assert.deepEqual(
      bench.news().map(figures),
      ['1 160.5 160.5 160.5 160.5 1'],
      'the next one was not forgotten',
    );
  });

  it('tells another open, high, low or close, where changes are wanted', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 0 }, { atMs: 1 }, { atMs: 2, price: '101' }, { atMs: 3 }]);
    const bench = candleBench(all, { pace: { kind: 'change' } });
    await play(bench, all);
    assert.deepEqual(
      bench.news().map((told) => candleOf(told).close),
      ['100', '101', '100'],
    );
  });

  it('ends no candle by the clock while the feed is away, and tells all afterwards, marked', async () => {
    const all = tradesOf([
      { atMs: -1000 },
      { atMs: 1000 },
      { atMs: 50_000, price: '101' },
      { atMs: 130_000 },
    ]);
    const bench = candleBench(all, { pace: { kind: 'final' }, tellStale: false });
    await play(bench, all.slice(0, 2));
    bench.feed.stale();
    await bench.clock.advance(139_000);
    assert.deepEqual(bench.news(), []);
    bench.feed.hearTrades(all.slice(2), true);
    bench.feed.live();
    assert.deepEqual(
      bench.news().map((told) => [figures(told), told.recovered, told.stale]),
      [['0 100 101 100 101 2 final', true, true]],
    );
    await bench.clock.advance(60_000);
    assert.deepEqual(
      bench.news().map((told) => [figures(told), told.stale]),
      [['2 100 100 100 100 1 final', false]],
    );
    assert.deepEqual(bench.feed.reads, [], 'the feed filled the gap');
  });

  it('ends candles by the exchange’s clock also when somebody sets the machine’s, in either direction', async () => {
    for (const hours of [8, -8]) {
      const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 61_000 }, { atMs: 121_000 }]);
      const bench = candleBench(all, { pace: { kind: 'final' }, emptyCandles: 'repeat' });
      await play(bench, all.slice(0, 2));
      bench.clock.jump(hours * 3_600_000);
      for (const trade of all.slice(2)) {
        await bench.clock.advance(60_000);
        bench.feed.hearTrades([trade]);
      }
      await bench.clock.advance(61_000);
      const finals = bench.news().map((told) => `${Math.round(told.atMs / 1000)} ${figures(told)}`);
      assert.deepEqual(
        finals,
        [0, 1, 2].map((n) => `${62 + 60 * n} ${n} 100 100 100 100 1 final`),
        `${hours} hours`,
      );
    }
  });

  it('ends a candle when it is over by a trade’s time, whether that shows a later clock or waited for a gap', async () => {
    const all = tradesOf([
      { atMs: -1000 },
      { atMs: 1000 },
      { atMs: 2000 },
      { atMs: 40_000 },
      { atMs: 61_000 },
    ]);
    const bench = candleBench(all, { pace: { kind: 'final' }, emptyCandles: 'repeat' });
    await play(bench, all.slice(0, 2));
    await bench.clock.advance(19_000);
    bench.feed.hearTrades(all.slice(2, 3), false, { late: true });
    await bench.clock.advance(10_000);
    // 10 s before what the local clock says.
    bench.feed.hearTrades(all.slice(3, 4));
    await bench.clock.advance(25_000);
    assert.deepEqual(
      bench.news().map((told) => `${told.atMs} ${figures(told)}`),
      ['52000 0 100 100 100 100 3 final'],
    );
    await bench.clock.advance(4000);
    bench.feed.hearTrades(all.slice(4), false, { late: true });
    await bench.clock.advance(54_000);
    assert.deepEqual(
      bench.news().map((told) => `${told.atMs} ${figures(told)}`),
      ['112000 1 100 100 100 100 1 final'],
    );
  });

  it('ends candles at their time after an outage, however old the trades are that are told at its end', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 65_000 }]);
    const bench = candleBench(all, { pace: { kind: 'final' }, emptyCandles: 'repeat', tellStale: false });
    await play(bench, all.slice(0, 2));
    bench.feed.stale();
    await bench.clock.advance(300_000);
    bench.feed.hearTrades(all.slice(2), true);
    bench.feed.live();
    await bench.clock.advance(1000);
    assert.equal(bench.news().length, 5);
    await bench.clock.advance(120_000);
    assert.deepEqual(
      bench.news().map((told) => told.atMs),
      [362_000, 422_000],
    );
  });

  it('remembers over any number of deploys what messages will ask for again, and no more than may be followed', () => {
    const told = { candlesToldMs: START_MS };
    const before = new Map(['ETH-USD', 'BTC-USD'].map((id) => [id, told]));
    const quiet = streamBench({ channel: 'candles' }, [], START_MS, before);
    assert.deepEqual([...quiet.streams.memories()], [...before]);
    quiet.streams.follow(['BTC-USD']);
    assert.deepEqual([...quiet.streams.memories().keys()], ['BTC-USD', 'ETH-USD']);
    const many = new Map(Array.from({ length: MOST_PRODUCTS }, (_, index) => [`C${index}-USD`, told]));
    const { streams } = streamBench({ channel: 'candles' }, ['BTC-USD'], START_MS, many);
    assert.equal(streams.memories().size, MOST_PRODUCTS);
    assert.ok(streams.memories().has('BTC-USD'));
  });

  it('sets no timer that is too long for setTimeout, whatever the time of a trade', () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: -5 * 365 * 86_400_000 }]);
    const bench = candleBench(all);
    const waits: number[] = [];
    const clock = { ...bench.clock };
    Object.assign(bench.clock, {
      after(ms: number, run: () => void) {
        waits.push(ms);
        return clock.after(ms, run);
      },
    });
    for (const trade of all) bench.feed.hearTrades([trade]);
    bench.feed.stale('gap');
    bench.feed.live();
    assert.ok(waits.length > 0);
    assert.ok(Math.max(...waits) < 2 ** 31, waits.join());
  });

  it('leaves out a trade without a time, or of the future, and reads what it would have told', async () => {
    for (const time of ['', new Date(START_MS + 5 * 3_600_000).toISOString()]) {
      const all = tradesOf([-1000, 1000, 2000, 3000, 61_000, 62_500].map((atMs) => ({ atMs })));
      const bench = candleBench(all, { pace: { kind: 'final' } });
      const wrong = { ...(all[2] as Trade), time };
      await play(bench, all.slice(0, 2));
      bench.feed.hearTrades([wrong]);
      await play(bench, all.slice(3));
      await bench.clock.advance(62_000);
      assert.deepEqual(
        bench.news().map(figures),
        ['0 100 100 100 100 3 final', '1 100 100 100 100 2 final'],
        `time ${time}`,
      );
      const [memory] = bench.streams.memories().values();
      assert.equal(memory?.candlesToldMs, START_MS + 120_000);
    }
  });

  it('believes the trades where the clock of the machine is hours behind', async () => {
    const all = tradesOf([-1000, 1000, 2000, 61_000, 62_500].map((atMs) => ({ atMs })));
    const bench = candleBench(all, { pace: { kind: 'final' }, emptyCandles: 'skip' });
    bench.clock.jump(-5 * 3_600_000);
    bench.feed.read = restOf(all, () => bench.clock.now() + 5 * 3_600_000);
    for (const trade of all) {
      const atMs = Date.parse(trade.time) - START_MS;
      await bench.clock.advance(Math.max(0, atMs - bench.clock.elapsed()));
      bench.feed.hearTrades([trade]);
    }
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.news().map(figures), ['0 100 100 100 100 2 final', '1 100 100 100 100 2 final']);
  });

  it('reads again what the feed could not fill', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 50_000, price: '200' }, { atMs: 70_000 }]);
    const bench = candleBench(all, { pace: { kind: 'final' }, tellStale: false });
    await play(bench, all.slice(0, 2));
    bench.feed.stale('gap');
    await play(bench, all.slice(3));
    bench.feed.live();
    await bench.clock.advance(0);
    assert.deepEqual(bench.news().map(figures), ['0 100 200 100 200 2 final']);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.news().map(figures), ['1 100 100 100 100 1 final']);
  });

  it('reads again what the feed says that it could not fill, though no later trade shows it', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 50_000, price: '200' }]);
    const bench = candleBench(all, { pace: { kind: 'final' }, tellStale: false });
    await play(bench, all.slice(0, 2));
    await bench.clock.advance(54_000);
    bench.feed.stale('gap');
    bench.feed.stale('gap', { from: '3', to: '3', count: 1 });
    bench.feed.live();
    await bench.clock.advance(10_000);
    assert.deepEqual(bench.news().map(figures), ['0 100 200 100 200 2 final']);
  });

  it('waits for REST that fails, tells that, and still tells each candle once and in order', async () => {
    const all = tradesOf([{ atMs: 1000 }, { atMs: 2000 }, { atMs: 70_000 }, { atMs: 130_000 }]);
    const bench = candleBench(all, { pace: { kind: 'final' } });
    const { read } = bench.feed;
    bench.feed.read = () => Promise.reject(new Error('no line'));
    await play(bench, all.slice(1));
    assert.deepEqual(bench.news(), []);
    assert.deepEqual(
      bench.failed.map(({ error }) => error.code),
      ['NETWORK'],
      'once, not at each try',
    );
    bench.feed.read = read;
    await bench.clock.advance(70_000);
    assert.deepEqual(bench.news().map(figures), [
      '0 100 100 100 100 2 final',
      '1 100 100 100 100 1 final',
      '2 100 100 100 100 1 final',
    ]);
  });

  it('reads again, a little later, a candle that the exchange has not written down as it was heard', async () => {
    const all = tradesOf([{ atMs: 1000 }, { atMs: 2000 }, { atMs: 59_000, price: '150' }]);
    const bench = candleBench(all, { pace: { kind: 'final' } });
    const { read } = bench.feed;
    let lagging = true;
    bench.feed.read = (span) => (lagging ? restOf(all.slice(0, 2), () => Infinity)(span) : read(span));
    await play(bench, all.slice(1));
    await bench.clock.advance(4000);
    assert.deepEqual(bench.news(), []);
    lagging = false;
    await bench.clock.advance(4000);
    assert.deepEqual(bench.news().map(figures), ['0 100 150 100 150 3 final']);
  });

  it('takes the exchange’s clock, by its trades, not the one of this machine', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 2000 }]);
    const bench = streamBench(
      { channel: 'candles', pace: { kind: 'final' } },
      ['BTC-USD'],
      START_MS + 40_000,
    );
    for (const trade of all) bench.feed.hearTrades([trade]);
    await bench.clock.advance(59_900);
    assert.deepEqual(bench.news(), [], 'this machine is 38 seconds fast');
    await bench.clock.advance(200);
    assert.equal(bench.news().length, 1);
  });

  it('goes on over another connection: what was over meanwhile is read and told', async () => {
    const all = tradesOf([
      { atMs: -1000 },
      { atMs: 1000 },
      { atMs: 2000 },
      { atMs: 70_000 },
      { atMs: 131_000 },
    ]);
    const bench = candleBench(all, { pace: { kind: 'final' }, tellStale: false });
    await play(bench, all.slice(0, 2));
    const other = new FakeFeed();
    other.read = bench.feed.read;
    bench.feed.stale();
    await bench.clock.advance(130_000);
    bench.connect(other);
    other.hearTrades(all.slice(4));
    other.live();
    await bench.clock.advance(130_000);
    assert.deepEqual(bench.news().map(figures), [
      '0 100 100 100 100 2 final',
      '1 100 100 100 100 1 final',
      '2 100 100 100 100 1 final',
    ]);
  });

  it('tells the candle that a pause lies over the end of, once', async () => {
    const all = tradesOf([{ atMs: -1000 }, { atMs: 1000 }, { atMs: 61_000 }, { atMs: 65_000 }]);
    const bench = candleBench(all, { pace: { kind: 'final' } });
    await play(bench, all.slice(0, 3));
    bench.streams.pause();
    await bench.clock.advance(3000);
    bench.streams.resume();
    bench.feed.live();
    bench.feed.hearTrades(all.slice(2, 3));
    await play(bench, all.slice(3));
    await bench.clock.advance(60_000);
    const finals = bench.news().filter(({ payload }) => candleOf({ payload } as Told).final);
    assert.deepEqual(finals.map(figures), ['0 100 100 100 100 1 final', '1 100 100 100 100 2 final']);
  });

  /** One trade a minute before {@link START_MS}, and two after. */
  const aMinuteEach = (minutes: number): readonly Trade[] =>
    tradesOf([
      ...Array.from({ length: minutes }, (_, n) => ({ atMs: (n - minutes) * 60_000 + 1000 })),
      { atMs: 1000 },
      { atMs: 61_000 },
    ]);
  const minuteOf = (told: Told): number => (Date.parse(candleOf(told).start) - START_MS) / 60_000;

  it('tells what was over while the node was not there, each once, the last 300, and how many before', async () => {
    const all = aMinuteEach(310);
    const bench = candleBench(
      all,
      { pace: { kind: 'final' } },
      { candlesToldMs: START_MS - 305 * 60_000, kept: true },
    );
    bench.feed.hearTrades(all.slice(309, 310));
    await play(bench, all.slice(310));
    await bench.clock.advance(2000);
    const told = bench.news();
    assert.deepEqual(
      told.map(minuteOf),
      Array.from({ length: 301 }, (_, n) => n - 300),
    );
    assert.deepEqual(new Set(told.map(({ skipped }) => skipped)), new Set([5]));
    assert.deepEqual([told[0]?.recovered, told.at(-1)?.recovered], [true, false]);
    assert.deepEqual(
      bench.feed.reads.map(({ startMs, endMs }) => (endMs - startMs) / 60_000),
      [300, 1],
      'one answer, and again the one that was not over yet',
    );
  });

  it('leaves nothing out, and says so, where exactly so many were over', async () => {
    const all = aMinuteEach(300);
    const bench = candleBench(
      all,
      { pace: { kind: 'final' } },
      { candlesToldMs: START_MS - 300 * 60_000, kept: true },
    );
    bench.feed.hearTrades(all.slice(299, 300));
    await bench.clock.advance(3000);
    const told = bench.news();
    assert.deepEqual([told.length, told[0]?.skipped], [300, undefined]);
  });

  it('repeats the last price from before a restart in candles without a trade, and leaves none out', async () => {
    const first = candleBench(tradesOf([{ atMs: -1000 }, { atMs: 1000, price: '99' }, { atMs: 63_000 }]));
    await play(first, tradesOf([{ atMs: -1000 }, { atMs: 1000, price: '99' }, { atMs: 63_000 }]));
    const { lastClose } = first.streams.memories().get('BTC-USD') ?? {};
    assert.equal(lastClose, '99');
    const all = tradesOf([{ atMs: 1000 }, { atMs: 61_000 }]);
    const memory = { candlesToldMs: START_MS - 2 * 60_000, lastClose, kept: true } as const;
    const bench = candleBench(all, { pace: { kind: 'final' }, emptyCandles: 'repeat' }, memory);
    await play(bench, all);
    await bench.clock.advance(2000);
    assert.deepEqual(bench.news().map(figures), [
      '-2 99 99 99 99 0 final',
      '-1 99 99 99 99 0 final',
      '0 100 100 100 100 1 final',
    ]);
  });

  it('takes a memory once: a product that is left and followed again begins anew', async () => {
    const all = aMinuteEach(3);
    const bench = candleBench(
      all,
      { pace: { kind: 'final' } },
      { candlesToldMs: START_MS - 60_000, kept: true },
    );
    bench.feed.hearTrades(all.slice(2, 3));
    await bench.clock.advance(3000);
    assert.deepEqual(bench.news().map(minuteOf), [-1]);
    bench.streams.follow([]);
    bench.streams.follow(['BTC-USD']);
    bench.feed.live();
    bench.feed.hearTrades(all.slice(2, 3));
    await bench.clock.advance(3000);
    assert.deepEqual(bench.news(), [], 'never twice');
  });

  it('remembers a pause over a restart: of what was over meanwhile the last one is told', async () => {
    const first = candleBench(aMinuteEach(3), { pace: { kind: 'final' } });
    first.streams.pause();
    const memory = first.streams.memories().get('BTC-USD');
    assert.deepEqual(memory, { candlesToldMs: START_MS, paused: true }, 'nothing was heard yet');
    const all = aMinuteEach(3);
    const bench = candleBench(
      all,
      { pace: { kind: 'final' } },
      { candlesToldMs: START_MS - 3 * 60_000, paused: true, kept: true },
    );
    bench.feed.hearTrades(all.slice(2, 3));
    await bench.clock.advance(3000);
    assert.deepEqual(
      bench.news().map((told) => [minuteOf(told), told.skipped]),
      [[-1, undefined]],
    );
  });

  for (const size of candleSizes)
    it(`tells those of ${size} s, the one that forms at the start included, over the ends of days and months`, async () => {
      const startMs = Date.parse('2028-02-29T20:00:00.000Z');
      const shares = [-0.7, -0.2, 0.1, 0.9, 1.3, 1.31, 2.2, 4.05, 5.5];
      const all = shares.map((share, index): Trade => {
        const time = new Date(startMs + share * size * 1000).toISOString();
        const [trade_id, price] = [String(index + 1), String(100 + ((index * 7) % 5))];
        return { trade_id, product_id: 'BTC-USD', price, size: '0.1', side: 'buy', time };
      });
      const bench = streamBench(
        { channel: 'candles', candleSize: size, pace: { kind: 'final' } },
        undefined,
        startMs,
      );
      bench.feed.read = ({ startMs: from, endMs }) => {
        const made = all.filter(({ time }) => Date.parse(time) <= bench.clock.now());
        const inside = ({ start }: Candle): boolean => Date.parse(start) >= from && Date.parse(start) < endMs;
        return Promise.resolve(trueCandles(made, size).filter(inside));
      };
      bench.feed.hearTrades(all.slice(1, 2));
      await play(bench, all.slice(2));
      await bench.clock.advance(size * 1000);
      const told = bench.told.map(candleOf).map(({ final: _final, ...candle }) => candle);
      const over = trueCandles(all, size).filter(({ start }) => {
        const at = Date.parse(start);
        return at >= startOf(startMs, size) && at + size * 1000 + 2000 <= bench.clock.now();
      });
      assert.deepEqual(told, over);
      assert.ok(over.length >= 4);
      bench.streams.end();
    });

  it('tells each candle once and truly, whatever the feed loses, fills or repeats', async () => {
    const scenario = fc.record({
      trades: someTrades,
      what: fc.array(fc.constantFrom('hear', 'hear', 'hear', 'lose', 'outage'), {
        minLength: 60,
        maxLength: 60,
      }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ trades, what }) => {
        const bench = candleBench(trades, { tellStale: false, staleMs: 1e9 });
        let lost: Trade[] = [];
        for (const [index, trade] of trades.entries()) {
          await bench.clock.advance(Math.max(0, Date.parse(trade.time) - bench.clock.now()));
          const happens = index === 0 || index === trades.length - 1 ? 'hear' : what[index];
          if (happens === 'lose' || happens === 'outage') {
            bench.feed.stale(happens === 'lose' ? 'gap' : 'disconnected');
            // What an outage hides is filled by the feed; what is lost is not.
            if (happens === 'outage') lost.push(trade);
          } else if (happens === 'hear') {
            if (lost.length > 0) bench.feed.hearTrades(lost, true);
            lost = [];
            bench.feed.hearTrades([trade]);
            bench.feed.live();
          }
        }
        await bench.clock.advance(200_000);
        const finals = bench.told.map(candleOf).filter(({ final }) => final);
        const from = startOf(START_MS, 60);
        const truth = trueCandles(trades, 60).filter(({ start }) => Date.parse(start) >= from);
        assert.deepEqual(
          finals.map(({ final: _final, ...candle }) => candle),
          truth,
        );
        assert.deepEqual(bench.failed, []);
        bench.streams.end();
        assert.equal(bench.clock.pending(), 0);
      }),
      { numRuns: 150 },
    );
  });
});
