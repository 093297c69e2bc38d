import assert from 'node:assert/strict';
import {
  createEngine,
  type Engine,
  type EngineTrade,
  parseUnits as u,
  unitsText,
} from '../../../../nodes/lib/sandbox/engine';
import {
  createMarket,
  type Market,
  readCandles,
  sandboxProducts,
} from '../../../../nodes/lib/sandbox/market';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { placed } from '../engine/world';
import { centsPath, firstCandles, recordedCsv } from './recorded';

const CENT = u('0.01');
const csv = firstCandles(recordedCsv(), 120);
const corners = centsPath(csv);

interface Replaying {
  readonly engine: Engine;
  readonly market: Market;
}

function open(text = csv, speed = 1, productId = 'BTC-USD'): Replaying {
  const random = createRandom(1, 'ids');
  const engine = createEngine({
    products: sandboxProducts,
    makerFee: u('0.004'),
    takerFee: u('0.006'),
    newId: () => random.newId(),
  });
  const product = engine.products.get(productId);
  assert.ok(product);
  const market = createMarket({ engine, seed: 1, replays: [{ candles: readCandles(text, product), speed }] });
  market.step(0);
  engine.credit('ann', 'USD', u('1000000000'));
  engine.credit('ann', 'BTC', u('1000'));
  return { engine, market };
}

function best(engine: Engine, id = 'BTC-USD'): { bid: bigint; ask: bigint; last: bigint } {
  const [bid] = engine.levels(id, 'buy', 1);
  const [ask] = engine.levels(id, 'sell', 1);
  const last = lastTrade(engine, id);
  assert.ok(bid && ask && last, `${id} has both sides and a last trade`);
  return { bid: bid.price, ask: ask.price, last: last.price };
}

function lastTrade(engine: Engine, id: string): EngineTrade | undefined {
  for (const trade of engine.trades(id)) return trade;
  return undefined;
}

describe('replayed market', () => {
  it("has the path's price as best bid and last trade, and an ask one step above, at every corner", () => {
    const { engine, market } = open();
    for (const [index, cents] of corners.entries()) {
      market.step(index * 250);
      const price = cents * CENT;
      assert.deepEqual(best(engine), { bid: price, ask: price + CENT, last: price }, `corner ${index}`);
    }
  });

  it('goes by the time alone: at any time the price is that of the corner that is due', () => {
    for (const speed of [1, 3, 1000, 0.5]) {
      const { engine, market } = open(csv, speed);
      for (let now = 0; now < (corners.length * 250) / speed; now += 1 + Math.floor((7 * now) / 9)) {
        market.follow(now + 1 / 1000);
        const legs = (now * 4 * speed) / 1000;
        const price = (corners[Math.floor(legs)] ?? 0n) * CENT;
        if (Number.isInteger(legs) || speed >= 1) assert.equal(best(engine).bid, price, `${speed} at ${now}`);
      }
    }
  });

  it('walks slowly from corner to corner when a candle takes long', () => {
    const { engine, market } = open('time,open,high,low,close\n1,100,108,96,104', 0.1);
    const seen: string[] = [];
    for (let now = 0; now <= 10_000; now += 250) {
      market.step(now);
      seen.push(unitsText(best(engine).bid));
    }
    const toLow = '100 99.6 99.2 98.8 98.4 98 97.6 97.2 96.8 96.4 96';
    const toHigh = '97.2 98.4 99.6 100.8 102 103.2 104.4 105.6 106.8 108';
    assert.equal(seen.slice(0, 21).join(' '), `${toLow} ${toHigh}`);
    assert.deepEqual(seen.slice(30), Array<string>(11).fill('104'));
  });

  it('fills a resting order whole, at its own price, when the path has gone beyond it, however rare the steps are', () => {
    const random = createRandom(4, 'orders');
    const run = (stepMs: number) => {
      const { engine, market } = open();
      const draw = random.fork('prices');
      const orders = Array.from({ length: 60 }, (_, index) => {
        const side = index % 2 === 0 ? ('buy' as const) : ('sell' as const);
        const away = BigInt(1 + draw.below(300_000));
        const cents = (corners[0] ?? 0n) + (side === 'buy' ? -away : away);
        return placed(engine, { profile: 'ann', side, size: '1.5', price: unitsText(cents * CENT) }, 1);
      });
      for (let now = stepMs; now <= corners.length * 250; now += stepMs) market.step(now);
      return orders.map(({ side, price = 0n, doneReason, doneAt, executedValue, filledSize }) => {
        const passed = corners.findIndex((cents) =>
          side === 'buy' ? cents * CENT < price : cents * CENT >= price,
        );
        if (corners.includes(price / CENT)) return 'as good as filled';
        const expected = passed < 0 ? undefined : 'filled';
        assert.equal(doneReason, expected, `${side} at ${unitsText(price)}`);
        if (expected) assert.equal(executedValue, (price * filledSize) / u('1'), 'at its own price');
        if (expected) assert.equal(doneAt, passed * 250, 'when the path passed it');
        return `${expected} ${doneAt}`;
      });
    };
    const often = run(250);
    assert.deepEqual(run(15_000), often);
    assert.ok(
      often.some((one) => one.startsWith('filled')) && often.some((one) => one.startsWith('undefined')),
    );
  });

  it('holds the last price after the last candle, with full books', () => {
    const { engine, market } = open(csv, 1000);
    assert.equal(market.replays()[0]?.ended, false);
    market.step(10_000);
    const [position] = market.replays();
    assert.deepEqual([position?.ended, position?.candle, position?.candles], [true, 119, 120]);
    const price = (corners.at(-1) ?? 0n) * CENT;
    for (let now = 10_250; now < 60_000; now += 250) {
      market.step(now);
      placed(engine, { profile: 'ann', funds: '40000' }, now);
      assert.deepEqual(best(engine), { bid: price, ask: price + CENT, last: best(engine).last });
    }
    market.step(60_000);
    assert.equal(best(engine).last, price);
    assert.ok(engine.levels('BTC-USD', 'sell').length >= 30);
  });

  it("takes what its base is worth elsewhere along, and leaves other coins' prices to the seed", () => {
    const { engine, market } = open();
    const still = open(firstCandles(csv, 1));
    for (const now of [250, 10_000, 30_000, 120_000]) {
      for (const one of [market, still.market]) one.step(now);
      const usd = Number(unitsText(best(engine).bid));
      const usdc = Number(unitsText(best(engine, 'BTC-USDC').bid));
      const euro = Number(unitsText(best(engine, 'BTC-EUR').bid));
      assert.ok(Math.abs(usdc / usd - 1) < 0.01, `${usdc} USDC, ${usd} USD`);
      assert.ok(Math.abs((euro * 1.16) / usd - 1) < 0.05, `${euro} EUR, ${usd} USD`);
      assert.deepEqual(best(engine, 'SOL-USD'), best(still.engine, 'SOL-USD'));
    }
  });

  it('keeps full books while a coin rises a thousandfold and falls to nothing', () => {
    const prices = [1, 3, 40, 1000, 100, 2, 0.05, 0.01];
    const rows = prices.map((open, index) => {
      const close = prices[index + 1] ?? 0.01;
      return `${index},${open},${Math.max(open, close)},${Math.min(open, close)},${close}`;
    });
    const { engine, market } = open(['time,open,high,low,close', ...rows].join('\n'));
    for (let now = 250; now < 8_000; now += 250) {
      market.step(now);
      const { bid, ask } = best(engine);
      assert.equal(ask - bid, CENT);
      for (const side of ['buy', 'sell'] as const) {
        const least = bid > u('1') ? 20 : 1;
        assert.ok(engine.levels('BTC-USD', side).length >= least, `${side} at ${unitsText(bid)}`);
      }
      placed(engine, { profile: 'ann', side: 'buy', funds: '100' }, now);
    }
  });

  it('replays another product, and says which it cannot', () => {
    const { engine } = open('time,open,high,low,close\n1,0.05,0.06,0.04,0.05', 1, 'ETH-BTC');
    assert.equal(unitsText(best(engine, 'ETH-BTC').bid), '0.05');
    const value = Number(unitsText(best(engine).bid)) * 0.05;
    assert.ok(Math.abs(Number(unitsText(best(engine, 'ETH-USD').bid)) / value - 1) < 0.01);
    const candles = { productId: 'BTC-GBP', times: new Float64Array(1), path: new Float64Array(4) };
    assert.throws(() => createMarket({ engine, seed: 1, replays: [{ candles, speed: 1 }] }), /BTC-GBP/);
  });

  it('is the same again with the same seed, candles and steps', () => {
    const tape = () => {
      const { engine, market } = open(csv, 20);
      for (let now = 17; now < 6_000; now += 17) market.step(now);
      return [...engine.trades('BTC-USD'), ...engine.trades('ETH-BTC')];
    };
    assert.deepEqual(tape(), tape());
  });
});
