import assert = require('node:assert/strict');
import { parseUnits as u, unitsText } from '../../../../nodes/lib/sandbox/engine';
import { createWorld, funded, money, placed, refused } from './world';

const text = (value: bigint | undefined) => (value === undefined ? undefined : unitsText(value));

describe('limit orders', () => {
  it('hold price x size x (1 + taker fee) while they rest, and nothing after a cancel', () => {
    const engine = funded();
    const order = placed(engine, { side: 'buy', price: '100', size: '2' });
    assert.equal(order.status, 'open');
    assert.equal(text(order.hold), '201.2');
    assert.equal(money(engine, 'ann', 'USD'), '10000 hold 201.2');
    assert.equal(engine.cancel('ann', order.id, 2).kind, 'canceled');
    assert.equal(money(engine, 'ann', 'USD'), '10000 hold 0');
    assert.equal(engine.order('ann', order.id), undefined, 'canceled without a fill: purged');
    assert.equal(engine.cancel('ann', order.id, 3).kind, 'unknown');
  });

  it('trade at the resting price and release the surplus of a better price at once', () => {
    const engine = funded();
    const maker = placed(engine, { profile: 'bob', side: 'sell', price: '90', size: '1' });
    const taker = placed(engine, { side: 'buy', price: '100', size: '2' });
    assert.equal(text(taker.executedValue), '90');
    assert.equal(text(taker.fillFees), '0.54');
    assert.equal(text(taker.hold), '100.6', 'one more at 100, with its fee');
    assert.equal(money(engine, 'ann', 'USD'), '9909.46 hold 100.6');
    assert.equal(maker.doneReason, 'filled');
    assert.equal(text(maker.fillFees), '0.36');
    assert.equal(money(engine, 'bob', 'USD'), '10089.64 hold 0');
    assert.equal(money(engine, 'fees', 'USD'), '0.9 hold 0');
    const [fill] = engine.fills('ann');
    assert.deepEqual([fill?.liquidity, fill?.side, fill?.tradeId], ['T', 'buy', 1]);
  });

  it('keep the canceled rest readable when something was filled', () => {
    const engine = funded();
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    const order = placed(engine, { side: 'buy', price: '100', size: '2' });
    engine.cancel('ann', order.id, 5);
    assert.equal(engine.order('ann', order.id)?.doneReason, 'canceled');
    assert.equal(engine.cancel('ann', order.id, 6).kind, 'already-done');
  });

  it('IOC cancels the rest, FOK takes all or nothing', () => {
    const engine = funded();
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    placed(engine, { profile: 'bob', side: 'sell', price: '101', size: '1' });
    const fok = placed(engine, { price: '100', size: '1.5', tif: 'FOK' });
    assert.deepEqual([fok.status, fok.doneReason, fok.filledSize, fok.hold], ['done', 'canceled', 0n, 0n]);
    const ioc = placed(engine, { price: '100', size: '1.5', tif: 'IOC' });
    assert.deepEqual([ioc.status, ioc.doneReason, text(ioc.filledSize)], ['done', 'canceled', '1']);
    const whole = placed(engine, { price: '101', size: '1', tif: 'FOK' });
    assert.equal(whole.doneReason, 'filled');
    assert.equal(engine.levels('BTC-USD', 'sell').length, 0);
    assert.equal(engine.levels('BTC-USD', 'buy').length, 0);
  });

  it('post-only is rejected when any part would cross, and rests otherwise', () => {
    const engine = funded();
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    const crossing = placed(engine, { price: '100', size: '2', postOnly: true });
    assert.deepEqual([crossing.status, crossing.rejectReason], ['rejected', 'post only']);
    assert.equal(engine.order('ann', crossing.id), crossing, 'still to be read');
    assert.equal(engine.cancel('ann', crossing.id, 2).kind, 'already-done');
    assert.equal(money(engine, 'ann', 'USD'), '10000 hold 0');
    assert.equal(placed(engine, { price: '99.99', size: '2', postOnly: true }).status, 'open');
  });

  it('fill in order of price, then of arrival', () => {
    const engine = funded();
    const late = placed(engine, { profile: 'bob', side: 'sell', price: '101', size: '1' });
    const first = placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    const second = placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    placed(engine, { price: '101', size: '2.5' });
    assert.deepEqual(
      [...engine.trades('BTC-USD')].reverse().map((trade) => trade.makerOrderId),
      [first.id, second.id, late.id],
    );
    assert.equal(text(late.filledSize), '0.5');
    assert.deepEqual(
      engine.levels('BTC-USD', 'sell').map((level) => [text(level.price), text(level.size), level.orders]),
      [['101', '0.5', 1]],
    );
  });
});

describe('market orders', () => {
  it('buy by funds: the fee is inside the funds', () => {
    const engine = funded({ takerFee: u('0.003') });
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    const order = placed(engine, { funds: '10' });
    assert.equal(text(order.funds), '9.97008973');
    assert.equal(text(order.specifiedFunds), '10');
    assert.equal(order.doneReason, 'filled');
    assert.equal(text(order.filledSize), '0.09970089', 'whole steps of size');
    assert.ok(order.executedValue + order.fillFees <= u('10'));
    assert.equal(engine.balance('ann', 'USD').hold, 0n);
  });

  it('sell by funds: the funds bound the proceeds', () => {
    const engine = funded();
    placed(engine, { profile: 'bob', side: 'buy', price: '100', size: '1' });
    const order = placed(engine, { side: 'sell', funds: '10' });
    assert.equal(text(order.funds), '10');
    assert.equal(text(order.executedValue), '10');
    assert.equal(text(order.filledSize), '0.1');
    assert.equal(money(engine, 'ann', 'USD'), '10009.94 hold 0');
    assert.equal(money(engine, 'ann', 'BTC'), '9.9 hold 0');
  });

  it('hold the whole balance where size or funds do not bound the cost', () => {
    const holds: string[] = [];
    const { engine } = createWorld({
      onEvent: (event) => event.type === 'received' && holds.push(unitsText(event.order.hold)),
    });
    engine.credit('ann', 'USD', u('500'));
    engine.credit('ann', 'BTC', u('3'));
    placed(engine, { side: 'buy', size: '1' });
    placed(engine, { side: 'sell', funds: '10' });
    placed(engine, { side: 'sell', size: '1' });
    placed(engine, { side: 'buy', funds: '10' });
    assert.deepEqual(holds, ['500', '3', '1', '10']);
  });

  it('cancel what a dry book or an empty purse leaves', () => {
    const engine = funded();
    assert.equal(placed(engine, { size: '1' }).doneReason, 'canceled');
    placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '1' });
    const dry = placed(engine, { size: '2' });
    assert.deepEqual([dry.doneReason, text(dry.filledSize)], ['canceled', '1']);
    placed(engine, { profile: 'bob', side: 'sell', price: '20000', size: '1' });
    const poor = placed(engine, { size: '1' });
    assert.equal(poor.doneReason, 'canceled');
    assert.ok(poor.filledSize > 0n && poor.filledSize < u('1'));
    assert.ok(engine.balance('ann', 'USD').total < u('0.001'), 'spent to the last step of size');
    assert.ok(engine.balance('ann', 'USD').total >= 0n);
  });
});

describe('refusals', () => {
  it("are the exchange's own words", () => {
    const engine = funded();
    assert.equal(refused(engine, { productId: 'FOO-BAR', price: '1', size: '1' }), 'Product not found');
    assert.equal(
      refused(engine, { price: '100.001', size: '1' }),
      'price is too accurate. Smallest unit is 0.01000000',
    );
    assert.equal(
      refused(engine, { price: '100', size: '1.000000001' }),
      'size is too accurate. Smallest unit is 0.00000001',
    );
    assert.equal(refused(engine, { funds: '10.001' }), 'funds is too accurate. Smallest unit is 0.01000000');
    assert.equal(refused(engine, { funds: '0.99' }), 'funds is too small. Minimum size is 1.00000000');
    assert.equal(placed(engine, { funds: '1' }).specifiedFunds, u('1'), 'the minimum itself is enough');
    assert.equal(
      refused(engine, { price: '100', size: '0.00999999' }),
      'size is too small. Minimum size is 0.01000000',
    );
    assert.equal(placed(engine, { price: '100', size: '0.01' }).status, 'open');
    assert.equal(
      refused(engine, { price: '100', size: '0' }),
      'size is too small. Minimum size is 0.00000001',
    );
    assert.equal(refused(engine, { price: '0', size: '1' }), 'price too small');
  });

  it('Insufficient funds: the whole balance without room for the fee', () => {
    const engine = funded();
    assert.equal(refused(engine, { price: '100', size: '100' }), 'Insufficient funds');
    assert.equal(refused(engine, { side: 'sell', price: '100', size: '10.00000001' }), 'Insufficient funds');
    assert.equal(refused(engine, { funds: '10000.01' }), 'Insufficient funds');
    assert.equal(placed(engine, { side: 'sell', price: '100', size: '10' }).status, 'open');
    assert.equal(refused(engine, { side: 'sell', funds: '10' }), 'Insufficient funds');
    assert.equal(refused(engine, { profile: 'nobody', size: '1' }), 'Insufficient funds');
    assert.equal(
      placed(engine, { price: '100', size: '99.40357852' }).status,
      'open',
      '9999.99999911 with fee',
    );
  });
});
