import assert = require('node:assert/strict');
import { parseUnits as u, type Engine } from '../../../../nodes/lib/sandbox/engine';
import { createWorld, funded, money, placed, refused } from './world';

/** A trade of a little at this price, between two others. */
function trade(engine: Engine, price: string): void {
  for (const profile of ['cid', 'dan']) {
    engine.credit(profile, 'USD', u('1000'));
    engine.credit(profile, 'BTC', u('1'));
  }
  placed(engine, { profile: 'cid', side: 'sell', price, size: '0.1' });
  placed(engine, { profile: 'dan', side: 'buy', price, size: '0.1' });
}

describe('stops', () => {
  it('wait with their funds held, told to their owner alone, and out of the book', () => {
    const { engine, events } = createWorld();
    engine.credit('ann', 'USD', u('1000'));
    const stop = placed(engine, { side: 'buy', price: '110', size: '1', stop: 'entry', stopPrice: '105' });
    assert.equal(stop.status, 'active');
    assert.equal(money(engine, 'ann', 'USD'), '1000 hold 110.66');
    assert.deepEqual(engine.levels('BTC-USD', 'buy'), []);
    assert.deepEqual(engine.openOrders('ann'), [stop]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['activate'],
    );
    assert.equal(engine.sequence('BTC-USD'), 0, 'the market hears nothing of it');
    assert.equal(engine.cancel('ann', stop.id, 2).kind, 'canceled');
    assert.equal(money(engine, 'ann', 'USD'), '1000 hold 0');
    assert.equal(engine.order('ann', stop.id), undefined);
  });

  it('come to the market as limit orders: a loss at or below, an entry at or above the last trade', () => {
    for (const [side, stop, price, before, at] of [
      ['sell', 'loss', '94', '95.01', '95'],
      ['buy', 'entry', '96', '94.99', '95'],
    ] as const) {
      const engine = funded();
      const order = placed(engine, { side, price, size: '1', stop, stopPrice: '95' });
      trade(engine, before);
      assert.equal(order.status, 'active', `${stop} at 95, last trade ${before}`);
      trade(engine, at);
      assert.equal(order.status, 'open', `${stop} at 95, last trade ${at}`);
      assert.deepEqual([...engine.resting('BTC-USD', side)], [order]);
    }
  });

  it('are triggered at once when the last trade meets them already', () => {
    const engine = funded();
    trade(engine, '90');
    const order = placed(engine, { side: 'sell', price: '89', size: '1', stop: 'loss', stopPrice: '95' });
    assert.equal(order.status, 'open');
  });

  it('triggered by one trade come nearest stop price first, then the older; time priority counts from there', () => {
    const engine = funded();
    const stop = { side: 'sell', price: '90', size: '1', stop: 'loss' } as const;
    const far = placed(engine, { ...stop, stopPrice: '94' });
    const near = placed(engine, { ...stop, stopPrice: '96' });
    const later = placed(engine, { ...stop, stopPrice: '96', profile: 'bob' });
    trade(engine, '93');
    assert.deepEqual([...engine.resting('BTC-USD', 'sell')], [near, later, far]);
  });

  it('that trade may trigger others, which come after all that were triggered before', () => {
    const { engine, events } = createWorld();
    for (const profile of ['ann', 'bob']) {
      engine.credit(profile, 'BTC', u('10'));
      engine.credit(profile, 'USD', u('10000'));
    }
    const stop = { side: 'sell', size: '1', stop: 'loss' } as const;
    const first = placed(engine, { ...stop, price: '80', stopPrice: '100' });
    const second = placed(engine, { ...stop, price: '85', stopPrice: '98' });
    const third = placed(engine, { ...stop, price: '80', stopPrice: '85' });
    placed(engine, { profile: 'bob', price: '85', size: '1' });
    placed(engine, { profile: 'bob', price: '80', size: '5' });
    events.length = 0;
    trade(engine, '97');
    const received = events.flatMap((event) => (event.type === 'received' ? [event.order.id] : []));
    assert.deepEqual(received.slice(2), [first.id, second.id, third.id]);
    assert.deepEqual(
      [first, second, third].map(({ status, executedValue }) => [status, executedValue]),
      [
        ['done', u('85')],
        ['open', 0n],
        ['done', u('80')],
      ],
    );
  });

  it('go with their side only, need both fields, and are never post-only', () => {
    const engine = funded();
    const order = { price: '100', size: '1', stopPrice: '100' };
    assert.match(refused(engine, { ...order, side: 'buy', stop: 'loss' }), /takes stop entry/);
    assert.match(refused(engine, { ...order, side: 'sell', stop: 'entry' }), /takes stop loss/);
    assert.equal(refused(engine, order), 'Requires stop');
    assert.equal(refused(engine, { price: '100', size: '1', stop: 'entry' }), 'Requires stop_price');
    assert.match(refused(engine, { ...order, stop: 'entry', postOnly: true }), /post_only/);
  });
});
