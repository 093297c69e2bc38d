import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openTrader, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

describe('orders that the Advanced Trade face refuses', () => {
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

  /** The codes of a refusal: error and preview_failure_reason. */
  async function refusal(order: Json): Promise<unknown[]> {
    const answer = await create(order);
    assert.equal(answer['success'], false, JSON.stringify(answer));
    assert.deepEqual(answer['order_configuration'], order['order_configuration']);
    const error = answer['error_response'] as Json;
    assert.equal(error['new_order_failure_reason'], error['error']);
    assert.ok(String(error['message']).length > 0);
    return [error['error'], error['preview_failure_reason']];
  }

  it('refuses with 200 and the reason, and places nothing', async () => {
    const { sandbox } = trader.customer;
    const market = (fields: Json, side = 'BUY'): Json => ({
      product_id: 'BTC-USD',
      side,
      order_configuration: { market_market_ioc: fields },
    });
    const stop = (fields: Json, side = 'SELL'): Json => ({
      product_id: 'BTC-USD',
      side,
      order_configuration: { stop_limit_stop_limit_gtc: { base_size: '0.01', ...fields } },
    });
    const bracket = (fields: Json): Json => ({
      product_id: 'BTC-USD',
      side: 'SELL',
      order_configuration: { trigger_bracket_gtc: { base_size: '0.01', ...fields } },
    });
    await trader.place({ ...RESTING, order_configuration: { market_market_ioc: { quote_size: '10' } } });
    const before = sandbox.ledger();
    const down = { stop_direction: 'STOP_DIRECTION_STOP_DOWN' };
    const table: [Json, string, string][] = [
      [{ ...RESTING, product_id: 'BTC-XYZ' }, 'INVALID_PRODUCT_ID', 'PREVIEW_INVALID_PRODUCT_ID'],
      [limit({ base_size: '100' }), 'INSUFFICIENT_FUND', 'PREVIEW_INSUFFICIENT_FUND'],
      [limit({ base_size: '0.000000001' }), 'INVALID_SIZE_PRECISION', 'PREVIEW_INVALID_SIZE_PRECISION'],
      [
        limit({ base_size: '0.00000000000000000001' }),
        'INVALID_SIZE_PRECISION',
        'PREVIEW_INVALID_SIZE_PRECISION',
      ],
      [limit({ limit_price: '1000.001' }), 'INVALID_PRICE_PRECISION', 'PREVIEW_INVALID_PRICE_PRECISION'],
      [limit({ base_size: '0.0001' }), 'UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL'],
      [limit({ limit_price: '0' }), 'INVALID_LIMIT_PRICE', 'PREVIEW_INVALID_LIMIT_PRICE'],
      [
        limit({ limit_price: '120000', post_only: true }),
        'INVALID_LIMIT_PRICE_POST_ONLY',
        'PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY',
      ],
      [market({ quote_size: '0.5' }), 'UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL'],
      [market({ quote_size: '10.001' }), 'INVALID_SIZE_PRECISION', 'PREVIEW_INVALID_QUOTE_SIZE_PRECISION'],
      [
        market({ quote_size: '10' }, 'SELL'),
        'UNSUPPORTED_ORDER_CONFIGURATION',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        stop({ limit_price: '90000', stop_price: '99000', ...down }),
        'UNKNOWN_FAILURE_REASON',
        'PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE',
      ],
      [
        stop({ limit_price: '90000', stop_price: '89000', ...down }),
        'UNKNOWN_FAILURE_REASON',
        'PREVIEW_STOP_PRICE_BELOW_LIMIT_PRICE',
      ],
      [
        stop({ limit_price: '90000', stop_price: '91000', ...down }, 'BUY'),
        'UNSUPPORTED_ORDER_CONFIGURATION',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        bracket({ limit_price: '80000', stop_trigger_price: '81000' }),
        'INVALID_BRACKET_PRICES',
        'PREVIEW_INVALID_BRACKET_PRICES',
      ],
      [
        bracket({ base_size: '', quote_size: '5' }),
        'QUOTE_SIZE_NOT_ALLOWED_FOR_BRACKET',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        {
          ...RESTING,
          order_configuration: {
            limit_limit_gtd: { base_size: '0.01', limit_price: '1000', end_time: '2020-01-01T00:00:00Z' },
          },
        },
        'INVALID_REQUEST',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        { ...RESTING, order_configuration: { market_market_fok: {} } },
        'UNSUPPORTED_ORDER_CONFIGURATION',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        { ...RESTING, order_configuration: { twap_limit_gtd: {} } },
        'UNSUPPORTED_ORDER_CONFIGURATION',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        { ...RESTING, order_configuration: { scaled_limit_gtc: {} } },
        'UNSUPPORTED_ORDER_CONFIGURATION',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [
        { ...RESTING, attached_order_configuration: {} },
        'UNSUPPORTED_ORDER_CONFIGURATION',
        'PREVIEW_INVALID_ORDER_CONFIG',
      ],
      [{ ...RESTING, leverage: '3' }, 'UNSUPPORTED_ORDER_CONFIGURATION', 'PREVIEW_INVALID_ORDER_CONFIG'],
    ];
    for (const [order, error, preview] of table) {
      assert.deepEqual(await refusal(order), [error, preview], JSON.stringify(order));
      const { errs } = (await trader.post('/orders/preview', order)) as { errs: string[] };
      assert.deepEqual(errs, [preview], JSON.stringify(order));
    }
    for (const [mode, order] of [
      ['cancel_only', RESTING],
      ['limit_only', market({ quote_size: '10' })],
      ['trading_disabled', RESTING],
    ] as const) {
      sandbox.setMode('BTC-USD', mode);
      assert.deepEqual(await refusal(order), ['ORDER_ENTRY_DISABLED', 'PREVIEW_NOT_ALLOWED_BY_MARKET_STATE']);
    }
    assert.deepEqual(sandbox.ledger(), before);
  });

  it('answers what cannot be read with 400 in its one shape', async () => {
    const configured = (order_configuration: unknown): Json => ({ ...RESTING, order_configuration });
    const bodies: unknown[] = [
      { ...RESTING },
      { ...RESTING, client_order_id: 'x'.repeat(129) },
      { ...RESTING, client_order_id: 7 },
      ...[
        { ...RESTING, side: 'buy' },
        { ...RESTING, side: undefined },
        { ...RESTING, product_id: '' },
        configured(undefined),
        configured({}),
        configured({ limit_limit_gtc: {}, market_market_ioc: {} }),
        configured({ limit_limit_xyz: {} }),
        configured({ constructor: {} }),
        limit({ base_size: 0.01 }),
        limit({ base_size: '1e3' }),
        limit({ base_size: '0.01', quote_size: '5' }),
        limit({ base_size: undefined }),
        limit({ limit_price: undefined }),
        limit({ post_only: 'true' }),
        configured({ limit_limit_gtd: { base_size: '1', limit_price: '1' } }),
      ].map((order) => ({ client_order_id: randomUUID(), ...order })),
      [],
    ];
    for (const body of bodies) {
      const answer = await trader.send('POST', '/orders', { body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      const { error, error_details, message, ...more } = answer.json();
      assert.deepEqual([error, message, more], ['INVALID_ARGUMENT', error_details, {}]);
    }
    assert.equal((await trader.send('POST', '/orders', { text: '{"a":' })).status, 400);
    assert.deepEqual(trader.customer.sandbox.ledger().orders, []);
  });
});
