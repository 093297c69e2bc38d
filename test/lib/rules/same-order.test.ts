import assert from 'node:assert/strict';
import { bookOf, namesOf } from '../../../nodes/lib/rules/one-book';
import type { Order, OrderIntent } from '../../../nodes/lib/rules/orders';
import { intentOf } from './limits/facts';
import { differencesFrom, takenByAnother } from '../../../nodes/lib/rules/same-order';

const limit = intentOf({ size: '0.01', price: '8000' });
const { price: _price, time_in_force: _time, size: _size, ...head } = limit;
const market: OrderIntent = { ...head, type: 'market', funds: '25' };
const told: Order = {
  id: 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2',
  ...limit,
  status: 'open',
  filled_size: '0',
  executed_value: '0',
  fill_fees: '0',
  settled: false,
  created_at: '2026-01-02T03:04:05.006Z',
};
const { price: _, time_in_force: __, ...bare } = told;
const byFunds: Order = { ...bare, type: 'market', funds: '24.8', specified_funds: '25' };
const raw = (name: string, fields: Record<string, unknown>, over: Partial<OrderIntent>): OrderIntent => ({
  ...limit,
  ...over,
  order_configuration: { [name]: fields },
});

describe('the order under a client order id that somebody chose', () => {
  const same: readonly (readonly [string, OrderIntent, Order])[] = [
    ['it is the one that was asked for', limit, told],
    ['amounts are written otherwise', { ...limit, size: '0.010', price: '8000.00' }, told],
    ['it goes by the other name of its order book', { ...limit, product_id: 'BTC-USDC' }, told],
    ['the exchange set the fee of its funds aside', market, byFunds],
    ['the exchange tells the size that its funds came to', market, { ...byFunds, size: '0.003' }],
    ['the exchange does not tell everything', { ...limit, post_only: true, stop: 'entry' }, told],
    [
      'a bracket was repriced by its stop',
      { ...limit, price: '7000', stop_price: '7900', stop_limit_price: '8000' },
      { ...told, stop_price: '7900', stop_limit_price: '8000' },
    ],
    [
      'it is a bracket of an order_configuration',
      raw(
        'trigger_bracket_gtc',
        { base_size: '0.01', limit_price: '8000', stop_trigger_price: '8100' },
        { stop_price: '8100', stop_limit_price: '8505' },
      ),
      { ...told, stop_price: '8100' },
    ],
    [
      'it is a range of an order_configuration',
      raw(
        'scaled_limit_gtc',
        { base_size: '0.01', min_price: '7000', max_price: '8000', num_orders: 4 },
        { price: '7000', stop_limit_price: '8000' },
      ),
      told,
    ],
  ];
  for (const [name, intent, order] of same)
    it(`is ours where ${name}`, () => {
      assert.deepEqual(differencesFrom(intent, order), []);
      assert.equal(takenByAnother(intent, order), undefined);
    });

  const other: readonly (readonly [string, OrderIntent, Order, string])[] = [
    ['another product', { ...limit, product_id: 'ETH-USD' }, told, 'product_id BTC-USD ETH-USD'],
    ['another quote', { ...limit, product_id: 'BTC-USDT' }, told, 'product_id BTC-USD BTC-USDT'],
    ['the other side', { ...limit, side: 'sell' }, told, 'side buy sell'],
    ['another size', { ...limit, size: '0.011' }, told, 'amount 0.01 base 0.011 base'],
    ['funds instead of a size', { ...market, funds: '80' }, told, 'type limit market'],
    ['other funds', { ...market, funds: '24.8' }, byFunds, 'amount 25 quote 24.8 quote'],
    ['another price', { ...limit, price: '8000.01' }, told, 'price 8000 8000.01'],
    ['another time in force', { ...limit, time_in_force: 'FOK' }, told, 'time_in_force GTC FOK'],
    ['no waiting for the book', limit, { ...told, post_only: true }, 'post_only true false'],
    [
      'another stop price',
      { ...limit, stop: 'entry', stop_price: '7800' },
      { ...told, stop: 'entry', stop_price: '7900' },
      'stop_price 7900 7800',
    ],
  ];
  for (const [name, intent, order, first] of other)
    it(`is another's with ${name}`, () => {
      const [difference] = differencesFrom(intent, order);
      assert.equal([difference?.field, difference?.before, difference?.now].join(' '), first);
      const error = takenByAnother(intent, order);
      assert.equal(error?.code, 'IDEMPOTENCY_CONFLICT');
      assert.equal(error.details['order_id'], told.id);
      assert.equal(error.details.client_oid, limit.client_oid);
    });
});

describe('the names of an order book', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['BTC-USD', 'BTC-USD', ['BTC-USD', 'BTC-USDC']],
    ['BTC-USDC', 'BTC-USD', ['BTC-USDC', 'BTC-USD']],
    ['ETH-BTC', 'ETH-BTC', ['ETH-BTC']],
    ['BTC-USDT', 'BTC-USDT', ['BTC-USDT']],
  ];
  for (const [id, book, names] of rows)
    it(`of ${id}: ${names.join(', ')}`, () => assert.deepEqual([bookOf(id), namesOf(id)], [book, names]));
});
