import assert = require('node:assert/strict');
import { createHash } from 'node:crypto';
import {
  createEngine,
  parseUnits as u,
  unitsText,
  type Engine,
  type EngineEvent,
} from '../../../../nodes/lib/sandbox/engine';
import { createMarket, sandboxProducts, type Market } from '../../../../nodes/lib/sandbox/market';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { pick } from '../engine/operations';
import { placed, request } from '../engine/world';

const IDS = sandboxProducts.map(({ id }) => id);

function open(seed = 1, onEvent?: (event: EngineEvent) => void): { engine: Engine; market: Market } {
  const random = createRandom(seed, 'ids');
  const engine = createEngine({
    products: sandboxProducts,
    makerFee: u('0.004'),
    takerFee: u('0.006'),
    newId: () => random.newId(),
    ...(onEvent && { onEvent }),
  });
  const market = createMarket({ engine, seed });
  market.step(0);
  return { engine, market };
}

function best(engine: Engine, id: string): { bid: bigint; ask: bigint } {
  const [bid] = engine.levels(id, 'buy', 1);
  const [ask] = engine.levels(id, 'sell', 1);
  assert.ok(bid && ask, `${id} has an empty side`);
  return { bid: bid.price, ask: ask.price };
}

/** Half the sum of best bid and ask. */
function middle(engine: Engine, id: string): number {
  const { bid, ask } = best(engine, id);
  return Number(unitsText(bid + ask)) / 2;
}

function fingerprint(engine: Engine): string {
  const hash = createHash('sha256');
  for (const id of IDS) {
    for (const side of ['buy', 'sell'] as const) {
      for (const order of engine.resting(id, side)) {
        hash.update(`${order.id} ${order.price} ${order.size} ${order.filledSize} ${order.createdAt}\n`);
      }
    }
    for (const trade of engine.trades(id)) {
      hash.update(`${trade.tradeId} ${trade.price} ${trade.size} ${trade.makerOrderId} ${trade.time}\n`);
    }
    hash.update(`${engine.sequence(id)}`);
  }
  return hash.digest('hex');
}

describe('simulated market', () => {
  it('has every promised product, open with both sides and a last trade', () => {
    const { engine } = open();
    for (const id of ['BTC-USD', 'ETH-USD', 'ETH-BTC', 'BTC-EUR', 'DOGE-USD']) {
      assert.ok(IDS.includes(id), id);
      const { bid, ask } = best(engine, id);
      assert.ok(bid < ask, id);
      assert.ok(engine.levels(id, 'buy').length >= 30, `${id} depth`);
      assert.notEqual([...engine.trades(id)].length, 0, `${id} last trade`);
    }
  });

  it('gives the same books and trades for the same seed, times and orders', () => {
    const run = (seed: number, price: string) => {
      const { engine, market } = open(seed);
      engine.credit('ann', 'USD', u('1000000'));
      for (let step = 1; step <= 200; step += 1) {
        market.step(step * 250);
        if (step % 20 === 0) placed(engine, { profile: 'ann', funds: '5000' }, step * 250);
        if (step === 50) placed(engine, { profile: 'ann', price, size: '0.01' }, step * 250);
      }
      return fingerprint(engine);
    };
    assert.equal(run(5, '90000'), run(5, '90000'));
    assert.notEqual(run(5, '90000'), run(6, '90000'), 'another seed');
    assert.notEqual(run(5, '90000'), run(5, '90001'), 'another order');
  });

  it('moves, keeps spreads small, and keeps the tape running', () => {
    const { engine, market } = open(3);
    const start = middle(engine, 'BTC-USD');
    let widest = 0;
    let low = start;
    let high = start;
    for (let step = 1; step <= 2_000; step += 1) {
      market.step(step * 250);
      for (const id of IDS) {
        const { bid, ask } = best(engine, id);
        assert.ok(bid < ask, `${id} crossed`);
        const ticks = sandboxProducts.find((product) => product.id === id)?.quoteIncrement ?? 1n;
        if (ask - bid > 3n * ticks) widest = Math.max(widest, Number(ask - bid) / Number(ask));
      }
      low = Math.min(low, middle(engine, 'BTC-USD'));
      high = Math.max(high, middle(engine, 'BTC-USD'));
    }
    assert.ok(widest < 0.002, `a spread of ${widest}`);
    assert.ok((high - low) / start > 0.0005 && (high - low) / start < 0.2, `range ${low} to ${high}`);
    for (const id of IDS) assert.ok([...engine.trades(id)].length > 500, `${id} trades`);
  });

  it('keeps cross rates in line with the dollar prices', () => {
    const { engine, market } = open(4);
    for (let step = 1; step <= 500; step += 1) market.step(step * 250);
    const implied = middle(engine, 'ETH-USD') / middle(engine, 'BTC-USD');
    assert.ok(Math.abs(middle(engine, 'ETH-BTC') / implied - 1) < 0.002);
    const euro = middle(engine, 'BTC-USD') / middle(engine, 'BTC-EUR');
    assert.ok(Math.abs(middle(engine, 'ETH-USD') / middle(engine, 'ETH-EUR') / euro - 1) < 0.002);
  });

  it('quotes whole steps and at least the minimum', () => {
    const { engine, market } = open(8);
    for (let step = 1; step <= 100; step += 1) market.step(step * 250);
    for (const product of sandboxProducts) {
      for (const side of ['buy', 'sell'] as const) {
        for (const order of engine.resting(product.id, side)) {
          assert.equal((order.price ?? 1n) % product.quoteIncrement, 0n);
          assert.equal((order.size ?? 1n) % product.baseIncrement, 0n);
        }
      }
    }
  });

  it('is never empty, even right after somebody swept a whole side, and needs no step for that', () => {
    const { engine, market } = open();
    engine.credit('whale', 'USD', u('100000000000000'));
    engine.credit('whale', 'BTC', u('1000000000'));
    for (let round = 1; round <= 5; round += 1) {
      placed(engine, { profile: 'whale', side: 'buy', funds: '1000000000' }, round);
      assert.ok(engine.levels('BTC-USD', 'sell').length > 20, 'asks refilled');
      placed(engine, { profile: 'whale', side: 'sell', size: '100000' }, round);
      assert.ok(engine.levels('BTC-USD', 'buy').length > 20, 'bids refilled');
    }
    const before = middle(engine, 'BTC-USD');
    market.step(1_000);
    assert.ok(Math.abs(middle(engine, 'BTC-USD') / before - 1) < 0.01, 'a sweep does not move the walk');
  });

  it('is not kept from quoting by a limit order beyond its outermost prices', () => {
    const { engine } = open();
    engine.credit('whale', 'USD', u('100000000000000000'));
    engine.credit('whale', 'BTC', u('100000000'));
    const buy = placed(engine, { profile: 'whale', side: 'buy', price: '1000000', size: '1000000' });
    assert.equal(buy.doneReason, 'filled');
    assert.ok(engine.levels('BTC-USD', 'sell').length > 20, 'asks');
    const sell = placed(engine, { profile: 'whale', side: 'sell', price: '0.01', size: '100000000' });
    assert.ok(sell.filledSize > u('1000'));
    for (const side of ['buy', 'sell'] as const) {
      assert.ok(engine.levels('BTC-USD', side).length > 0, `${side} side after a sale at one cent`);
    }
  });

  it("fills a customer's resting orders when the market walks through them", () => {
    const { engine, market } = open(2);
    engine.credit('ann', 'USD', u('100000'));
    engine.credit('ann', 'BTC', u('1'));
    const { bid, ask } = best(engine, 'BTC-USD');
    const buy = placed(engine, { profile: 'ann', side: 'buy', price: unitsText(bid), size: '0.1' });
    const sell = placed(engine, { profile: 'ann', side: 'sell', price: unitsText(ask), size: '0.1' });
    for (let step = 1; step <= 5_000 && !(buy.doneReason && sell.doneReason); step += 1)
      market.step(step * 250);
    assert.deepEqual([buy.doneReason, sell.doneReason], ['filled', 'filled']);
    assert.equal(buy.executedValue, (buy.price ?? 0n) / 10n, 'at its own price');
    assert.ok([...engine.fills('ann')].every((fill) => fill.liquidity === 'M'));
  });

  it('fills a large order over several moves, in parts', () => {
    const { engine, market } = open(2);
    engine.credit('ann', 'BTC', u('100'));
    const { bid } = best(engine, 'BTC-USD');
    const order = placed(engine, { profile: 'ann', side: 'sell', price: unitsText(bid), size: '5' });
    const parts = new Set<bigint>();
    for (let step = 1; step <= 5_000 && order.status === 'open'; step += 1) {
      market.step(step * 250);
      parts.add(order.filledSize);
    }
    assert.equal(order.doneReason, 'filled');
    assert.ok(parts.size > 5, `${parts.size} parts`);
  });

  it('keeps every unit: customers, market and fees together own what was credited', () => {
    const { engine, market } = open(12);
    const random = createRandom(12, 'customers');
    const currencies = new Set(sandboxProducts.flatMap(({ base, quote }) => [base, quote]));
    for (const currency of currencies) engine.credit('ann', currency, u('100000'));
    const sums = () =>
      [...currencies].map((currency) =>
        [...engine.profiles()].reduce((sum, profile) => sum + engine.balance(profile, currency).total, 0n),
      );
    const credited = sums();
    for (let step = 1; step <= 1_500; step += 1) {
      market.step(step * 250);
      const { id, base, quote } = pick(random, sandboxProducts);
      const side = pick(random, ['buy', 'sell'] as const);
      const { bid, ask } = best(engine, id);
      const amount = String(1 + random.below(9));
      const wanted = { profile: 'ann', productId: id, side };
      if (step % 3 === 0) engine.place(request({ ...wanted, funds: amount }), step);
      else
        engine.place(
          request({ ...wanted, size: amount, price: unitsText(side === 'buy' ? bid : ask) }),
          step,
        );
      for (const order of engine.openOrders('ann').slice(20)) engine.cancel('ann', order.id, step);
      for (const profile of engine.profiles()) {
        for (const currency of [base, quote]) {
          const { total, hold } = engine.balance(profile, currency);
          assert.ok(total >= hold && hold >= 0n, `${profile} ${currency}`);
        }
      }
    }
    assert.deepEqual(sums(), credited);
    assert.ok(engine.balance('fees', 'USD').total > 0n);
    assert.ok([...engine.fills('ann')].some((fill) => fill.liquidity === 'M'));
  });

  it('does not grow: quotes and memory of them stay bounded', () => {
    const { engine, market } = open(9);
    const open1 = engine.openOrders('market-maker').length;
    for (let step = 1; step <= 1_000; step += 1) market.step(step * 250);
    assert.ok(engine.openOrders('market-maker').length <= open1 * 1.2);
    assert.deepEqual([...engine.fills('market-taker')], []);
    assert.deepEqual([...engine.orders('market-taker')], []);
  });

  it('stays within bounds over a simulated month', () => {
    const { engine, market } = open(10);
    const start = middle(engine, 'BTC-USD');
    for (let step = 1; step <= 3_000; step += 1) market.step(step * 900_000);
    assert.ok(Math.abs(middle(engine, 'BTC-USD') / start - 1) < 0.5);
  });
});
