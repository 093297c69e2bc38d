import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { decimalText } from '../../../nodes/lib/rules/decimal';
import { leastOf, sizeOf, valueOf } from '../../../nodes/lib/rules/limits/worth';
import { configurationShapes } from '../../../nodes/lib/rules/order-configuration';
import { parseOrderPayload } from '../../../nodes/lib/rules/order-payload';
import type { OrderIntent, Product } from '../../../nodes/lib/rules/orders';
import { planNeeds, planOrder } from '../../../nodes/lib/rules/plan-order';

const oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
const product: Product = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.001',
  quote_increment: '0.01',
  price_increment: '0.5',
  base_min_size: '0.002',
  min_market_funds: '1',
  status: 'online',
  post_only: false,
  limit_only: false,
  cancel_only: false,
  trading_disabled: false,
};
const market = () => ({ product_id: 'BTC-USD', bid: '99', ask: '101', last: '100', time: '' });

function intentOf(order_configuration: unknown, side: 'buy' | 'sell' = 'buy'): OrderIntent {
  const order = parseOrderPayload({ product_id: 'BTC-USD', side, order_configuration, client_oid: oid });
  assert.deepEqual(planNeeds(order), { balances: false, fees: false });
  const { intent, rounding } = planOrder(order, product, {}, () => '');
  assert.deepEqual(rounding, []);
  assert.deepEqual(intent.order_configuration, order_configuration, 'goes out as it came');
  return intent;
}

function refusal(run: () => unknown): CoinbaseError {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError, String(thrown));
    return thrown;
  }
  return assert.fail('it was taken');
}

const end_time = '2026-12-01T00:00:00Z';
const limit = { base_size: '2', limit_price: '90' };
const stop = { ...limit, stop_price: '95', stop_direction: 'STOP_DIRECTION_STOP_UP' };
const bracket = { ...limit, stop_trigger_price: '85' };
const scaled = { base_size: '2', min_price: '80', max_price: '120', num_orders: 4 };
const twap = {
  ...limit,
  start_time: '2026-11-30T00:00:00.000Z',
  end_time,
  number_buckets: '10',
  bucket_duration: '300s',
};
const good: Readonly<Record<keyof typeof configurationShapes, object>> = {
  market_market_ioc: { quote_size: '25' },
  market_market_fok: { base_size: '2', rfq_disabled: true },
  sor_limit_ioc: limit,
  limit_limit_gtc: { ...limit, post_only: true },
  limit_limit_gtd: { ...limit, end_time },
  limit_limit_fok: limit,
  twap_limit_gtd: twap,
  stop_limit_stop_limit_gtc: stop,
  stop_limit_stop_limit_gtd: { ...stop, end_time },
  trigger_bracket_gtc: bracket,
  trigger_bracket_gtd: { ...bracket, end_time },
  scaled_limit_gtc: scaled,
};

describe('an order_configuration from a message', () => {
  /** Size, most and least quote, of a buy and of a sell, with a market of 99 to 101. */
  const worth: Readonly<Record<keyof typeof good, readonly [buy: string, sell: string]>> = {
    market_market_ioc: ['0.2475 25 25', '0.2525 25 25'],
    market_market_fok: ['2 202 202', '2 198 198'],
    sor_limit_ioc: ['2 180 180', '2 198 180'],
    limit_limit_gtc: ['2 180 180', '2 198 180'],
    limit_limit_gtd: ['2 180 180', '2 198 180'],
    limit_limit_fok: ['2 180 180', '2 198 180'],
    twap_limit_gtd: ['2 180 180', '2 198 180'],
    stop_limit_stop_limit_gtc: ['2 180 180', '2 190 180'],
    stop_limit_stop_limit_gtd: ['2 180 180', '2 190 180'],
    // Its stop is a limit order 5 % beyond the trigger: 95 x 1.05 for the buy, 85 x 0.95 for the sell.
    trigger_bracket_gtc: ['2 199.5 199.5', '2 198 161.5'],
    trigger_bracket_gtd: ['2 199.5 199.5', '2 198 161.5'],
    scaled_limit_gtc: ['2 240 240', '2 240 160'],
  };
  it('is not changed by what happens to the message later', () => {
    const fields: Record<string, unknown> = { ...good.limit_limit_gtc };
    const intent = intentOf({ limit_limit_gtc: fields }, 'buy');
    fields['base_size'] = '5';
    assert.deepEqual(intent.order_configuration, { limit_limit_gtc: good.limit_limit_gtc });
  });

  for (const [kind, fields] of Object.entries(good))
    it(`${kind} is taken as it is, and limits see what it can come to`, () => {
      const seen = (['buy', 'sell'] as const).map((side) => {
        const turned = 'stop_trigger_price' in fields && side === 'buy' ? { stop_trigger_price: '95' } : {};
        const intent = intentOf({ [kind]: { ...fields, ...turned } }, side);
        return [sizeOf(intent, market), valueOf(intent, market), leastOf(intent, market)]
          .map((value) => decimalText(value.round(4, 0)))
          .join(' ');
      });
      assert.deepEqual(seen, worth[kind as keyof typeof good]);
    });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', null, /order_configuration: it is null/],
    ['no member', {}, /exactly one/],
    ['two members', { limit_limit_gtc: limit, limit_limit_fok: limit }, /exactly one/],
    ['a kind that nobody knows', { limit_limit_ioc: limit }, /"limit_limit_ioc" is none of/],
    ['a text as the member', { limit_limit_gtc: '1' }, /it must be an object/],
    ['an unknown field', { limit_limit_gtc: { ...limit, leverage: '3' } }, /"leverage" is unknown/],
    ['a limit order by quote_size', { limit_limit_gtc: { ...limit, quote_size: '1' } }, /give base_size/],
    ['a missing price', { limit_limit_gtc: { base_size: '2' } }, /limit_price: it is missing/],
    ['a missing end', { limit_limit_gtd: limit }, /end_time: it is missing/],
    ['a number', { limit_limit_gtc: { ...limit, limit_price: 90 } }, /plain decimal text/],
    ['an exponent', { limit_limit_gtc: { ...limit, limit_price: '9e1' } }, /plain decimal text/],
    ['nothing to buy', { limit_limit_gtc: { ...limit, base_size: '0.0' } }, /plain decimal text above 0/],
    ['less than nothing', { limit_limit_gtc: { ...limit, base_size: '-2' } }, /plain decimal text above 0/],
    ['both sizes', { market_market_ioc: { base_size: '2', quote_size: '2' } }, /one of base_size/],
    ['no size', { market_market_ioc: {} }, /one of base_size/],
    ['a direction of its own', { stop_limit_stop_limit_gtc: { ...stop, stop_direction: 'UP' } }, /STOP_UP/],
    ['a time that is none', { limit_limit_gtd: { ...limit, end_time: 'tomorrow' } }, /must be a time/],
    ['a flag as text', { limit_limit_gtc: { ...limit, post_only: 'true' } }, /true or false/],
    [
      'prices the wrong way round',
      { scaled_limit_gtc: { ...scaled, min_price: '130' } },
      /more than max_price/,
    ],
    ['a size between two steps', { limit_limit_gtc: { ...limit, base_size: '2.0001' } }, /multiple of 0.001/],
    ['a price between two steps', { limit_limit_gtc: { ...limit, limit_price: '90.25' } }, /multiple of 0.5/],
    ['funds between two steps', { market_market_ioc: { quote_size: '25.001' } }, /multiple of 0.01/],
  ];
  for (const [name, configuration, why] of wrong)
    it(`is not ${name}`, () => {
      const error = refusal(() => intentOf(configuration));
      assert.equal(error.code, 'ORDER_INVALID');
      assert.match(error.message, why);
      assert.equal(error.details.sent, false);
    });

  it('stands alone, and meets the minimums and the mode of the product', () => {
    const payload = { product_id: 'BTC-USD', side: 'buy', order_configuration: { limit_limit_gtc: limit } };
    assert.equal(refusal(() => parseOrderPayload({ ...payload, size: '1' })).code, 'ORDER_INVALID');
    assert.equal(refusal(() => parseOrderPayload({ ...payload, side: 'BUY' })).details['field'], 'side');
    const small = { limit_limit_gtc: { ...limit, base_size: '0.001' } };
    assert.equal(refusal(() => intentOf(small)).code, 'SIZE_BELOW_MINIMUM');
    assert.equal(
      refusal(() => intentOf({ market_market_ioc: { quote_size: '0.5' } })).code,
      'SIZE_BELOW_MINIMUM',
    );
    const order = parseOrderPayload(payload);
    const closed = { ...product, cancel_only: true };
    assert.equal(refusal(() => planOrder(order, closed, {}, () => oid)).code, 'ORDER_REFUSED');
  });
});
