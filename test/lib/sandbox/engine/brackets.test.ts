import assert = require('node:assert/strict');
import { createEngine, parseUnits as u, unitsText, type Engine } from '../../../../nodes/lib/sandbox/engine';
import { BTC_USD, createWorld, funded, money, placed, refused } from './world';

const SELL = { side: 'sell', price: '110', size: '1', stopPrice: '90', stopLimitPrice: '80' } as const;
const BUY = { side: 'buy', price: '80', size: '1', stopPrice: '90', stopLimitPrice: '110' } as const;

/** A trade of a little at this price, between two others. */
function trade(engine: Engine, price: string): void {
  for (const profile of ['cid', 'dan']) {
    engine.credit(profile, 'USD', u('1000'));
    engine.credit(profile, 'BTC', u('1'));
  }
  placed(engine, { profile: 'cid', side: 'sell', price, size: '0.1' });
  placed(engine, { profile: 'dan', side: 'buy', price, size: '0.1' });
}

describe('brackets', () => {
  it('rest at their price at once and take the profit there', () => {
    const engine = funded();
    trade(engine, '100');
    const order = placed(engine, SELL);
    assert.deepEqual([order.status, [...engine.resting('BTC-USD', 'sell')]], ['open', [order]]);
    placed(engine, { profile: 'bob', price: '110', size: '1' });
    assert.deepEqual([order.doneReason, order.executedValue], ['filled', u('110')]);
    trade(engine, '90');
    assert.equal(order.price, u('110'), 'its stop is forgotten with it');
  });

  for (const [wanted, before, at] of [
    [SELL, '90.01', '90'],
    [{ ...SELL, stop: 'loss' }, '90.01', '89.99'],
    [BUY, '89.99', '90'],
    [{ ...BUY, stop: 'entry' }, '89.99', '90.01'],
  ] as const) {
    it(`are repriced when a trade at ${at} reaches the stop of a ${wanted.side}, and not by one at ${before}`, () => {
      const engine = funded();
      const order = placed(engine, wanted);
      trade(engine, before);
      assert.equal(unitsText(order.price ?? 0n), wanted.price);
      trade(engine, at);
      assert.deepEqual([order.status, unitsText(order.price ?? 0n)], ['open', wanted.stopLimitPrice]);
      assert.deepEqual([...engine.resting('BTC-USD', wanted.side)], [order]);
    });
  }

  it('tell the reprice, and fill at the prices that the book offers then', () => {
    const { engine, events } = createWorld();
    engine.credit('ann', 'BTC', u('1'));
    engine.credit('bob', 'USD', u('1000'));
    const order = placed(engine, SELL);
    placed(engine, { profile: 'bob', price: '89', size: '0.4' });
    events.length = 0;
    trade(engine, '90');
    const [change, match] = events.filter((event) => event.type !== 'received').slice(4);
    assert.deepEqual(
      change?.type === 'change' && change.reason === 'tpsl_triggered' && [change.oldPrice, change.newPrice],
      [u('110'), u('80')],
    );
    assert.equal(match?.type === 'match' && match.taker, order);
    assert.deepEqual([order.filledSize, order.executedValue, order.price], [u('0.4'), u('35.6'), u('80')]);
  });

  it('keep their price for good once any of them was filled', () => {
    const engine = funded();
    const order = placed(engine, SELL);
    placed(engine, { profile: 'bob', price: '110', size: '0.1' });
    trade(engine, '85');
    assert.equal(order.price, u('110'));
  });

  it('are repriced at once when the last trade is past their stop already', () => {
    const engine = funded();
    trade(engine, '85');
    assert.equal(placed(engine, SELL).price, u('80'));
  });

  it('hold what the dearer price needs until a fill settles it', () => {
    const engine = funded();
    const order = placed(engine, BUY);
    assert.equal(money(engine, 'ann', 'USD'), '10000 hold 110.66');
    placed(engine, { profile: 'bob', side: 'sell', price: '80', size: '0.5' });
    assert.equal(order.hold, u('40.24'));
    engine.cancel('ann', order.id, 2);
    assert.equal(engine.balance('ann', 'USD').hold, 0n);
    const rich = placed(engine, {
      side: 'buy',
      price: '80',
      funds: '110.66',
      stopPrice: '90',
      stopLimitPrice: '110',
    });
    assert.equal(rich.size, u('1'), 'funds are shared out at the dearer price');
  });

  it('leave nothing behind when they are canceled or expire', () => {
    const engine = funded();
    const order = placed(engine, SELL);
    const short = placed(engine, { ...SELL, tif: 'GTT', cancelAfter: 'min' });
    assert.equal(engine.cancel('ann', order.id, 2).kind, 'canceled');
    engine.expire(120_000);
    trade(engine, '85');
    assert.deepEqual([order.price, short.price], [u('110'), u('110')]);
    assert.deepEqual(engine.openOrders('ann'), []);
  });

  it('wait on after they were saved', () => {
    const engine = funded();
    const untouched = placed(engine, SELL);
    const repriced = placed(engine, { ...SELL, stopPrice: '95', profile: 'bob' });
    trade(engine, '94');
    const fees = { makerFee: u('0.004'), takerFee: u('0.006') };
    const later = createEngine({ products: [BTC_USD], ...fees, newId: () => 'later' });
    later.restore(engine.save(['ann', 'bob']));
    trade(later, '90');
    assert.equal(later.order('ann', untouched.id)?.price, u('80'));
    assert.equal(later.order('bob', repriced.id)?.price, u('80'));
  });

  it('need their prices in order, GTC or GTT, and never post-only', () => {
    const engine = funded();
    const order = /needs price > stop_price > stop_limit_price/;
    assert.match(refused(engine, { ...SELL, stopPrice: '110' }), order);
    assert.match(refused(engine, { ...SELL, stopLimitPrice: '90' }), order);
    assert.match(refused(engine, { ...BUY, price: '90' }), /needs price < stop_price < stop_limit_price/);
    assert.match(refused(engine, { ...SELL, tif: 'IOC' }), /GTC or GTT/);
    assert.match(refused(engine, { ...SELL, postOnly: true }), /post_only/);
    assert.match(refused(engine, { ...SELL, stop: 'entry' }), /takes stop loss/);
    const { stopPrice: _, ...without } = SELL;
    assert.equal(refused(engine, without), 'Requires stop_price');
    assert.match(refused(engine, { ...SELL, stopLimitPrice: '80.001' }), /^stop_limit_price is too accurate/);
  });
});
