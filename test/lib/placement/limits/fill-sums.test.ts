import assert from 'node:assert/strict';
import { createFillSums, type FillSums } from '../../../../nodes/lib/placement/limits/fill-sums';
import { decimalText } from '../../../../nodes/lib/rules/decimal';
import type { Fill, Side } from '../../../../nodes/lib/rules/orders';

const NOON = Date.parse('2026-03-02T12:00:00.000Z');
const DAY = { startMs: NOON, endMs: NOON + 86_400_000 };

const fill = (order_id: string, side: Side, price: string, atMs = 0): Fill => ({
  trade_id: '1',
  order_id,
  product_id: 'BTC-USD',
  side,
  liquidity: 'T',
  price,
  size: '0.1',
  fee: '0.01',
  created_at: new Date(NOON + atMs).toISOString(),
  settled: true,
});

const told = (sums: FillSums): readonly unknown[] => {
  const size = sums.filled('sale');
  return [decimalText(sums.result(DAY)), size && decimalText(size)];
};

describe('the sums of fills', () => {
  it('go on from others, which stay as they are', () => {
    const before = createFillSums();
    before.take(fill('purchase', 'buy', '100'));
    before.take(fill('purchase', 'buy', '200'));
    const none = createFillSums(before);
    assert.deepEqual(told(none), ['0', undefined]);
    before.take(fill('sale', 'sell', '40'));
    const after = createFillSums(before);
    assert.deepEqual(told(after), ['-6.02', '0.1']);
    after.take(fill('sale', 'sell', '40'));
    assert.deepEqual(told(after), ['-22.04', '0.2']);
    assert.deepEqual(told(before), ['-6.02', '0.1']);
    assert.equal(after.filled('another'), undefined);
  });

  it('count what the day realised, from its first moment to before its last', () => {
    const sums = createFillSums();
    for (const atMs of [-1, 0, 86_399_999, 86_400_000]) sums.take(fill('sale', 'sell', '40', atMs));
    assert.deepEqual(told(sums), ['-0.02', '0.4']);
  });
});
