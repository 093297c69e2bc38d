import { decimal } from '../../../../nodes/lib/rules/decimal';
import { FigureUnknown, type LimitFacts } from '../../../../nodes/lib/rules/limits';
import type { MarketTop, OrderIntent, Product } from '../../../../nodes/lib/rules/orders';

export const product: Product = {
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

export const market: MarketTop = {
  product_id: 'BTC-USD',
  bid: '99',
  ask: '101',
  last: '100',
  time: '2026-03-01T12:00:00.000Z',
};

export const NOON = Date.parse(market.time);

/** A limit buy of 1 BTC at 100 USD, changed by `over`. */
export const intentOf = (over: Partial<OrderIntent> = {}): OrderIntent => ({
  client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '1',
  price: '100',
  time_in_force: 'GTC',
  ...over,
});

/** A market order: no price, no time in force. */
export function marketOrder(over: Partial<OrderIntent>): OrderIntent {
  const { client_oid, product_id } = intentOf();
  return { client_oid, product_id, side: 'buy', type: 'market', ...over };
}

/** An order on a quiet account; whatever is not given is nothing. */
export const factsOf = (intent: OrderIntent, over: Partial<LimitFacts> = {}): LimitFacts => ({
  intent,
  product,
  market: () => market,
  time: () => NOON,
  ordersLastMinute: () => 0,
  ordersToday: () => 0,
  valueToday: () => decimal('0'),
  lossToday: () => ({ before: decimal('0'), after: decimal('0') }),
  sinceSideMs: () => undefined,
  sinceSameMs: () => undefined,
  openOrders: () => 0,
  position: () => decimal('0'),
  ...over,
});

export const missing = (): never => {
  throw new FigureUnknown('nobody answers');
};
