import assert from 'node:assert/strict';
import { type Customer, openCustomer, RESTING } from './customer';

const OID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
const MARKET = { product_id: 'BTC-USD', side: 'buy', type: 'market' };

describe('sandbox POST /orders', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  beforeEach(() => customer.sandbox.reset());
  after(() => customer.sandbox.close());

  async function refusal(body: unknown, text?: string): Promise<string> {
    const answer = await customer.send('POST', '/orders', text === undefined ? { body } : { text });
    assert.equal(answer.status, 400, answer.text);
    return (answer.value() as { message: string }).message;
  }

  it('echoes a limit order trimmed, pending and unfilled', async () => {
    const answer = await customer.send('POST', '/orders', { body: { ...RESTING, size: '0.01000' } });
    assert.equal(answer.status, 200);
    const { id, profile_id: profile, ...order } = answer.json();
    assert.match(String(id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(String(profile), /^[0-9a-f-]{36}$/);
    assert.deepEqual(order, {
      price: '1000',
      size: '0.01',
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      time_in_force: 'GTC',
      post_only: false,
      created_at: '2026-01-02T03:04:05.000000Z',
      stp: 'dc',
      fill_fees: '0',
      filled_size: '0',
      executed_value: '0',
      status: 'pending',
      settled: false,
    });
  });

  it('takes the fee out of the funds of a market buy, and out of nothing of a sell', async () => {
    const buy = await customer.send('POST', '/orders', { body: { ...MARKET, funds: '10' } });
    const { funds, specified_funds: specified, status } = buy.json();
    assert.deepEqual(
      [funds, specified, status],
      ['9.94035785', '10', 'pending'],
      '10 / 1.006, 8 decimals, down',
    );
    const sell = await customer.send('POST', '/orders', { body: { ...MARKET, side: 'sell', funds: '10' } });
    assert.deepEqual([sell.json()['funds'], sell.json()['specified_funds']], ['10', '10']);
    assert.ok(!('price' in sell.json()) && !('time_in_force' in sell.json()));
  });

  it('takes amounts as JSON numbers too', async () => {
    const body = { ...RESTING, price: 1000, size: 0.01 };
    const order = (await customer.send('POST', '/orders', { body })).json();
    assert.deepEqual([order['price'], order['size']], ['1000', '0.01']);
    assert.match(await refusal({ ...MARKET, product_id: 'ETH-BTC', size: 1e-12 }), /^size is too accurate/);
  });

  it('takes limit for the type when it is absent, and null for absent', async () => {
    const body = { ...RESTING, type: undefined, stop: null, client_oid: null, post_only: null };
    assert.equal((await customer.send('POST', '/orders', { body })).json()['type'], 'limit');
  });

  it('keeps a client order id, dashes or not, in its usual form', async () => {
    for (const given of [OID, OID.replaceAll('-', ''), OID.toUpperCase()]) {
      const answer = await customer.send('POST', '/orders', { body: { ...RESTING, client_oid: given } });
      assert.equal(answer.json()['client_oid'], OID, given);
    }
  });

  it('answers a post-only order that would cross with rejected, not with an error', async () => {
    const body = { ...RESTING, price: '900000.00', size: '0.001', post_only: true };
    const answer = await customer.send('POST', '/orders', { body });
    const { status, reject_reason: reason, settled } = answer.json();
    assert.deepEqual([answer.status, status, reason, settled], [200, 'rejected', 'post only', true]);
  });

  const refusals: readonly [what: string, order: object, message: string][] = [
    ['no product', { ...RESTING, product_id: undefined }, 'Requires product_id'],
    ['no side', { ...RESTING, side: undefined }, 'Requires side'],
    ['no price', { ...RESTING, price: undefined }, 'Requires price'],
    ['no size', { ...RESTING, size: undefined }, 'Requires size'],
    ['a market order without amount', MARKET, 'Requires size'],
    ['size and funds', { ...MARKET, size: '1', funds: '10' }, 'Only one of size and funds is allowed'],
    ['a strange type', { ...RESTING, type: 'lemit' }, 'Invalid order_type lemit'],
    ['a type in capitals', { ...RESTING, type: 'LIMIT' }, 'Invalid order_type LIMIT'],
    ['type stop', { ...RESTING, type: 'stop' }, 'Invalid order_type stop'],
    ['a strange side', { ...RESTING, side: 'buY' }, 'Invalid side buY'],
    ['a side that is an object', { ...RESTING, side: { a: 1 } }, 'Invalid side {"a":1}'],
    ['a strange time in force', { ...RESTING, time_in_force: 'GTCi' }, 'Invalid time_in_force GTCi'],
    ['a strange stp', { ...RESTING, stp: 'xx' }, 'Invalid stp xx'],
    ['a free-text client id', { ...RESTING, client_oid: 'my order' }, 'Invalid client_oid'],
    ['a numeric client id', { ...RESTING, client_oid: 7 }, 'Invalid client_oid'],
    ['an unknown product', { ...RESTING, product_id: 'FOO-BAR' }, 'Product not found'],
    ['a product in small letters', { ...RESTING, product_id: 'btc-usd' }, 'Product not found'],
    ['a prototype key as product', { ...RESTING, product_id: '__proto__' }, 'Product not found'],
    ['a size in words', { ...RESTING, size: 'one' }, 'size must be a number'],
    ['a size with an exponent', { ...RESTING, size: '1e3' }, 'size must be a number'],
    ['leading zeros', { ...RESTING, size: '01.5' }, 'size must be a number'],
    ['a price in words', { ...RESTING, price: 'market' }, 'price must be a number'],
    ['a price beyond any number', { ...RESTING, price: 1e21 }, 'price must be a number'],
    ['funds as an object', { ...MARKET, funds: {} }, 'funds must be a number'],
    ['a fine size', { ...RESTING, size: '0.000000001' }, 'size is too accurate. Smallest unit is 0.00000001'],
    [
      'a very fine size',
      { ...RESTING, size: `0.${'0'.repeat(19)}1` },
      'size is too accurate. Smallest unit is 0.00000001',
    ],
    ['a fine price', { ...RESTING, price: '1000.001' }, 'price is too accurate. Smallest unit is 0.01000000'],
    ['fine funds', { ...MARKET, funds: '10.001' }, 'funds is too accurate. Smallest unit is 0.01000000'],
    ['a negative price', { ...RESTING, price: '-5' }, 'price too small'],
    ['a small size', { ...RESTING, size: '0.0005' }, 'size is too small. Minimum size is 0.00100000'],
    ['a negative size', { ...MARKET, size: '-1' }, 'size is too small. Minimum size is 0.00000001'],
    ['small funds', { ...MARKET, funds: '0.99' }, 'funds is too small. Minimum size is 1.00000000'],
    ['more than there is', { ...RESTING, size: '10' }, 'Insufficient funds'],
    ['all there is, without room for the fee', { ...RESTING, size: '10.00000000' }, 'Insufficient funds'],
    ['a strange flag', { ...RESTING, post_only: 'yes' }, 'Invalid post_only yes'],
    ['GTT for ever', { ...RESTING, time_in_force: 'GTT' }, 'Requires cancel_after'],
    [
      'a strange lifetime',
      { ...RESTING, time_in_force: 'GTT', cancel_after: 'week' },
      'Invalid cancel_after week',
    ],
    [
      'a lifetime without GTT',
      { ...RESTING, cancel_after: 'day' },
      'Invalid cancel_after: only with time_in_force GTT',
    ],
    ['a stop without its price', { ...RESTING, stop: 'entry' }, 'Requires stop_price'],
    ['a stop price alone', { ...RESTING, stop_price: '900' }, 'Requires stop'],
    ['a strange stop', { ...RESTING, stop: 'limit', stop_price: '900' }, 'Invalid stop limit'],
    [
      'a stop of the other side',
      { ...RESTING, stop: 'loss', stop_price: '900' },
      'Invalid stop loss: a buy order takes stop entry',
    ],
    [
      'a market stop',
      { ...MARKET, size: '1', stop: 'entry', stop_price: '900' },
      'Invalid stop: only a limit order can have one',
    ],
    [
      'a fine stop price',
      { ...RESTING, stop: 'entry', stop_price: '900.001' },
      'stop_price is too accurate. Smallest unit is 0.01000000',
    ],
    ['a stop at nothing', { ...RESTING, stop: 'entry', stop_price: '0' }, 'invalid stop price'],
    ['size and funds of a limit order', { ...RESTING, funds: '10' }, 'Only one of size and funds is allowed'],
    ['half a bracket', { ...RESTING, stop_limit_price: '900' }, 'Requires stop_price'],
    [
      'a bracket out of order',
      { ...RESTING, stop_price: '900', stop_limit_price: '950' },
      'Invalid stop_limit_price: a buy needs price < stop_price < stop_limit_price',
    ],
    ['another profile', { ...RESTING, profile_id: OID }, 'Invalid profile_id'],
  ];
  for (const [what, order, message] of refusals) {
    it(`refuses ${what}: “${message}”`, async () => {
      assert.equal(await refusal(order), message);
      assert.deepEqual(customer.sandbox.ledger().orders, [], 'nothing was placed');
    });
  }

  it('refuses post-only with IOC and FOK', async () => {
    for (const time_in_force of ['IOC', 'FOK']) {
      assert.match(await refusal({ ...RESTING, post_only: true, time_in_force }), /^Invalid post_only/);
    }
  });

  for (const field of [{ max_floor: '1' }]) {
    it(`refuses what it does not simulate instead of ignoring it: ${JSON.stringify(field)}`, async () => {
      assert.match(await refusal({ ...RESTING, ...field }), /is not simulated by this sandbox \(/);
      assert.deepEqual(customer.sandbox.ledger().orders, []);
    });
  }

  it('answers a body that is not a JSON object with 400', async () => {
    assert.match(await refusal(undefined, 'size=1'), /Unexpected token/);
    for (const text of ['[]', 'null', '5', '"text"'])
      assert.equal(await refusal(undefined, text), 'Bad Request');
    assert.equal(await refusal(undefined, ''), 'Requires product_id');
  });
});
