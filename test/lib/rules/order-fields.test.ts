import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import vm from 'node:vm';
import * as fc from 'fast-check';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { parseOrder, type OrderFields } from '../../../nodes/lib/rules/order-fields';
import { parseOrderPayload } from '../../../nodes/lib/rules/order-payload';

const market: OrderFields = {
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  amount: '25',
  amountUnit: 'quote',
};
const limit: OrderFields = {
  product_id: 'BTC-USD',
  side: 'sell',
  type: 'limit',
  amount: '0.5',
  amountUnit: 'base',
  price: '100.01',
};

const stopLoss: OrderFields = { ...limit, stop: 'loss', stop_price: '110' };
const stopEntry: OrderFields = { ...limit, side: 'buy', stop: 'entry', stop_price: '90' };

const bracketSell: OrderFields = { ...limit, price: '120', stop_price: '110', stop_limit_price: '105' };
const bracketBuy: OrderFields = {
  ...limit,
  side: 'buy',
  price: '80',
  stop_price: '90',
  stop_limit_price: '95',
};

function refusal(run: () => unknown): CoinbaseError {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError, String(thrown));
    return thrown;
  }
  throw new assert.AssertionError({ message: 'it should have been refused' });
}

describe('the fields of an order', () => {
  it('make a market order', () => {
    assert.deepEqual(parseOrder(market), {
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'market',
      amount: { unit: 'quote', value: '25' },
    });
  });

  it('make a limit order, GTC unless said otherwise', () => {
    assert.deepEqual(
      parseOrder({ ...limit, post_only: true, client_oid: '132FB6AE456B4654B4E0D681AC05CEA1' }),
      {
        product_id: 'BTC-USD',
        side: 'sell',
        type: 'limit',
        amount: { unit: 'base', value: '0.5' },
        price: '100.01',
        time_in_force: 'GTC',
        post_only: true,
        client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
      },
    );
  });

  it('make a stop order: a sell that stops a loss, a buy that enters above', () => {
    const waiting = ({ side, price, stop, stop_price, time_in_force }: OrderFields): unknown => ({
      side,
      price,
      stop,
      stop_price,
      time_in_force,
    });
    assert.deepEqual(waiting(parseOrder(stopLoss)), {
      side: 'sell',
      price: '100.01',
      stop: 'loss',
      stop_price: '110',
      time_in_force: 'GTC',
    });
    assert.equal(parseOrder(stopEntry).stop, 'entry');
    assert.equal(
      parseOrder({ ...stopLoss, price: '110' }).price,
      '110',
      'limit and stop price may be the same',
    );
    assert.equal(parseOrder({ ...stopEntry, price: '90' }).price, '90');
  });

  it('make a good-till-time order, which may be post-only, and carry the self-trade prevention', () => {
    for (const cancel_after of ['min', 'hour', 'day']) {
      const order = parseOrder({ ...limit, time_in_force: 'GTT', cancel_after, post_only: true, stp: 'co' });
      assert.deepEqual([order.cancel_after, order.post_only, order.stp], [cancel_after, true, 'co']);
    }
    assert.equal(parseOrder({ ...market, stp: 'cb' }).stp, 'cb');
    assert.equal('stp' in parseOrder({ ...market, stp: '' }), false);
  });

  it('make a bracket, with stop or without', () => {
    const { stop, stop_price, stop_limit_price } = parseOrder(bracketSell);
    assert.deepEqual([stop, stop_price, stop_limit_price], [undefined, '110', '105']);
    assert.equal(parseOrder({ ...bracketBuy, stop: 'entry' }).stop, 'entry');
    assert.equal(
      parseOrder({ ...bracketBuy, time_in_force: 'GTT', cancel_after: 'day' }).cancel_after,
      'day',
    );
  });

  it('carry the profile of a whole order, and say why max_floor is not taken', () => {
    const payload = { product_id: 'BTC-USD', side: 'buy', type: 'market', size: '1' };
    const profile_id = '132FB6AE456B4654B4E0D681AC05CEA1';
    assert.equal(
      parseOrderPayload({ ...payload, profile_id }).profile_id,
      '132fb6ae-456b-4654-b4e0-d681ac05cea1',
    );
    assert.equal(
      refusal(() => parseOrderPayload({ ...payload, profile_id: 'mine' })).details['field'],
      'profile_id',
    );
    assert.match(
      refusal(() => parseOrderPayload({ ...payload, max_floor: '1' })).message,
      /withdrew iceberg orders/,
    );
  });

  it('say why a stop makes no sense', () => {
    const why = (fields: OrderFields): string => refusal(() => parseOrder(fields)).message;
    assert.match(why({ ...stopLoss, stop: 'entry' }), /a sell takes stop loss, not entry/);
    assert.match(why({ ...stopLoss, price: '111' }), /limit price at or below its stop price 110/);
    assert.match(why({ ...stopEntry, price: '89' }), /limit price at or above its stop price 90/);
    assert.match(why({ ...stopLoss, type: 'stop' }), /type limit with stop, stop_price and price/);
  });

  it('take a JavaScript number that is surely exact', () => {
    assert.equal(parseOrder({ ...market, amount: 25 }).amount.value, '25');
    assert.equal(parseOrder({ ...market, amount: 0.1 }).amount.value, '0.1');
    assert.equal(parseOrder({ ...market, amount: 123456789.012345 }).amount.value, '123456789.012345');
  });

  const badAmounts: readonly unknown[] = [
    undefined,
    null,
    '',
    ' ',
    '0',
    '0.00',
    0,
    -0,
    '-1',
    -1,
    NaN,
    Infinity,
    '1e3',
    1e21,
    1e-7,
    0.1 + 0.2,
    1234567890123456.5,
    '١٢',
    '１',
    '1,5',
    '1 000',
    '+1',
    '.5',
    '5.',
    '01',
    '0x10',
    '1_000',
    '١.٥',
    'NaN',
    true,
    {},
    [],
    ['1'],
    { toString: () => '1' },
    '1'.repeat(61),
    '9'.repeat(10_000_000),
    1n,
    Symbol('1'),
    () => 1,
    '1\n',
    '\u200b1',
    '${AMOUNT}',
  ];
  for (const amount of badAmounts)
    it(`refuse the amount ${inspect(amount).slice(0, 30)}`, () => {
      const error = refusal(() => parseOrder({ ...market, amount }));
      assert.deepEqual([error.code, error.details['field']], ['ORDER_INVALID', 'amount']);
      assert.ok(error.message.length < 400, 'the text stays short whatever came in');
      assert.equal(refusal(() => parseOrder({ ...limit, price: amount })).details['field'], 'price');
    });

  const bad: readonly [string, OrderFields][] = [
    ['product_id', { ...market, product_id: 'btc-usd' }],
    ['product_id', { ...market, product_id: 'BTCUSD' }],
    ['product_id', { ...market, product_id: '../BTC-USD' }],
    ['product_id', { ...market, product_id: undefined }],
    ['product_id', { ...market, product_id: ['BTC-USD'] }],
    ['product_id', { ...market, product_id: `${'A'.repeat(1e6)}-USD` }],
    ['side', { ...market, side: 'BUY' }],
    ['side', { ...market, side: 'hold' }],
    ['side', { ...market, side: undefined }],
    ['side', { ...market, side: ['buy'] }],
    ['type', { ...market, type: 'stop' }],
    ['type', { ...market, type: '__proto__' }],
    ['type', { ...market, type: 'constructor' }],
    ['amountUnit', { ...market, amountUnit: 'usd' }],
    ['amount', { ...market, amountUnit: 'percent', amount: '100.01' }],
    ['price', { ...market, price: '1' }],
    ['post_only', { ...market, post_only: true }],
    ['time_in_force', { ...market, time_in_force: 'FOK' }],
    ['post_only', { ...limit, post_only: true, time_in_force: 'IOC' }],
    ['post_only', { ...limit, post_only: true, time_in_force: 'FOK' }],
    ['post_only', { ...limit, post_only: 'true' }],
    ['post_only', { ...limit, post_only: 1 }],
    ['client_oid', { ...market, client_oid: 'my-order' }],
    ['client_oid', { ...market, client_oid: 7 }],
  ];
  const badStops: readonly [string, OrderFields][] = [
    ['stop', { ...stopLoss, stop: 'entry' }],
    ['stop', { ...stopLoss, side: 'buy' }],
    ['stop', { ...stopLoss, stop: 'trailing' }],
    ['stop', { ...stopLoss, stop: undefined }],
    ['stop_price', { ...stopLoss, stop_price: undefined }],
    ['stop_price', { ...stopLoss, stop_price: '0' }],
    ['price', { ...stopLoss, price: undefined }],
    ['price', { ...stopLoss, price: '110.00000001' }],
    ['price', { ...stopEntry, price: '89.99999999' }],
    ['post_only', { ...stopLoss, post_only: true }],
    ['stop', { ...market, stop: 'entry', stop_price: '90' }],
    ['stop_limit_price', { ...market, stop_limit_price: '90' }],
    ['stop', { ...bracketSell, stop: 'entry' }],
    ['stop_price', { ...bracketSell, stop_price: '' }],
    ['stop_limit_price', { ...bracketSell, stop_limit_price: '0' }],
    ['price', { ...bracketSell, price: '110' }],
    ['stop_limit_price', { ...bracketSell, stop_limit_price: '110' }],
    ['price', { ...bracketBuy, price: '90' }],
    ['stop_limit_price', { ...bracketBuy, stop_limit_price: '90' }],
    ['post_only', { ...bracketSell, post_only: true }],
    ['time_in_force', { ...bracketSell, time_in_force: 'IOC' }],
    ['time_in_force', { ...bracketSell, time_in_force: 'FOK' }],
    ['stop_price', { ...market, stop_price: '90' }],
    ['type', { ...stopLoss, type: 'stop-limit' }],
    ['cancel_after', { ...limit, time_in_force: 'GTT' }],
    ['cancel_after', { ...limit, time_in_force: 'GTT', cancel_after: 'week' }],
    ['cancel_after', { ...limit, cancel_after: 'day' }],
    ['cancel_after', { ...limit, time_in_force: 'IOC', cancel_after: 'day' }],
    ['cancel_after', { ...market, cancel_after: 'min' }],
    ['time_in_force', { ...market, time_in_force: 'GTT', cancel_after: 'min' }],
    ['time_in_force', { ...limit, time_in_force: 'GTD' }],
    ['stp', { ...limit, stp: 'DC' }],
    ['stp', { ...market, stp: 'none' }],
  ];
  for (const [field, fields] of [...bad, ...badStops])
    it(`refuse ${field} in ${JSON.stringify(fields).slice(0, 120)}`, () => {
      const error = refusal(() => parseOrder(fields));
      assert.deepEqual([error.code, error.details['field']], ['ORDER_INVALID', field]);
    });

  it('name the right spelling of a product id', () =>
    assert.match(refusal(() => parseOrder({ ...market, product_id: 'eth-btc' })).message, /written ETH-BTC/));

  it('are an order or a coded refusal, whatever comes in', () => {
    const any = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
    });
    fc.assert(
      fc.property(
        fc.record({
          product_id: fc.oneof(any, fc.constant('BTC-USD')),
          side: fc.oneof(any, fc.constant('buy')),
          type: fc.oneof(any, fc.constant('limit')),
          amount: any,
          amountUnit: any,
          price: any,
          time_in_force: any,
          cancel_after: any,
          post_only: any,
          stop: any,
          stop_price: any,
          stp: any,
          client_oid: any,
        }),
        (fields) => {
          try {
            parseOrder(fields);
          } catch (thrown) {
            assert.ok(thrown instanceof CoinbaseError, String(thrown));
            assert.equal(thrown.code, 'ORDER_INVALID');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a whole order from msg.payload', () => {
  it("has Coinbase's own field names", () => {
    assert.deepEqual(
      parseOrderPayload({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '25' }),
      parseOrder(market),
    );
    assert.deepEqual(
      parseOrderPayload({ product_id: 'BTC-USD', side: 'sell', size: '0.5', price: '100.01' }),
      parseOrder(limit),
    );
    const wire = { product_id: 'BTC-USD', side: 'sell', size: '0.5', price: '100.01' };
    const stop = { stop: 'loss', stop_price: '110', time_in_force: 'GTT', cancel_after: 'hour', stp: 'cn' };
    assert.deepEqual(parseOrderPayload({ ...wire, ...stop }), parseOrder({ ...limit, ...stop }));
  });

  it('may come from a Function node, which has an Object of its own', () => {
    const payload: unknown = vm.runInNewContext(
      '({ product_id: "BTC-USD", side: "buy", type: "market", funds: "25" })',
    );
    assert.deepEqual(parseOrderPayload(payload), parseOrder(market));
  });

  const good = { product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '25' };
  const bad: readonly [string, unknown][] = [
    [
      'a ticker',
      { type: 'ticker', sequence: 1, product_id: 'BTC-USD', price: '1', side: 'buy', trade_id: 7 },
    ],
    ['a match', { type: 'match', trade_id: 1, product_id: 'BTC-USD', side: 'buy', size: '1', price: '1' }],
    ['the order before it', { ...good, id: 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2', status: 'done' }],
    ['an id of undefined', { ...good, id: undefined }],
    ['an unknown field', { ...good, leverage: '3' }],
    [
      'a prototype key',
      JSON.parse(
        '{"__proto__":{"size":"1"},"product_id":"BTC-USD","side":"buy","type":"market","funds":"25"}',
      ),
    ],
    ['a symbol key', { ...good, [Symbol('x')]: 1 }],
    ['size and funds', { ...good, size: '1' }],
    ['neither size nor funds', { product_id: 'BTC-USD', side: 'buy', type: 'market' }],
    ['neither type nor price', { product_id: 'BTC-USD', side: 'buy', size: '1' }],
    ['inherited fields', Object.create(good)],
    [
      'a class',
      new (class Order {
        product_id = 'BTC-USD';
      })(),
    ],
    ['text', JSON.stringify(good)],
    ['a list', [good]],
    ['nothing', undefined],
    ['null', null],
    ['a number', 25],
    ['a buffer', Buffer.from('x')],
    ['a date', new Date()],
  ];
  for (const [name, payload] of bad)
    it(`is not ${name}`, () => assert.equal(refusal(() => parseOrderPayload(payload)).code, 'ORDER_INVALID'));
});
