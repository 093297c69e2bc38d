import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TradeBatch } from '../../../../nodes/lib/api';
import { MOST_FILLED, type PastTrades } from '../../../../nodes/lib/api/feed/fill';
import { createTradesChannel, type TradesChannel } from '../../../../nodes/lib/api/feed/trades';
import type { Trade } from '../../../../nodes/lib/rules/market-data';
import { virtualClock, type VirtualClock } from '../virtual-clock';
import { hear, type Heard } from './hear';

const START_MS = 1_800_000_000_000;
const tradeOf = (id: number, atMs = id * 1000): Trade => ({
  trade_id: String(id),
  product_id: 'BTC-USD',
  price: '100',
  size: '1',
  side: 'buy',
  time: new Date(START_MS + atMs).toISOString(),
});

/** An exchange that lists every trade below what it knows, the newest first. */
function listed(known: () => number, page = 100, missing: ReadonlySet<number> = new Set()): PastTrades {
  return async function* pages({ from, to }) {
    for (let high = Math.min(to, known()); high >= from; high -= page) {
      await Promise.resolve();
      const rows: Trade[] = [];
      for (let id = high; id > high - page && id > 0; id -= 1) if (!missing.has(id)) rows.push(tradeOf(id));
      yield rows;
    }
  };
}

describe('trades', () => {
  let clock: VirtualClock;
  let channel: TradesChannel;
  let heard: Heard<TradeBatch>;
  const start = (past: PastTrades): void => {
    clock = virtualClock();
    channel = createTradesChannel('BTC-USD', { clock, past, used: () => undefined });
    heard = hear<TradeBatch>();
    channel.topic.join(heard);
    channel.granted();
  };
  const ids = (): number[] =>
    heard.updates.flatMap(({ trades }) => trades.map(({ trade_id }) => Number(trade_id)));
  /** A while without news, in which heartbeats come. */
  const settle = async (lastTradeId?: number): Promise<void> => {
    for (let second = 0; second < 40; second += 1) {
      if (lastTradeId !== undefined) channel.beat(lastTradeId);
      await clock.advance(1000);
    }
  };

  it('come whole, once and in order, whatever is lost, repeated or re-ordered on the way', async () => {
    const step = fc.oneof(
      { arbitrary: fc.constant({ kind: 'trade' } as const), weight: 8 },
      fc.record({ kind: fc.constant('lose' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('repeat' as const), back: fc.integer({ min: 0, max: 20 }) }),
      fc.constant({ kind: 'swap' } as const),
      fc.constant({ kind: 'beat' } as const),
      fc.constant({ kind: 'disconnect' } as const),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        let newest = 100;
        start(listed(() => newest, 7));
        await clock.advance(0);
        channel.hear([tradeOf(newest)], true);
        for (const one of steps) {
          if (one.kind === 'trade') channel.hear([tradeOf((newest += 1))]);
          if (one.kind === 'lose') newest += one.count;
          if (one.kind === 'repeat') channel.hear([tradeOf(Math.max(1, newest - one.back))]);
          if (one.kind === 'swap') {
            newest += 2;
            channel.hear([tradeOf(newest)]);
            channel.hear([tradeOf(newest - 1)]);
          }
          if (one.kind === 'beat') channel.beat(newest);
          if (one.kind === 'wait') await clock.advance(one.ms);
          if (one.kind === 'disconnect') {
            channel.lost({ reason: 'disconnected', sinceMs: clock.now() });
            newest += 3;
            channel.granted();
            channel.hear([tradeOf(newest)], true);
          }
        }
        await settle(newest);
        const expected = Array.from({ length: newest - 99 }, (_, index) => 100 + index);
        assert.deepEqual(ids(), expected);
        assert.equal(heard.kinds.at(-1), 'live');
        assert.equal(clock.pending(), 0);
        channel.close();
      }),
      { numRuns: 150 },
    );
  });

  it('wait for those that are only late, without asking for them', async () => {
    let asked = 0;
    start(async function* none() {
      asked += 1;
      await Promise.resolve();
      yield [];
    });
    await clock.advance(0);
    channel.hear([tradeOf(1)], true);
    channel.hear([tradeOf(3)]);
    channel.hear([tradeOf(2)]);
    await settle();
    assert.deepEqual(ids(), [1, 2, 3]);
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    assert.equal(asked, 0);
  });

  it('are asked for again while the list over REST is behind', async () => {
    let known = 5;
    start(listed(() => known));
    await clock.advance(0);
    channel.hear([tradeOf(5)], true);
    channel.hear([tradeOf(9)]);
    await clock.advance(300);
    channel.hear([tradeOf(10)]);
    assert.equal(heard.kinds.at(-1), 'stale gap');
    assert.deepEqual(ids(), [5], 'what comes meanwhile waits');
    known = 9;
    await clock.advance(1000);
    assert.deepEqual(ids(), [5, 6, 7, 8, 9, 10]);
    assert.deepEqual(
      heard.updates.map(({ recovered, late = false }) => [recovered, late]),
      [
        [false, false],
        [true, false],
        [false, true],
      ],
      'what had to wait is late',
    );
    assert.equal(heard.kinds.at(-1), 'live');
    channel.hear([tradeOf(11)]);
    channel.hear([tradeOf(13)]);
    channel.hear([tradeOf(12)]);
    assert.deepEqual(ids().slice(-3), [11, 12, 13]);
    assert.ok(!heard.updates.slice(-2).some(({ late }) => late), 'a change of order is none');
  });

  for (const count of [1, 3])
    it(`that the exchange itself tells after an outage are no news of now: ${count}`, async () => {
      start(listed(() => 0));
      await clock.advance(0);
      channel.hear([tradeOf(5)], true);
      channel.lost({ reason: 'disconnected', sinceMs: clock.now() });
      await clock.advance(300_000);
      channel.granted();
      channel.hear(
        Array.from({ length: count + 2 }, (_, index) => tradeOf(4 + index)),
        true,
      );
      assert.equal(heard.order.at(-1), 'live', 'only after they are told');
      channel.hear([tradeOf(6 + count, 310_000)]);
      assert.deepEqual(
        heard.updates.map(({ trades, recovered }) => [trades.map(({ trade_id }) => trade_id), recovered]),
        [
          [['5'], false],
          [Array.from({ length: count }, (_, index) => String(6 + index)), true],
          [[String(6 + count)], false],
        ],
      );
      await settle();
      assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale disconnected', 'live']);
    });

  it('go on after a gap that cannot be filled, which is said', async () => {
    start(() => {
      throw new Error('no network');
    });
    await clock.advance(0);
    channel.hear([tradeOf(5)], true);
    channel.hear([tradeOf(9)]);
    await settle();
    assert.deepEqual(ids(), [5, 9]);
    const unfilled = heard.states.find((state) => state.kind === 'stale' && state.unfilled);
    assert.deepEqual(unfilled, {
      kind: 'stale',
      reason: 'gap',
      sinceMs: unfilled?.kind === 'stale' && unfilled.sinceMs,
      detail: '3 trades were not read: no network',
      unfilled: { from: '6', to: '8', count: 3 },
    });
    assert.equal(heard.kinds.at(-1), 'live');
  });

  it('of another market are forgotten, with what they said of ids', async () => {
    start(listed(() => 0));
    await clock.advance(0);
    channel.forget();
    assert.deepEqual(heard.kinds, ['connecting'], 'there is nothing to forget');
    channel.hear([tradeOf(5000)], true);
    channel.forget();
    channel.hear([tradeOf(2), tradeOf(3)], true);
    channel.hear([tradeOf(4)]);
    await settle();
    assert.deepEqual(ids(), [5000, 3, 4]);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
    assert.doesNotMatch(JSON.stringify(heard.states), /unfilled/);
  });

  it('of a gap that is too large are read from its end', async () => {
    const newest = 20_000 + MOST_FILLED;
    start(listed(() => newest, 1000));
    await clock.advance(0);
    channel.hear([tradeOf(5)], true);
    channel.hear([tradeOf(newest)]);
    await settle();
    const told = ids();
    assert.equal(told.length, MOST_FILLED + 2);
    assert.deepEqual([told[0], told[1], told.at(-1)], [5, newest - MOST_FILLED, newest]);
    assert.match(JSON.stringify(heard.states), /the trades 6 to 19999 are too many to be read over REST/);
    assert.match(JSON.stringify(heard.states), /"unfilled":{"from":"6","to":"19999","count":19994}/);
  });

  it('that wait for a gap to be filled are bounded, and read over REST instead', async () => {
    let [newest, open] = [5, (): void => undefined];
    const opened = new Promise<void>((resolve) => (open = resolve));
    const list = listed(() => newest, 1000);
    start(async function* later(gap, options) {
      await opened;
      yield* list(gap, options);
    });
    await clock.advance(0);
    channel.hear([tradeOf(5)], true);
    newest = 10;
    channel.hear([tradeOf(10)]);
    await clock.advance(300);
    while (newest < 6000) channel.hear([tradeOf((newest += 1))]);
    open();
    await settle();
    assert.deepEqual(
      ids(),
      Array.from({ length: newest - 4 }, (_, index) => 5 + index),
    );
    assert.equal(heard.kinds.at(-1), 'live');
  });

  it('of an exchange whose ids leave some out are believed after a while', async () => {
    let newest = 5;
    const even = new Set(Array.from({ length: 100 }, (_, index) => index * 2));
    let asked = 0;
    const list = listed(() => newest, 1000, even);
    start(async function* counted(gap, options) {
      asked += 1;
      yield* list(gap, options);
    });
    await clock.advance(0);
    channel.hear([tradeOf(5)], true);
    for (let round = 0; round < 10; round += 1) {
      newest += 2;
      channel.hear([tradeOf(newest)]);
      await settle();
    }
    assert.deepEqual(ids(), [5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25]);
    assert.ok(asked < 20, `${asked} questions`);
    asked = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      newest += 2;
      channel.hear([tradeOf(newest)]);
      await settle();
      await clock.advance(20_000);
    }
    assert.equal(ids().at(-1), newest);
    assert.ok(asked > 0 && asked <= 7 * 5, `${asked} questions in an hour, of one gap in ten minutes`);
  });

  describe('after three gaps that REST did not list in time', () => {
    const missing = new Set([6, 8, 10]);
    let newest = 11;
    const ranges = (): string[] =>
      heard.states.flatMap((state) =>
        state.kind === 'stale' && state.unfilled ? [`${state.unfilled.from}-${state.unfilled.to}`] : [],
      );
    beforeEach(async () => {
      newest = 11;
      start(listed(() => newest, 1000, missing));
      await clock.advance(0);
      channel.hear([tradeOf(5)], true);
      for (const id of [7, 9, 11]) {
        channel.hear([tradeOf(id)]);
        await settle();
      }
      assert.deepEqual(ranges(), ['6-6', '8-8', '10-10']);
    });
    const lose = async (count: number): Promise<void> => {
      newest += count + 1;
      channel.hear([tradeOf(newest)]);
      await settle();
    };
    const expectAll = (): void =>
      assert.deepEqual(
        ids(),
        Array.from({ length: newest - 4 }, (_, index) => 5 + index).filter((id) => !missing.has(id)),
      );

    it('are filled again once ids count up by one', async () => {
      for (let count = 0; count < 20; count += 1) channel.hear([tradeOf((newest += 1))]);
      await lose(3);
      expectAll();
    });

    it('are filled again after ten minutes in any case', async () => {
      await clock.advance(600_000);
      await lose(3);
      expectAll();
      await lose(2);
      expectAll();
    });

    it('are filled again after the connection was lost', async () => {
      channel.lost({ reason: 'disconnected', sinceMs: clock.now() });
      channel.granted();
      newest += 4;
      channel.hear([tradeOf(newest)], true);
      await settle();
      expectAll();
    });
  });

  describe('whose ids begin anew', () => {
    beforeEach(async () => {
      start(async function* none() {
        await Promise.resolve();
        yield [];
      });
      await clock.advance(0);
      channel.hear([tradeOf(5000, 0)], true);
      channel.hear([tradeOf(5001, 100)]);
    });

    it('are followed from the first one on, which is told as a gap', async () => {
      channel.lost({ reason: 'disconnected', sinceMs: clock.now() });
      channel.granted();
      channel.hear([tradeOf(1, 200)], true);
      channel.hear([tradeOf(2, 300)]);
      assert.deepEqual(ids(), [5000, 5001], 'not sure yet');
      channel.hear([tradeOf(3, 1200)]);
      channel.hear([tradeOf(4, 1200)]);
      await settle(4);
      assert.deepEqual(ids(), [5000, 5001, 1, 2, 3, 4]);
      assert.deepEqual(heard.kinds, [
        'connecting',
        'live',
        'stale disconnected',
        'live',
        'stale gap',
        'live',
      ]);
      assert.match(JSON.stringify(heard.states), /trade ids began anew: 3 follows 5001/);
    });

    it('are followed after five in a row far below, whatever their time', () => {
      for (let id = 1; id <= 6; id += 1) channel.hear([{ ...tradeOf(id), time: '' }]);
      assert.deepEqual(ids(), [5000, 5001, 1, 2, 3, 4, 5, 6]);
      assert.equal(heard.kinds.at(-1), 'live');
    });

    it('are followed while a gap of the count before is read, which is given up', async () => {
      channel.hear([tradeOf(5010, 200)]);
      await clock.advance(300);
      assert.equal(heard.kinds.at(-1), 'stale gap');
      channel.hear([tradeOf(2, 2000), tradeOf(1, 2000)]);
      await settle(2);
      assert.deepEqual(ids(), [5000, 5001, 1, 2]);
      assert.equal(heard.kinds.at(-1), 'live');
      assert.doesNotMatch(JSON.stringify(heard.states), /unfilled/);
      assert.equal(clock.pending(), 0);
    });

    it('are not taken for that because of old trades that come again or late', async () => {
      channel.hear([tradeOf(4999, -100)]);
      for (let time = 0; time < 20; time += 1) channel.hear([tradeOf(7, -9000)]);
      channel.hear([tradeOf(5001, 100)], true);
      for (const id of [5002, 5003, 5004, 5005, 5006]) {
        channel.hear([tradeOf(id - 4000, -10_000 + id)]);
        channel.hear([tradeOf(id, id)]);
      }
      await settle(5006);
      assert.deepEqual(ids(), [5000, 5001, 5002, 5003, 5004, 5005, 5006]);
      assert.deepEqual(heard.kinds, ['connecting', 'live']);
    });
  });
});
