import type { CallOptions, OrderName, TradingApi } from '../api';
import type { Order } from '../rules/orders';

/**
 * The order as the list of open ones shows it; undefined when it is not in there. An order may be in the book although
 * a read of it by its id finds nothing yet. Looks through the orders of every product: one may be listed under another
 * name of its order book.
 */
export async function openOrder(
  trading: TradingApi,
  name: OrderName,
  options: CallOptions,
): Promise<Order | undefined> {
  const isIt = (order: Order): boolean =>
    'id' in name ? order.id === name.id : order.client_oid === name.clientOid;
  for await (const page of trading.listOrders({}, options)) {
    const found = page.find(isIt);
    if (found) return found;
  }
  return undefined;
}
