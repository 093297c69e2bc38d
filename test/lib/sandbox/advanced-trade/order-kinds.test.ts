import assert from 'node:assert/strict';
import { openTrader, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

describe('kinds of order at the Advanced Trade face', () => {
  let trader: Trader;

  before(async () => {
    trader = await openTrader();
  });
  beforeEach(() => trader.customer.sandbox.reset());
  after(() => trader.close());

  it('takes every kind of order that the engine has, and echoes what was asked for', async () => {
    const end_time = '2026-01-02T04:00:00.000000Z';
    const kinds: [Json, string, string, 'BUY' | 'SELL'][] = [
      [
        { limit_limit_gtd: { base_size: '0.01', limit_price: '1000', end_time, post_only: true } },
        'OPEN',
        'LIMIT',
        'BUY',
      ],
      [{ sor_limit_ioc: { base_size: '0.01', limit_price: '1000' } }, 'CANCELLED', 'LIMIT', 'BUY'],
      [{ limit_limit_fok: { base_size: '0.01', limit_price: '1000' } }, 'CANCELLED', 'LIMIT', 'BUY'],
      [{ limit_limit_fok: { base_size: '0.01', limit_price: '97000' } }, 'FILLED', 'LIMIT', 'BUY'],
      [
        { limit_limit_gtc: { quote_size: '500', limit_price: '1000', post_only: false } },
        'OPEN',
        'LIMIT',
        'BUY',
      ],
      [
        {
          stop_limit_stop_limit_gtc: {
            base_size: '0.01',
            limit_price: '80000',
            stop_price: '81000',
            stop_direction: 'STOP_DIRECTION_STOP_DOWN',
          },
        },
        'OPEN',
        'STOP_LIMIT',
        'SELL',
      ],
      [
        {
          stop_limit_stop_limit_gtd: {
            base_size: '0.01',
            limit_price: '110000',
            stop_price: '109000',
            end_time,
            stop_direction: 'STOP_DIRECTION_STOP_UP',
          },
        },
        'OPEN',
        'STOP_LIMIT',
        'BUY',
      ],
      [
        { trigger_bracket_gtc: { base_size: '0.01', limit_price: '120000', stop_trigger_price: '80000' } },
        'OPEN',
        'BRACKET',
        'SELL',
      ],
      [
        {
          trigger_bracket_gtd: {
            base_size: '0.01',
            limit_price: '80000',
            stop_trigger_price: '120000',
            end_time,
          },
        },
        'OPEN',
        'BRACKET',
        'BUY',
      ],
    ];
    await trader.place({ ...RESTING, order_configuration: { market_market_ioc: { quote_size: '100' } } });
    for (const [order_configuration, status, type, side] of kinds) {
      const order = await trader.order(
        await trader.place({ product_id: 'BTC-USD', side, order_configuration }),
      );
      assert.deepEqual(order['order_configuration'], order_configuration);
      assert.deepEqual(
        [order['status'], order['order_type']],
        [status, type],
        JSON.stringify(order_configuration),
      );
      const isWaiting = type !== 'LIMIT';
      assert.equal(order['trigger_status'], isWaiting ? 'STOP_PENDING' : 'INVALID_ORDER_TYPE');
    }
  });

  it('shows a good-till-date order expired when its time has come', async () => {
    const end_time = '2026-01-02T03:04:35Z';
    const configuration = { base_size: '0.01', limit_price: '1000', end_time };
    const id = await trader.place({ ...RESTING, order_configuration: { limit_limit_gtd: configuration } });
    trader.customer.clock.advance(29_000);
    assert.equal((await trader.order(id))['status'], 'OPEN');
    trader.customer.clock.advance(2_000);
    assert.equal((await trader.order(id))['status'], 'EXPIRED');
    assert.equal((await trader.customer.send('GET', `/orders/${id}`)).status, 404);
  });
});
