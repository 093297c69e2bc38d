import assert from 'node:assert/strict';
import { openTrader, type Trader } from './trader';

describe('names in camel case at the Advanced Trade face, as Coinbase’s TypeScript sample sends them', () => {
  let trader: Trader;

  before(async () => {
    trader = await openTrader();
  });
  after(() => trader.close());

  it('mean the same in a body, also inside the configuration, and answers keep to snake case', async () => {
    const answer = await trader.post('/orders', {
      clientOrderId: 'camel-1',
      productId: 'BTC-USD',
      side: 'BUY',
      orderConfiguration: { limitLimitGtc: { baseSize: '0.01', limitPrice: '1000', postOnly: true } },
    });
    assert.deepEqual(
      [answer['success'], answer['order_configuration']],
      [true, { limit_limit_gtc: { base_size: '0.01', limit_price: '1000', post_only: true } }],
    );
  });

  it('mean the same in a query, repeated ones too', async () => {
    const open = await trader.get('/orders/historical/batch?productIds=BTC-USD&productIds=ETH-USD');
    assert.equal((open['orders'] as unknown[]).length, 1);
    const none = await trader.get('/orders/historical/batch?productIds=ETH-USD&orderStatus=OPEN');
    assert.deepEqual(none['orders'], []);
  });
});
