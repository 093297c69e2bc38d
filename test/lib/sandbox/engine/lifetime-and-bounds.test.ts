import assert = require('node:assert/strict');
import { parseUnits as u, unitsText } from '../../../../nodes/lib/sandbox/engine';
import { BTC_USD, createWorld, funded, money, placed, refused, request } from './world';

describe('good till time', () => {
  it('ends at its own moment, before any later order and in any product’s mode', () => {
    const { engine, events } = createWorld();
    engine.credit('ann', 'USD', u('1000'));
    engine.credit('bob', 'BTC', u('1'));
    const order = placed(engine, { price: '100', size: '1', tif: 'GTT', cancelAfter: 'min' }, 1_000);
    assert.equal(order.expireTime, 61_000);
    engine.setMode('BTC-USD', 'trading_disabled');
    engine.expire(60_999);
    assert.equal(order.status, 'open');
    engine.setMode('BTC-USD', 'full');
    const taker = placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' }, 70_000);
    assert.deepEqual([taker.status, order.cancelReason, order.doneAt], ['open', '101:Time In Force', 61_000]);
    assert.equal(money(engine, 'ann', 'USD'), '1000 hold 0');
    assert.equal(
      events.find(({ type }) => type === 'match'),
      undefined,
    );
  });

  it('lasts a minute, an hour or 24 hours', () => {
    const engine = funded();
    const lasting = (cancelAfter: 'min' | 'hour' | 'day') =>
      placed(engine, { price: '1', size: '1', tif: 'GTT', cancelAfter }, 0).expireTime;
    assert.deepEqual([lasting('min'), lasting('hour'), lasting('day')], [60_000, 3_600_000, 86_400_000]);
  });

  it('ends a waiting stop too, and what is canceled before its time stays canceled', () => {
    const engine = funded();
    const wanted = {
      price: '120',
      size: '1',
      tif: 'GTT',
      cancelAfter: 'hour',
      stop: 'entry',
      stopPrice: '110',
    } as const;
    const stop = placed(engine, wanted, 0);
    const canceled = Array.from({ length: 300 }, () => placed(engine, { ...wanted, size: '0.01' }, 0));
    for (const { id } of canceled) engine.cancel('ann', id, 5);
    engine.expire(3_600_000);
    assert.deepEqual([stop.status, stop.doneAt], ['done', 3_600_000]);
    assert.ok(canceled.every(({ doneAt }) => doneAt === 5));
  });
});

describe('price protection', () => {
  const bounded = () =>
    funded({ products: [{ ...BTC_USD, maxSlippage: u('0.03'), highBidLimit: u('0.03') }] });

  it('cancels what a market order would trade more than 3 % from the best price', () => {
    for (const [side, near, edge, beyond] of [
      ['sell', '100', '103', '103.01'],
      ['buy', '100', '97', '96.99'],
    ] as const) {
      const engine = bounded();
      for (const price of [near, edge, beyond]) placed(engine, { side, price, size: '1' });
      const taker = placed(engine, { profile: 'bob', side: side === 'sell' ? 'buy' : 'sell', size: '3' });
      assert.deepEqual(
        [unitsText(taker.filledSize), taker.doneReason, taker.cancelReason],
        ['2', 'canceled', '104:Price Bound Order Protection'],
      );
    }
  });

  it('cancels what a limit buy would pay above the best bid’s limit, and rests what is below it', () => {
    const engine = bounded();
    placed(engine, { price: '100', size: '1' });
    for (const price of ['102', '103', '104']) placed(engine, { side: 'sell', price, size: '1' });
    const high = placed(engine, { profile: 'bob', price: '103.01', size: '3' });
    assert.deepEqual(
      [unitsText(high.filledSize), high.cancelReason],
      ['2', '104:Price Bound Order Protection'],
    );
    assert.equal(placed(engine, { profile: 'bob', price: '103', size: '3' }).status, 'open');
  });

  it('measures from the last trade when the best bid is below 95 % of it', () => {
    const engine = bounded();
    placed(engine, { side: 'sell', price: '100', size: '1' });
    placed(engine, { profile: 'bob', price: '100', size: '1' });
    placed(engine, { price: '94.99', size: '1' });
    assert.equal(placed(engine, { profile: 'bob', price: '103', size: '0.1' }).status, 'open');
    const other = bounded();
    placed(other, { side: 'sell', price: '100', size: '1' });
    placed(other, { profile: 'bob', price: '100', size: '1' });
    placed(other, { price: '95', size: '1' });
    const refusedPart = placed(other, { profile: 'bob', price: '97.86', size: '0.1' });
    assert.equal(refusedPart.cancelReason, '104:Price Bound Order Protection', '95 x 1.03 = 97.85');
  });

  it('says why a market order ended early: no offer, or no money', () => {
    const engine = funded();
    assert.equal(placed(engine, { size: '1' }).cancelReason, '106:Insufficient Liquidity');
    placed(engine, { side: 'sell', price: '9000', size: '5' });
    assert.equal(placed(engine, { profile: 'bob', size: '5' }).cancelReason, '105:Insufficient Funds');
  });
});

describe('limits of a product', () => {
  it('allows 500 open orders, waiting stops among them, and orders that do not stay beyond that', () => {
    const engine = funded();
    const order = { price: '1', size: '1' };
    const first = placed(engine, order);
    placed(engine, { price: '2', size: '1', stop: 'entry', stopPrice: '2' });
    for (let count = 2; count < 500; count += 1) placed(engine, order);
    assert.match(refused(engine, order), /^Too many open orders/);
    assert.equal(placed(engine, { ...order, tif: 'IOC' }).status, 'done');
    assert.equal(placed(engine, { ...order, profile: 'bob' }).status, 'open');
    engine.cancel('ann', first.id, 2);
    placed(engine, order);
  });

  it('turns the funds of a limit buy into a size that they pay for, fee included', () => {
    const engine = funded();
    const order = placed(engine, { price: '100', funds: '100.6' });
    assert.deepEqual([order.size, order.hold], [u('1'), u('100.6')]);
    assert.match(
      refused(funded({ products: [{ ...BTC_USD, baseIncrement: u('1') }] }), { price: '100', funds: '50' }),
      /^size is too small/,
    );
  });

  it('takes by mode what the exchange takes, with its words', () => {
    const engine = funded();
    const market = { size: '1' };
    const limit = { price: '100', size: '1' };
    const texts = (['post_only', 'limit_only', 'cancel_only', 'trading_disabled'] as const).map((mode) => {
      engine.setMode('BTC-USD', mode);
      return [market, limit, { ...limit, postOnly: true }].map((wanted) => {
        const result = engine.place(request(wanted), 1);
        return result.kind === 'refused' ? result.message : result.kind;
      });
    });
    assert.deepEqual(texts, [
      ['Post only mode', 'Post only mode', 'placed'],
      ['Limit only mode', 'placed', 'placed'],
      ['Cancel only mode', 'Cancel only mode', 'Cancel only mode'],
      ['Trading is disabled', 'Trading is disabled', 'Trading is disabled'],
    ]);
    const [order] = engine.openOrders('ann');
    assert.deepEqual(engine.cancel('ann', order?.id ?? '', 1), {
      kind: 'refused',
      message: 'Trading is disabled',
    });
    engine.setMode('BTC-USD', 'cancel_only');
    assert.equal(engine.cancel('ann', order?.id ?? '', 1).kind, 'canceled');
    assert.throws(() => engine.setMode('FOO-BAR', 'full'), RangeError);
  });
});
