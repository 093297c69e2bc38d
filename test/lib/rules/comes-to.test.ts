import assert from 'node:assert/strict';
import fc from 'fast-check';
import { comesTo, type AskedAmount, type MarketNow } from '../../../nodes/lib/rules/comes-to';
import { decimal } from '../../../nodes/lib/rules/decimal';

const now: MarketNow = {
  product: { base_increment: '0.00000001', quote_increment: '0.01', min_market_funds: '1' },
  market: { bid: '99', ask: '101', last: '100' },
  available: { base: '2', quote: '1010' },
};
const asked = (more: Partial<AskedAmount> = {}): AskedAmount => ({
  side: 'buy',
  amount: '25',
  unit: 'quote',
  ...more,
});

describe('what an amount comes to now', () => {
  it('reckons a buy at the ask, a sell at the bid, and an open side at the last trade', () => {
    assert.deepEqual(comesTo(asked({ amount: '202' }), now), { base: '2', quote: '202', price: '101' });
    assert.deepEqual(comesTo(asked({ side: 'sell', unit: 'base', amount: '1' }), now), {
      base: '1',
      quote: '99',
      price: '99',
    });
    assert.equal(comesTo(asked({ side: undefined }), now)?.price, '100');
  });

  it('reckons a limit order at its own price', () => {
    assert.deepEqual(comesTo(asked({ amount: '100', price: '50' }), now), {
      base: '2',
      quote: '100',
      price: '50',
    });
  });

  it('takes percent of the quote currency for a buy, and of the base currency for a sell', () => {
    const percent = asked({ unit: 'percent', amount: '10' });
    assert.deepEqual(comesTo(percent, now), { base: '1', quote: '101', price: '101' });
    assert.deepEqual(comesTo({ ...percent, side: 'sell' }, now), { base: '0.2', quote: '19.8', price: '99' });
  });

  it('says nothing where the form or the account does not say enough', () => {
    const percent = asked({ unit: 'percent', amount: '10' });
    assert.equal(comesTo({ ...percent, side: undefined }, now), undefined, 'percent of which currency?');
    assert.equal(comesTo(percent, { ...now, available: undefined }), undefined);
    for (const amount of ['', '0', '-1', '1,5', '1e3', 'many', '0.0'])
      assert.equal(comesTo(asked({ amount }), now), undefined, amount);
    for (const price of ['', '0', 'cheap']) assert.equal(comesTo(asked({ price }), now), undefined, price);
  });

  it('says what is below the minimum and above what is there, on both sides of the border', () => {
    const problem = (more: Partial<AskedAmount>): unknown => comesTo(asked(more), now)?.problem;
    assert.equal(problem({ amount: '0.99' }), 'below-minimum');
    assert.equal(problem({ amount: '1' }), undefined);
    assert.equal(problem({ amount: '1010' }), undefined);
    assert.equal(problem({ amount: '1010.01' }), 'above-available');
    assert.equal(problem({ side: 'sell', unit: 'base', amount: '2' }), undefined);
    assert.equal(problem({ side: 'sell', unit: 'base', amount: '2.00000001' }), 'above-available');
    assert.equal(problem({ unit: 'base', amount: '0.000000001' }), 'below-minimum', 'nothing after rounding');
    assert.equal(comesTo(asked({ amount: '99999' }), { ...now, available: undefined })?.problem, undefined);
  });

  it('never rounds up, whatever the amount and the price', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 });
    fc.assert(
      fc.property(cents, cents, (amountCents, priceCents) => {
        const amount = `${Math.floor(amountCents / 100)}.${String(amountCents % 100).padStart(2, '0')}`;
        const price = `${Math.floor(priceCents / 100)}.${String(priceCents % 100).padStart(2, '0')}`;
        const worth = comesTo(asked({ amount, price }), now);
        assert.ok(worth);
        assert.ok(decimal(worth.quote).lte(amount));
        assert.ok(decimal(worth.base).times(price).lte(amount));
      }),
      { numRuns: 300 },
    );
  });
});
