import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { lapsing } from '../../../nodes/lib/rules/lapse';
import { parseOrder } from '../../../nodes/lib/rules/order-fields';
import { parseRawOrder } from '../../../nodes/lib/rules/raw-order';

describe('resting orders of an account that lets them lapse', () => {
  const raw = (kind: string, more: object = {}) =>
    parseRawOrder({
      product_id: 'BTC-USD',
      side: 'buy',
      order_configuration: { [kind]: { base_size: '1', limit_price: '100', ...more } },
    });

  it('get an end; what ends by itself stays as it is', () => {
    const rests = parseOrder({
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      amount: '1',
      price: '100',
    });
    const { time_in_force, cancel_after } = lapsing(rests, 'hour');
    assert.deepEqual([time_in_force, cancel_after], ['GTT', 'hour']);
    assert.equal(lapsing(rests, undefined), rests);
    for (const ends of [raw('sor_limit_ioc'), raw('limit_limit_gtd', { end_time: '2030-01-02T03:04:05Z' })])
      assert.equal(lapsing(ends, 'hour'), ends);
  });

  it("are refused in the API's own words, which nobody may change", () => {
    assert.throws(
      () => lapsing(raw('limit_limit_gtc'), 'min'),
      (thrown) => {
        assert.ok(thrown instanceof CoinbaseError);
        assert.equal(thrown.code, 'ORDER_INVALID');
        return /order_configuration.*lapse/.test(thrown.message);
      },
    );
    assert.ok(lapsing(raw('limit_limit_gtc'), undefined));
  });
});
