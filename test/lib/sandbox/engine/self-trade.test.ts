import assert = require('node:assert/strict');
import { parseUnits as u, unitsText } from '../../../../nodes/lib/sandbox/engine';
import { createWorld, funded, money, placed } from './world';

const text = (value: bigint | undefined) => (value === undefined ? undefined : unitsText(value));

describe('self-trade prevention (dc)', () => {
  it('cancels the smaller and reduces the larger, whichever rests', () => {
    const { engine, events } = createWorld();
    engine.credit('ann', 'USD', u('10000'));
    engine.credit('ann', 'BTC', u('10'));
    const small = placed(engine, { side: 'sell', price: '100', size: '1' });
    const large = placed(engine, { side: 'buy', price: '100', size: '3' });
    assert.deepEqual([small.doneReason, large.status, text(large.size)], ['canceled', 'open', '2']);
    assert.equal(text(large.hold), '201.2');
    const taker = placed(engine, { side: 'sell', price: '100', size: '0.5' });
    assert.deepEqual([taker.doneReason, text(large.size), text(large.hold)], ['canceled', '1.5', '150.9']);
    assert.equal(money(engine, 'ann', 'BTC'), '10 hold 0');
    assert.deepEqual([...engine.trades('BTC-USD')], [], 'no trade with oneself');
    assert.equal(events.filter((event) => event.type === 'change').length, 2);
  });

  it('cancels both when they are equal, and lets the rest trade with others', () => {
    const engine = funded();
    const own = placed(engine, { side: 'sell', price: '100', size: '1' });
    const equal = placed(engine, { side: 'buy', price: '100', size: '1' });
    assert.deepEqual([own.doneReason, equal.doneReason], ['canceled', 'canceled']);
    placed(engine, { side: 'sell', price: '100', size: '1' });
    placed(engine, { profile: 'bob', side: 'sell', price: '101', size: '5' });
    const taker = placed(engine, { side: 'buy', size: '3' });
    assert.deepEqual([taker.doneReason, text(taker.size), text(taker.filledSize)], ['filled', '2', '2']);
  });

  it('takes what was prevented out of the funds of a market buy, and tells so', () => {
    const { engine, events } = createWorld();
    engine.credit('ann', 'USD', u('10000'));
    engine.credit('ann', 'BTC', u('10'));
    engine.credit('bob', 'BTC', u('10'));
    placed(engine, { side: 'sell', price: '100', size: '0.4' });
    placed(engine, { profile: 'bob', side: 'sell', price: '101', size: '5' });
    const taker = placed(engine, { funds: '100.6' });
    assert.deepEqual([text(taker.funds), taker.doneReason], ['60', 'filled'], '100 - 0.4 x 100');
    const change = events.find((event) => event.type === 'change');
    assert.ok(change && 'oldFunds' in change);
    assert.deepEqual([text(change.oldFunds), text(change.newFunds)], ['100', '60']);
  });

  it('takes what was prevented out of what a market sell by funds may sell', () => {
    const engine = funded();
    placed(engine, { side: 'buy', price: '100', size: '9' });
    placed(engine, { profile: 'bob', side: 'buy', price: '99', size: '5' });
    const taker = placed(engine, { side: 'sell', funds: '1000' });
    assert.deepEqual(
      [text(taker.filledSize), taker.cancelReason],
      ['1', '105:Insufficient Funds'],
      '10 held, 9 prevented',
    );
  });
});

const STP = '102:Self Trade Prevention';

/** What becomes of an own resting order of 2 and an own limit order of 3 that meets it. */
const TABLE = {
  dc: { maker: ['done', '2', STP], taker: ['open', '1', undefined] },
  co: { maker: ['done', '2', STP], taker: ['open', '3', undefined] },
  cn: { maker: ['open', '2', undefined], taker: ['done', '3', STP] },
  cb: { maker: ['done', '2', STP], taker: ['done', '3', STP] },
} as const;

describe('self-trade prevention: the taker’s choice counts', () => {
  for (const stp of ['dc', 'co', 'cn', 'cb'] as const) {
    it(`${stp}: ${JSON.stringify(TABLE[stp])}`, () => {
      const engine = funded();
      const maker = placed(engine, {
        side: 'sell',
        price: '100',
        size: '2',
        stp: stp === 'cn' ? 'co' : 'cn',
      });
      const taker = placed(engine, { side: 'buy', price: '100', size: '3', stp });
      assert.deepEqual([maker.status, text(maker.size), maker.cancelReason], TABLE[stp].maker);
      assert.deepEqual([taker.status, text(taker.size), taker.cancelReason], TABLE[stp].taker);
      assert.deepEqual([...engine.trades('BTC-USD')], []);
    });
  }

  it('lets a taker that cancels the oldest trade with the others behind it', () => {
    const engine = funded();
    placed(engine, { side: 'sell', price: '100', size: '2' });
    const other = placed(engine, { profile: 'bob', side: 'sell', price: '100', size: '2' });
    const taker = placed(engine, { side: 'buy', size: '2', stp: 'co' });
    assert.deepEqual([taker.doneReason, other.doneReason], ['filled', 'filled']);
  });

  it('keeps what a taker that cancels itself has traded before', () => {
    const engine = funded();
    placed(engine, { profile: 'bob', side: 'sell', price: '99', size: '1' });
    placed(engine, { side: 'sell', price: '100', size: '2' });
    const taker = placed(engine, { side: 'buy', price: '100', size: '2', stp: 'cn' });
    assert.deepEqual([text(taker.filledSize), taker.cancelReason], ['1', STP]);
    assert.equal(engine.order('ann', taker.id), taker, 'a fill keeps it readable');
  });
});
