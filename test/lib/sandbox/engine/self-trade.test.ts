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
});
