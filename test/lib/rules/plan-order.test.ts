import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decimal, decimalText } from '../../../nodes/lib/rules/decimal';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { parseOrder, type OrderFields } from '../../../nodes/lib/rules/order-fields';
import type { Balance, OrderIntent, Product } from '../../../nodes/lib/rules/orders';
import { planNeeds, planOrder, type OrderPlan } from '../../../nodes/lib/rules/plan-order';

const product: Product = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  min_market_funds: '1',
  status: 'online',
  post_only: false,
  limit_only: false,
  cancel_only: false,
  trading_disabled: false,
};
const balance = (currency: string, available: string): Balance => ({
  currency,
  available,
  hold: '0',
  balance: available,
});
const context = {
  balances: [balance('USD', '1000'), balance('BTC', '2')],
  fees: { maker: '0.004', taker: '0.006' },
};
const oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';

function plan(fields: OrderFields, over: Partial<Product> = {}): OrderPlan {
  const order = parseOrder({
    product_id: 'BTC-USD',
    side: 'buy',
    type: 'market',
    amountUnit: 'base',
    ...fields,
  });
  return planOrder(order, { ...product, ...over }, context, () => oid);
}
const sent = (fields: OrderFields): Partial<OrderIntent> => {
  const { size, funds, price } = plan(fields).intent;
  return JSON.parse(JSON.stringify({ size, funds, price })) as Partial<OrderIntent>;
};
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError, String(thrown));
    return thrown.code;
  }
  return 'passed';
}

/** The stop of a random order, where it is on the right side of its limit price. */
function stopOf(side: string, price: string, stop_price: string): OrderFields {
  const fits = side === 'buy' ? decimal(stop_price).lte(price) : decimal(stop_price).gte(price);
  return fits ? { stop: side === 'buy' ? 'entry' : 'loss', stop_price } : {};
}

describe('a planned order', () => {
  it('carries what was asked for, complete, and says that nothing was rounded', () => {
    assert.deepEqual(plan({ type: 'limit', amount: '0.5', price: '100.01', post_only: true }), {
      intent: {
        client_oid: oid,
        product_id: 'BTC-USD',
        side: 'buy',
        type: 'limit',
        size: '0.5',
        price: '100.01',
        time_in_force: 'GTC',
        post_only: true,
      },
      rounding: [],
    });
  });

  const rows: readonly [string, OrderFields, Partial<OrderIntent>][] = [
    ['market by base', { amount: '0.123456789' }, { size: '0.12345678' }],
    ['market by quote', { amount: '25.129', amountUnit: 'quote' }, { funds: '25.12' }],
    ['market sell by quote', { side: 'sell', amount: '25', amountUnit: 'quote' }, { funds: '25' }],
    [
      'limit buy price goes down',
      { type: 'limit', amount: '1', price: '99.999' },
      { size: '1', price: '99.99' },
    ],
    [
      'limit sell price goes up',
      { type: 'limit', side: 'sell', amount: '1', price: '99.991' },
      { size: '1', price: '100' },
    ],
    [
      'limit by quote',
      { type: 'limit', amount: '100', amountUnit: 'quote', price: '30000' },
      { size: '0.00333333', price: '30000' },
    ],
    [
      'market buy of everything: its funds include the fee',
      { amount: '100', amountUnit: 'percent' },
      { funds: '1000' },
    ],
    ['market sell of half', { side: 'sell', amount: '50', amountUnit: 'percent' }, { size: '1' }],
    [
      'limit buy of everything leaves room for the fee',
      { type: 'limit', amount: '100', amountUnit: 'percent', price: '100' },
      { size: '9.94035785', price: '100' },
    ],
    [
      'limit sell of a third',
      { type: 'limit', side: 'sell', amount: '33.333', amountUnit: 'percent', price: '100' },
      { size: '0.66666', price: '100' },
    ],
    ['no padding', { type: 'limit', amount: '0.50', price: '100.10' }, { size: '0.5', price: '100.1' }],
  ];
  for (const [name, fields, wanted] of rows) it(name, () => assert.deepEqual(sent(fields), wanted));

  it('says what was rounded', () => {
    assert.deepEqual(plan({ type: 'limit', amount: '0.123456789', price: '99.999' }).rounding, [
      { field: 'price', asked: '99.999', sent: '99.99', increment: '0.01' },
      { field: 'size', asked: '0.123456789', sent: '0.12345678', increment: '0.00000001' },
    ]);
  });

  it('rounds a stop price the way of the limit price: buy down, sell up, so that it fires no later than asked', () => {
    const stop = (fields: OrderFields): unknown => {
      const { intent, rounding } = plan({ type: 'limit', amount: '1', ...fields });
      return [
        intent.stop,
        intent.stop_price,
        intent.price,
        rounding.map(({ field, asked }) => [field, asked]),
      ];
    };
    assert.deepEqual(
      stop({ side: 'sell', stop: 'loss', stop_price: '95.001', price: '94.991', time_in_force: 'GTC' }),
      [
        'loss',
        '95.01',
        '95',
        [
          ['price', '94.991'],
          ['stop_price', '95.001'],
        ],
      ],
    );
    assert.deepEqual(stop({ side: 'buy', stop: 'entry', stop_price: '105.009', price: '105.01' }), [
      'entry',
      '105',
      '105.01',
      [['stop_price', '105.009']],
    ]);
  });

  it('rounds the prices of a bracket alike, and lets a buy in quote pay the highest of them', () => {
    const prices = (fields: OrderFields): unknown => {
      const { price, stop_price, stop_limit_price, size } = plan({ type: 'limit', ...fields }).intent;
      return [price, stop_price, stop_limit_price, size];
    };
    const sell = {
      side: 'sell',
      amount: '1',
      price: '120.001',
      stop_price: '95.001',
      stop_limit_price: '90.001',
    };
    assert.deepEqual(prices(sell), ['120.01', '95.01', '90.01', '1']);
    const buy = {
      amount: '100',
      amountUnit: 'quote',
      price: '80',
      stop_price: '90',
      stop_limit_price: '100.009',
    };
    assert.deepEqual(prices(buy), ['80', '90', '100', '1']);
    assert.throws(
      () => prices({ ...sell, stop_limit_price: '95.0005' }),
      /stop_limit_price: a bracket sell needs it below the stop price 95.01, and it is 95.01/,
    );
  });

  it('carries the life of a GTT order and the self-trade prevention, for market orders too', () => {
    const gtt = plan({ type: 'limit', amount: '1', price: '99', time_in_force: 'GTT', cancel_after: 'day' });
    assert.deepEqual([gtt.intent.time_in_force, gtt.intent.cancel_after], ['GTT', 'day']);
    assert.equal('stp' in gtt.intent, false, "left to the exchange's default when it was not chosen");
    assert.equal(plan({ amount: '1', stp: 'cn' }).intent.stp, 'cn');
  });

  it('keeps a client order id that was given', () => {
    const given = '00000000-0000-4000-8000-000000000001';
    assert.equal(plan({ amount: '1', client_oid: given }).intent.client_oid, given);
  });

  const refused: readonly [string, string, OrderFields, Partial<Product>?][] = [
    ['SIZE_BELOW_MINIMUM', 'nothing is left after rounding', { amount: '0.000000009' }],
    ['SIZE_BELOW_MINIMUM', 'funds below the minimum', { amount: '0.99', amountUnit: 'quote' }],
    [
      'SIZE_BELOW_MINIMUM',
      'price x size below the minimum',
      { type: 'limit', amount: '0.0099', price: '100' },
    ],
    ['ORDER_INVALID', 'a price below the smallest step', { type: 'limit', amount: '1', price: '0.001' }],
    [
      'ORDER_INVALID',
      'a stop price below the smallest step',
      { type: 'limit', amount: '1', price: '100', stop: 'entry', stop_price: '0.001' },
    ],
    ['ORDER_REFUSED', 'trading is disabled', { amount: '1' }, { trading_disabled: true }],
    ['ORDER_REFUSED', 'cancel only', { amount: '1' }, { cancel_only: true }],
    ['ORDER_REFUSED', 'a market order in limit-only mode', { amount: '1' }, { limit_only: true }],
    [
      'ORDER_REFUSED',
      'a taker in post-only mode',
      { type: 'limit', amount: '1', price: '100' },
      { post_only: true },
    ],
    ['ORDER_REFUSED', 'delisted', { amount: '1' }, { status: 'delisted' }],
    [
      'INSUFFICIENT_FUNDS',
      'a percentage of nothing',
      { amount: '1', amountUnit: 'percent' },
      { quote_currency: 'EUR' },
    ],
    ['passed', 'exactly the minimum', { amount: '1', amountUnit: 'quote' }],
    ['passed', 'exactly the minimum as price x size', { type: 'limit', amount: '0.01', price: '100' }],
    ['passed', 'a market order by size has no minimum', { amount: '0.00000001' }],
    [
      'passed',
      'a limit order in limit-only mode',
      { type: 'limit', amount: '1', price: '100' },
      { limit_only: true },
    ],
    [
      'passed',
      'a maker in post-only mode',
      { type: 'limit', amount: '1', price: '100', post_only: true },
      { post_only: true },
    ],
  ];
  for (const [code, name, fields, over] of refused)
    it(`${code}: ${name}`, () =>
      assert.equal(
        codeOf(() => plan(fields, over)),
        code,
      ));

  it('names the numbers of a minimum', () => {
    assert.throws(() => plan({ amount: '0.99', amountUnit: 'quote' }), /0\.99 USD.*at least 1 USD/);
  });

  it('needs balances for a percentage only, fees for a limit buy of one', () => {
    const needs = (fields: OrderFields): unknown =>
      planNeeds(parseOrder({ product_id: 'BTC-USD', side: 'buy', type: 'market', amount: '1', ...fields }));
    assert.deepEqual(needs({}), { balances: false, fees: false });
    assert.deepEqual(needs({ amountUnit: 'percent' }), { balances: true, fees: false });
    assert.deepEqual(needs({ amountUnit: 'percent', type: 'limit', price: '1' }), {
      balances: true,
      fees: true,
    });
  });

  describe('whatever is asked', () => {
    const digits = (most: number) =>
      fc
        .tuple(fc.integer({ min: 0, max: 10 ** most }), fc.integer({ min: 0, max: 10 ** 9 }))
        .map(([whole, part]) =>
          `${whole}.${String(part).padStart(9, '0')}`.replace(/0+$/, '').replace(/\.$/, ''),
        )
        .filter((text) => !/^[0.]+$/.test(text));
    const increment = fc.constantFrom('0.00000001', '0.0001', '0.01', '0.25', '1', '5', '1000', '0.000003');
    const fields = fc.record({
      side: fc.constantFrom('buy', 'sell'),
      type: fc.constantFrom('market', 'limit'),
      amount: digits(7),
      amountUnit: fc.constantFrom('base', 'quote', 'percent'),
      price: digits(6),
      stop_price: digits(6),
      waits: fc.boolean(),
    });

    it('never more than asked, a multiple of its step, never a worse price, and planned again the same', () => {
      let planned = 0;
      fc.assert(
        fc.property(
          fields,
          increment,
          increment,
          ({ waits, stop_price, ...given }, base_increment, quote_increment) => {
            const amount =
              given.amountUnit === 'percent'
                ? decimalText(decimal(given.amount).mod('100').plus('0.001'))
                : given.amount;
            const asked: OrderFields = {
              ...given,
              amount,
              price: given.type === 'limit' ? given.price : undefined,
              ...(waits && given.type === 'limit' && stopOf(given.side, given.price, stop_price)),
            };
            let made: OrderPlan;
            try {
              made = plan(asked, { base_increment, quote_increment });
            } catch (thrown) {
              assert.ok(
                thrown instanceof CoinbaseError &&
                  ['SIZE_BELOW_MINIMUM', 'ORDER_INVALID'].includes(thrown.code),
                String(thrown),
              );
              return;
            }
            planned += 1;
            const { size, funds, price } = made.intent;
            assert.equal(size === undefined, funds !== undefined, 'exactly one amount');
            if (size !== undefined)
              assert.ok(decimal(size).mod(base_increment).eq('0') && decimal(size).gt('0'));
            if (funds !== undefined)
              assert.ok(decimal(funds).mod(quote_increment).eq('0') && decimal(funds).gt('0'));
            if (price !== undefined) {
              assert.ok(decimal(price).mod(quote_increment).eq('0'));
              assert.ok(
                given.side === 'buy' ? decimal(price).lte(given.price) : decimal(price).gte(given.price),
                'never worse',
              );
            }
            const at = made.intent.stop_price;
            if (at !== undefined && price !== undefined) {
              assert.ok(decimal(at).mod(quote_increment).eq('0'));
              const [fires, fills] =
                given.side === 'buy' ? [decimal(stop_price), decimal(price)] : [decimal(at), decimal(at)];
              assert.ok(fires.gte(given.side === 'buy' ? at : stop_price), 'fires no later than asked');
              assert.ok(fills.gte(given.side === 'buy' ? at : price), 'can fill when it fires');
            }
            if (given.amountUnit === 'base') assert.ok(decimal(size ?? '').lte(amount));
            const spent =
              funds !== undefined
                ? decimal(funds)
                : price !== undefined
                  ? decimal(size ?? '').times(price)
                  : undefined;
            if (given.amountUnit === 'quote') assert.ok(spent?.lte(amount), 'never more quote than asked');
            if (given.amountUnit === 'percent' && given.side === 'buy') {
              const held = price === undefined ? spent : spent?.times('1.006');
              assert.ok(held?.lte(decimal('1000').times(amount).div('100')), 'the fee fits in');
            }
            if (given.amountUnit === 'percent' && given.side === 'sell')
              assert.ok(decimal(size ?? '').lte(decimal('2').times(amount).div('100')));
            const again = plan(
              {
                side: given.side,
                type: given.type,
                price,
                stop: made.intent.stop,
                stop_price: at,
                amount: size ?? funds,
                amountUnit: size === undefined ? 'quote' : 'base',
              },
              { base_increment, quote_increment },
            );
            assert.deepEqual(again, { intent: made.intent, rounding: [] });
          },
        ),
        { numRuns: 3000 },
      );
      assert.ok(planned > 500, `only ${planned} of the random orders could be planned`);
    });
  });

  it('takes the price step and the smallest size of a product that has its own', () => {
    const fields = { type: 'limit', amount: '0.5', price: '100.17' } as const;
    assert.equal(plan(fields, { price_increment: '0.1' }).intent.price, '100.1');
    assert.equal(plan(fields, { base_min_size: '0.5' }).intent.size, '0.5');
    assert.equal(
      codeOf(() => plan(fields, { base_min_size: '0.6' })),
      'SIZE_BELOW_MINIMUM',
    );
  });
});
