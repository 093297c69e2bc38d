import assert = require('node:assert/strict');
import { createEngine, parseUnits as u } from '../../../../nodes/lib/sandbox/engine';
import { BTC_USD, createWorld, funded, placed } from './world';

describe('events and history', () => {
  it('tell received, match, done and open in order, with one sequence a product', () => {
    const { engine, events } = createWorld();
    engine.credit('bob', 'BTC', u('1'));
    engine.credit('ann', 'USD', u('1000'));
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    placed(engine, { side: 'buy', price: '100', size: '2' });
    assert.deepEqual(
      events.map((event) => event.type),
      ['received', 'open', 'received', 'match', 'done', 'open'],
    );
    assert.equal(engine.sequence('BTC-USD'), 6);
  });

  it('counts sequences the same without a listener', () => {
    const engine = createEngine({ products: [BTC_USD], makerFee: 0n, takerFee: 0n, newId: () => 'id' });
    engine.credit('bob', 'BTC', u('1'));
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    assert.equal(engine.sequence('BTC-USD'), 2);
  });

  it('do not let a listener change the engine in the middle of a change', () => {
    const told: string[] = [];
    const { engine } = createWorld({
      onEvent: (event) => {
        if (event.type === 'done') assert.throws(() => engine.cancel('ann', event.order.id, 1), /afterMatch/);
      },
    });
    engine.credit('bob', 'BTC', u('2'));
    engine.credit('ann', 'USD', u('1000'));
    const stop = engine.afterMatch((productId) => {
      told.push(productId);
      placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '0.1' });
    });
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    placed(engine, { funds: '50' });
    assert.deepEqual(told, ['BTC-USD'], 'once, after the trade, and not for the resting order');
    stop();
    placed(engine, { funds: '50' });
    assert.equal(told.length, 1);
  });

  it('find the newest order of a client order id, and forget an unfilled one', () => {
    const engine = funded();
    const clientOid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
    const first = placed(engine, { price: '100', size: '1', clientOid });
    const second = placed(engine, { price: '100', size: '1', clientOid });
    assert.equal(engine.orderByClientOid('ann', clientOid), second);
    assert.equal(engine.orderByClientOid('bob', clientOid), undefined, "another's orders are not to be seen");
    engine.cancel('ann', second.id, 2);
    assert.equal(engine.orderByClientOid('ann', clientOid), first);
    engine.cancel('ann', first.id, 2);
    assert.equal(engine.orderByClientOid('ann', clientOid), undefined);
  });

  it('lists orders and fills newest first', () => {
    const engine = funded();
    const resting = placed(engine, { price: '90', size: '1' });
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    const one = placed(engine, { funds: '10' });
    const two = placed(engine, { funds: '10' });
    assert.deepEqual([...engine.orders('ann')], [two, one, resting]);
    assert.deepEqual(
      [...engine.fills('ann')].map((fill) => fill.orderId),
      [two.id, one.id],
    );
    assert.deepEqual(engine.openOrders('ann', 'BTC-USD'), [resting]);
    assert.deepEqual(engine.openOrders('ann', 'ETH-USD'), []);
  });
});
