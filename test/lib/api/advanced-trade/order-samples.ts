import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import { id, oid } from './desk';

/** Orders as a flow asks for them, as Advanced Trade tells of them, and as they are told on. */
export const limit: OrderIntent = {
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '0.01',
  price: '8000',
  time_in_force: 'GTC',
};
export const market: OrderIntent = {
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  funds: '25',
};
export const success = { order_id: id, product_id: 'BTC-USD', side: 'BUY', client_order_id: oid };
export const wireOrder = {
  order_id: id,
  client_order_id: oid,
  product_id: 'BTC-USD',
  side: 'BUY',
  status: 'OPEN',
  time_in_force: 'GOOD_UNTIL_CANCELLED',
  order_type: 'LIMIT',
  order_configuration: { limit_limit_gtc: { base_size: '0.0100', limit_price: '8000.00', post_only: true } },
  created_time: '2026-01-02T03:04:05.006Z',
  filled_size: '0',
  filled_value: '0',
  total_fees: '0',
  settled: false,
  trigger_status: 'INVALID_ORDER_TYPE',
};
export const order: Order = {
  id,
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '0.01',
  price: '8000',
  time_in_force: 'GTC',
  post_only: true,
  status: 'open',
  filled_size: '0',
  executed_value: '0',
  fill_fees: '0',
  settled: false,
  created_at: '2026-01-02T03:04:05.006Z',
};
