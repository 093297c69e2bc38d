import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openTrader, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

const OID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
const NOBODYS = '00000000-0000-4000-8000-000000000000';

describe('orders at the Advanced Trade face', () => {
  let trader: Trader;

  before(async () => {
    trader = await openTrader();
  });
  beforeEach(() => trader.customer.sandbox.reset());
  after(() => trader.close());

  const limit = (more: Json = {}): Json => ({
    product_id: 'BTC-USD',
    side: 'BUY',
    order_configuration: { limit_limit_gtc: { base_size: '0.01', limit_price: '1000', ...more } },
  });

  async function create(order: Json): Promise<Json> {
    return trader.post('/orders', { client_order_id: randomUUID(), ...order });
  }

  it('answers a new order with its names, and shows it with every figure as text', async () => {
    const answer = await create({ ...RESTING, client_order_id: 'my order #1 ☕' });
    const { order_id: id } = answer['success_response'] as { order_id: string };
    assert.deepEqual(answer, {
      success: true,
      success_response: {
        order_id: id,
        product_id: 'BTC-USD',
        side: 'BUY',
        client_order_id: 'my order #1 ☕',
        attached_order_id: '',
      },
      order_configuration: RESTING.order_configuration,
    });
    const { retail_portfolio_id: portfolio, user_id: user, ...order } = await trader.order(id);
    assert.match(String(portfolio), /^[0-9a-f-]{36}$/);
    assert.match(String(user), /^[0-9a-f]{24}$/);
    assert.deepEqual(order, {
      order_id: id,
      product_id: 'BTC-USD',
      order_configuration: RESTING.order_configuration,
      side: 'BUY',
      client_order_id: 'my order #1 ☕',
      status: 'OPEN',
      time_in_force: 'GOOD_UNTIL_CANCELLED',
      created_time: '2026-01-02T03:04:05.000000Z',
      completion_percentage: '0.00',
      filled_size: '0',
      average_filled_price: '0',
      fee: '',
      number_of_fills: '0',
      filled_value: '0',
      pending_cancel: false,
      size_in_quote: false,
      total_fees: '0',
      size_inclusive_of_fees: false,
      total_value_after_fees: '0',
      trigger_status: 'INVALID_ORDER_TYPE',
      order_type: 'LIMIT',
      reject_reason: 'REJECT_REASON_UNSPECIFIED',
      settled: false,
      product_type: 'SPOT',
      reject_message: '',
      cancel_message: '',
      order_placement_source: 'RETAIL_ADVANCED',
      outstanding_hold_amount: '10.06',
      is_liquidation: false,
      last_fill_time: null,
      edit_history: [],
      leverage: '',
      margin_type: 'UNKNOWN_MARGIN_TYPE',
      originating_order_id: '',
      attached_order_id: '',
    });
  });
  it('fills a market order by quote and by base, with figures that its fills add up to', async () => {
    const bought = await trader.place({
      ...RESTING,
      order_configuration: { market_market_ioc: { quote_size: '1000' } },
    });
    const sold = await trader.place({
      ...RESTING,
      side: 'SELL',
      order_configuration: { market_market_ioc: { base_size: '0.5' } },
    });
    for (const id of [bought, sold]) {
      const order = (await trader.order(id)) as Record<string, string>;
      const { fills } = (await trader.get(`/orders/historical/fills?order_ids=${id}`)) as {
        fills: Record<string, string>[];
      };
      assert.deepEqual([order['status'], order['settled']], ['FILLED', true]);
      assert.equal(order['number_of_fills'], String(fills.length));
      assert.equal(order['last_fill_time'], fills[0]?.['trade_time']);
      const sum = (name: string): bigint => fills.reduce((all, fill) => all + units(fill[name]), 0n);
      assert.equal(sum('size'), units(order['filled_size']));
      assert.equal(sum('commission'), units(order['total_fees']));
      const [value, fees] = [units(order['filled_value']), units(order['total_fees'])];
      assert.equal(units(order['total_value_after_fees']), id === bought ? value + fees : value - fees);
      for (const fill of fills) {
        assert.deepEqual(
          [fill['trade_type'], fill['liquidity_indicator'], fill['side'], fill['product_id']],
          ['FILL', 'TAKER', id === bought ? 'BUY' : 'SELL', 'BTC-USD'],
        );
        assert.equal(typeof fill['trade_id'], 'string');
      }
    }
  });

  it('makes no second order of a repeated client_order_id, even of a canceled one', async () => {
    const id = await trader.place({ ...RESTING, client_order_id: OID });
    const again = await create({ ...limit({ limit_price: '2000' }), client_order_id: OID });
    assert.equal((again['success_response'] as Json)['order_id'], id);
    assert.deepEqual(again['order_configuration'], RESTING.order_configuration);
    await trader.post('/orders/batch_cancel', { order_ids: [id] });
    const third = await create({ ...RESTING, client_order_id: OID });
    assert.equal((third['success_response'] as Json)['order_id'], id);
    const { orders } = (await trader.get('/orders/historical/batch')) as { orders: Json[] };
    assert.equal(orders.length, 1);
    const nonsense = await create({ client_order_id: OID });
    assert.equal((nonsense['success_response'] as Json)['order_id'], id);
  });

  it('cancels in a batch with a result for each', async () => {
    const [open, canceled] = [await trader.place(RESTING), await trader.place(RESTING)];
    await trader.post('/orders/batch_cancel', { order_ids: [canceled] });
    const filled = await trader.place({
      ...RESTING,
      order_configuration: { market_market_ioc: { quote_size: '100' } },
    });
    const order_ids = [open, canceled, filled, NOBODYS, 'nonsense', open];
    const { results } = (await trader.post('/orders/batch_cancel', { order_ids })) as { results: Json[] };
    assert.deepEqual(
      results.map((result) => [result['order_id'], result['success'], result['failure_reason']]),
      [
        [open, true, 'UNKNOWN_CANCEL_FAILURE_REASON'],
        [canceled, false, 'UNKNOWN_CANCEL_ORDER'],
        [filled, false, 'ORDER_IS_FULLY_FILLED'],
        [NOBODYS, false, 'UNKNOWN_CANCEL_ORDER'],
        ['nonsense', false, 'UNKNOWN_CANCEL_ORDER'],
        [open, false, 'DUPLICATE_CANCEL_REQUEST'],
      ],
    );
    assert.equal((await trader.order(open))['status'], 'CANCELLED');
    const many = { order_ids: Array.from({ length: 101 }, () => NOBODYS) };
    assert.equal((await trader.send('POST', '/orders/batch_cancel', { body: many })).status, 400);
  });

  it('says of an unknown order that it was not found, with 404', async () => {
    for (const id of [NOBODYS, 'nonsense']) {
      const answer = await trader.send('GET', `/orders/historical/${id}`);
      assert.equal(answer.status, 404);
      assert.equal(answer.json()['error_details'], 'order with this orderID was not found');
    }
  });

  it('says of anything else that it is not simulated', async () => {
    for (const [method, path] of [
      ['POST', '/orders/close_position'],
      ['GET', '/convert/trade/1'],
      ['GET', '/nothing'],
    ] as const) {
      const answer = await trader.send(method, path);
      assert.equal(answer.status, 404, path);
      assert.match(String(answer.json()['message']), /is not simulated by this sandbox$/);
    }
  });
});

/** Text as a whole number of 10^-16. */
function units(text = ''): bigint {
  const [whole = '', decimals = ''] = text.split('.');
  return BigInt(whole + decimals.padEnd(16, '0'));
}
