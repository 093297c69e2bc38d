import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayStats } from '../../../nodes/lib/rules/day-stats';
import { decimal } from '../../../nodes/lib/rules/decimal';
import type { Ticker } from '../../../nodes/lib/rules/market-data';

const ticker = (more: Partial<Ticker>): Ticker => ({
  product_id: 'BTC-USD',
  price: '100',
  time: '2026-01-01T00:00:00Z',
  ...more,
});

describe('the stats of 24 hours', () => {
  it('have the exact change, and its percentage rounded half up to four decimals', () => {
    const stats = dayStats(
      ticker({
        price: '95000.07',
        open_24h: '90000.01',
        high_24h: '96000',
        low_24h: '89000.5',
        volume_24h: '1234.00000001',
        volume_30d: '40000',
      }),
    );
    assert.deepEqual(stats, {
      product_id: 'BTC-USD',
      open: '90000.01',
      high: '96000',
      low: '89000.5',
      last: '95000.07',
      volume: '1234.00000001',
      volume_30d: '40000',
      change: '5000.06',
      change_percent: '5.5556',
      time: '2026-01-01T00:00:00Z',
    });
    assert.equal(dayStats(ticker({ price: '1.000005', open_24h: '1' })).change_percent, '0.0005');
    assert.equal(dayStats(ticker({ price: '0.999995', open_24h: '1' })).change_percent, '-0.0005');
  });

  it('leave out what the exchange did not say, and take the open from elsewhere', () => {
    const bare = dayStats(ticker({}));
    assert.deepEqual(bare, { product_id: 'BTC-USD', last: '100', time: '2026-01-01T00:00:00Z' });
    assert.equal(dayStats(ticker({}), '80').change_percent, '25');
  });

  it('tell no percentage of nothing', () => {
    const stats = dayStats(ticker({ open_24h: '0' }));
    assert.equal(stats.change, '100');
    assert.equal(stats.change_percent, undefined);
  });

  it('add up for any prices: open and change are the last price', () => {
    const price = fc
      .tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 10 }))
      .map(([digits, places]) =>
        decimal(String(digits))
          .div(decimal(`1${'0'.repeat(places)}`))
          .toFixed(),
      );
    fc.assert(
      fc.property(price, price, (open, last) => {
        const { change = '' } = dayStats(ticker({ price: last, open_24h: open }));
        assert.ok(decimal(open).plus(decimal(change)).eq(decimal(last)));
      }),
    );
  });
});
