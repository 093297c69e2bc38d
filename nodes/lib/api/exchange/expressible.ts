import { invalid } from '../../rules/order-fields';
import type { OrderIntent } from '../../rules/orders';

/**
 * Refuses what Coinbase Exchange cannot say.
 * @throws CoinbaseError ORDER_INVALID naming the API and the field.
 */
export function checkForExchange({ order_configuration }: OrderIntent): void {
  if (order_configuration === undefined) return;
  throw invalid(
    'order_configuration',
    'Coinbase Exchange has none; it is of Coinbase Advanced Trade. Give the fields of the order instead',
  );
}
