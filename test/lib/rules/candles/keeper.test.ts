import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CandleKeeper,
  GRACE_MS,
  MOST_BACK,
  startOf,
  type FinalCandle,
} from '../../../../nodes/lib/rules/candles';
import { candleSizes, type Candle, type Trade } from '../../../../nodes/lib/rules/market-data';
import { PRODUCT, someTrades, START_MS, tradesOf, trueCandles } from './market';

const keeperOf = (empty: 'skip' | 'repeat' = 'skip', fromMs = START_MS): CandleKeeper =>
  new CandleKeeper({ productId: PRODUCT, size: 60, empty, fromMs });

function finals(keeper: CandleKeeper): FinalCandle[] {
  const found: FinalCandle[] = [];
  for (let next = keeper.next(); next; next = keeper.next()) found.push(next);
  return found;
}

const hear = (keeper: CandleKeeper, trades: readonly Trade[]): void =>
  trades.forEach((trade) => keeper.add(trade, false));

/** A keeper that knows all from here on: the last trade was before the first candle. */
function wholeKeeper(empty?: 'skip' | 'repeat'): CandleKeeper {
  const keeper = keeperOf(empty);
  const [before] = tradesOf([{ atMs: -5000, price: '99' }]);
  assert.ok(before);
  keeper.add({ ...before, trade_id: '0' }, false);
  return keeper;
}

const figures = (candle: Candle | undefined): string | undefined =>
  candle && [candle.open, candle.high, candle.low, candle.close, candle.volume].join(' ');

describe('candles out of trades', () => {
  it('begin at whole multiples of their size since 1970', () => {
    for (const size of candleSizes) {
      const startMs = startOf(START_MS + 12_345, size);
      assert.equal(startMs % (size * 1000), 0);
      assert.ok(startMs <= START_MS + 12_345 && startMs + size * 1000 > START_MS + 12_345);
      assert.equal(startOf(startMs, size), startMs);
      assert.equal(startOf(startMs - 1, size), startMs - size * 1000);
    }
  });

  it('have open, high, low, close and the exact volume; a trade at the boundary is in the later one', () => {
    const keeper = wholeKeeper();
    hear(
      keeper,
      tradesOf([
        { atMs: 0, price: '100.10', size: '0.1' },
        { atMs: 1000, price: '100.3', size: '0.2' },
        { atMs: 59_999, price: '99.9', size: '0.00000001' },
        { atMs: 60_000, price: '100', size: '5' },
      ]),
    );
    assert.equal(figures(keeper.forming()), '100 100 100 100 5');
    assert.deepEqual(finals(keeper), [], 'its last trades may still be on their way');
    keeper.passed(START_MS + 60_000 + GRACE_MS);
    const [final] = finals(keeper);
    assert.equal(figures(final?.candle), '100.1 100.3 99.9 99.9 0.30000001');
    assert.equal(final?.candle.start, new Date(START_MS).toISOString());
    assert.equal(final.recovered, false);
  });

  it('are over with a trade or with the clock, two seconds past the end and not before', () => {
    const byClock = wholeKeeper();
    hear(byClock, tradesOf([{ atMs: 0 }]));
    byClock.passed(START_MS + 60_000 + GRACE_MS - 1);
    assert.equal(finals(byClock).length, 0);
    byClock.passed(byClock.dueMs);
    assert.equal(finals(byClock).length, 1);
    const byTrade = wholeKeeper();
    hear(byTrade, tradesOf([{ atMs: 0 }, { atMs: 60_000 + GRACE_MS - 1 }]));
    assert.equal(finals(byTrade).length, 0);
    byTrade.add({ ...(tradesOf([{ atMs: 60_000 + GRACE_MS }])[0] as Trade), trade_id: '3' }, false);
    assert.equal(finals(byTrade).length, 1);
    assert.equal(figures(byTrade.forming()), '100 100 100 100 2');
  });

  it('count a trade in the candle of its own time while that was not told, and as late afterwards', () => {
    const keeper = wholeKeeper();
    hear(keeper, tradesOf([{ atMs: 1000 }, { atMs: 60_500, price: '101' }, { atMs: 59_900, price: '98' }]));
    keeper.passed(START_MS + 60_000 + GRACE_MS);
    assert.equal(figures(finals(keeper)[0]?.candle), '100 100 98 98 2');
    assert.equal(keeper.late, 0);
    const late = { ...(tradesOf([{ atMs: 59_950, price: '1' }])[0] as Trade), trade_id: '4' };
    keeper.add(late, false);
    assert.equal(keeper.late, 1);
    assert.equal(figures(keeper.forming()), '101 101 101 101 1', 'no other candle gets it');
    assert.deepEqual(finals(keeper), []);
  });

  it('skip a span without a trade, or repeat the last price with volume 0', () => {
    const trades = tradesOf([
      { atMs: 70_000, price: '101' },
      { atMs: 190_000, price: '102' },
    ]);
    const closes = (empty: 'skip' | 'repeat'): string[] => {
      const keeper = wholeKeeper(empty);
      hear(keeper, trades);
      keeper.passed(START_MS + 300_000 + GRACE_MS);
      return finals(keeper).map(
        ({ candle }) => `${(Date.parse(candle.start) - START_MS) / 1000} ${figures(candle)}`,
      );
    };
    assert.deepEqual(closes('skip'), ['60 101 101 101 101 1', '180 102 102 102 102 1']);
    assert.deepEqual(closes('repeat'), [
      '0 99 99 99 99 0',
      '60 101 101 101 101 1',
      '120 101 101 101 101 0',
      '180 102 102 102 102 1',
      '240 102 102 102 102 0',
    ]);
  });

  it('read the first one, which began before anything was heard, and tell nothing of it until then', () => {
    const keeper = keeperOf();
    const all = tradesOf([
      { atMs: 1000, price: '90', size: '3' },
      { atMs: 2000, price: '110', size: '2' },
      { atMs: 3000, price: '100' },
      { atMs: 4000, price: '101' },
    ]);
    hear(keeper, all.slice(2));
    assert.equal(keeper.forming(), undefined);
    const span = keeper.missing();
    assert.ok(span);
    assert.deepEqual([span.startMs, span.endMs], [START_MS, START_MS + 60_000]);
    assert.ok(keeper.learn(span, trueCandles(all.slice(0, 3), 60)), 'read before the last trade');
    assert.equal(figures(keeper.forming()), '90 110 90 101 7', 'which is counted on top');
    assert.equal(keeper.missing(), undefined);
    keeper.passed(START_MS + 60_000 + GRACE_MS);
    assert.deepEqual(finals(keeper), [], 'what the answer held exactly is not known');
    const again = keeper.missing();
    assert.ok(again);
    assert.ok(keeper.learn(again, trueCandles(all, 60)));
    const [final] = finals(keeper);
    assert.equal(figures(final?.candle), '90 110 90 101 7');
    assert.equal(final?.recovered, true);
  });

  it('do not take an answer for a candle that is over which lacks what was heard, unless they must', () => {
    const keeper = keeperOf();
    const all = tradesOf([{ atMs: 1000 }, { atMs: 2000 }, { atMs: 3000, price: '120' }]);
    hear(keeper, all.slice(1));
    keeper.passed(START_MS + 60_000 + GRACE_MS);
    const span = keeper.missing();
    assert.ok(span);
    assert.equal(
      keeper.learn(span, trueCandles(all.slice(0, 2), 60)),
      false,
      'the high and the close are others',
    );
    assert.equal(keeper.learn(span, []), false);
    assert.deepEqual(finals(keeper), []);
    assert.ok(keeper.learn(span, trueCandles(all.slice(0, 2), 60), true));
    assert.equal(figures(finals(keeper)[0]?.candle), '100 120 100 120 2', 'what both together tell');
  });

  it('leave out what is older than the longest gap, and say how much', () => {
    const keeper = wholeKeeper('repeat');
    hear(keeper, tradesOf([{ atMs: 1000 }]));
    keeper.passed(START_MS + (MOST_BACK + 10) * 60_000 + GRACE_MS);
    const told = finals(keeper);
    assert.equal(told.length, MOST_BACK);
    assert.equal(keeper.skipped, 10);
    assert.equal(Date.parse(told[0]?.candle.start ?? ''), START_MS + 10 * 60_000);
  });

  it('read anew what a trade without a readable time leaves out', () => {
    const keeper = wholeKeeper();
    const all = tradesOf([{ atMs: 1000 }, { atMs: 2000, price: '103' }, { atMs: 3000 }]);
    hear(
      keeper,
      all.map((trade, index) => (index === 1 ? { ...trade, time: '' } : trade)),
    );
    keeper.passed(START_MS + 60_000 + GRACE_MS);
    assert.deepEqual(finals(keeper), []);
    const span = keeper.missing();
    assert.ok(span);
    assert.ok(keeper.learn(span, trueCandles(all, 60)));
    assert.equal(figures(finals(keeper)[0]?.candle), '100 103 100 100 3');
    assert.deepEqual([keeper.toldMs, keeper.skipped, keeper.late], [START_MS + 60_000, 0, 0]);
  });

  it('begin anew with the ids of the trades: what was heard before is forgotten, what was not told is read', () => {
    const keeper = wholeKeeper('repeat');
    const id = (trade: Trade, trade_id: number): Trade => ({ ...trade, trade_id: String(trade_id) });
    const old = tradesOf([
      { atMs: 1000, price: '7' },
      { atMs: 61_000, price: '7' },
      { atMs: 65_000, price: '7' },
    ]);
    hear(
      keeper,
      old.map((trade, index) => id(trade, index === 0 ? 1 : 500 + index)),
    );
    keeper.learn(
      { startMs: START_MS, endMs: START_MS + 60_000, overMs: START_MS + 60_000 },
      trueCandles(old.slice(0, 1), 60),
    );
    assert.equal(finals(keeper).length, 1);
    const anew = tradesOf([{ atMs: 65_500 }, { atMs: 70_000 }, { atMs: 80_000, price: '101' }]);
    hear(keeper, anew);
    keeper.passed(START_MS + 180_000 + GRACE_MS);
    assert.deepEqual(finals(keeper), []);
    const span = keeper.missing();
    assert.ok(span);
    assert.equal(span.startMs, START_MS + 60_000);
    assert.ok(keeper.learn(span, trueCandles(anew, 60)));
    assert.deepEqual(
      finals(keeper).map(({ candle }) => figures(candle)),
      ['100 101 100 101 3', '101 101 101 101 0'],
    );
    assert.equal(keeper.late, 0);
  });

  it('are not begun anew by an old trade that comes again', () => {
    const keeper = wholeKeeper();
    const all = tradesOf([{ atMs: 1000 }, { atMs: 2000 }, { atMs: 5000 }]);
    hear(keeper, [...all, ...all.slice(0, 2), ...all]);
    keeper.passed(START_MS + 60_000 + GRACE_MS);
    assert.equal(figures(finals(keeper)[0]?.candle), '100 100 100 100 3');
    assert.equal(keeper.missing(), undefined);
  });

  it('count no trade as late whose candle was never to be told', () => {
    const keeper = keeperOf();
    hear(keeper, tradesOf([{ atMs: 0 }, { atMs: -1 }]));
    assert.equal(keeper.late, 0);
  });

  it('are told exactly once each and are true, whatever was missed and whenever it was read', () => {
    const scenario = fc.record({
      trades: someTrades,
      joinedAt: fc.nat(59),
      missed: fc.array(fc.nat(59), { maxLength: 12 }),
      readAt: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      ahead: fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }),
    });
    fc.assert(
      fc.property(scenario, ({ trades, joinedAt, missed, readAt, ahead }) => {
        const first = Math.min(joinedAt, trades.length - 1);
        const joined = trades[first] as Trade;
        const joinedMs = startOf(Date.parse(joined.time), 60);
        // What came before the first trade that is heard is not in a candle after its own.
        fc.pre(trades.slice(0, first).every(({ time }) => startOf(Date.parse(time), 60) <= joinedMs));
        const keeper = keeperOf('skip', joinedMs);
        const told: Candle[] = [];
        const read = (known: readonly Trade[]): void => {
          const span = keeper.missing();
          if (span)
            assert.ok(
              keeper.learn(
                span,
                trueCandles(known, 60).filter(({ start }) => inside(start, span)),
              ),
            );
          told.push(...finals(keeper).map(({ candle }) => candle));
        };
        trades.slice(first).forEach((trade, index) => {
          const last = index === trades.length - first - 1;
          if (index > 0 && !last && missed.includes(index)) return;
          keeper.add(trade, false);
          // The exchange knows some trades more than were heard.
          const known = trades.slice(0, first + index + 1 + (ahead[index] ?? 0));
          if (readAt[index] || last) read(known);
        });
        keeper.passed(Date.parse(trades.at(-1)?.time ?? '') + 120_000);
        read(trades);
        read(trades);
        const from = startOf(Date.parse(joined.time), 60);
        const truth = trueCandles(trades, 60).filter(({ start }) => Date.parse(start) >= from);
        assert.deepEqual(told, truth);
        assert.equal(keeper.late, 0);
      }),
      { numRuns: 500 },
    );
  });
});

function inside(
  start: string,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): boolean {
  return Date.parse(start) >= startMs && Date.parse(start) < endMs;
}
