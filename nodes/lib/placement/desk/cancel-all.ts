import type { CallOptions, TradingApi } from '../../api';
import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import { listAllOrders } from '../list-orders';
import type { CancelAll } from './types';

/**
 * Cancels what is open (of one product), and tells which orders are open all the same.
 * @throws CoinbaseError where it failed and it cannot be seen what is left; `details.canceled` as TradingApi.cancelAll.
 */
export async function cancelAll(
  trading: TradingApi,
  productId: string | undefined,
  options: CallOptions,
): Promise<CancelAll> {
  let failure: CoinbaseError | undefined;
  const canceled = await trading.cancelAll(productId, options).catch((thrown: unknown) => {
    failure = asCoinbaseError(thrown, 'REQUEST_REFUSED');
    const known = failure.details['canceled'];
    return Array.isArray(known) ? (known as readonly string[]) : [];
  });
  const left = await listAllOrders(trading, productId === undefined ? {} : { productId }, options).catch(
    () => undefined,
  );
  if (failure && (!left || canceled.length + left.orders.length === 0)) throw failure;
  const why = failure?.why ?? 'the exchange did not cancel it';
  const gone = new Set(canceled);
  const open = left?.orders.filter(({ id }) => !gone.has(id)) ?? [];
  return { canceled, failed: open.map(({ id }) => ({ order_id: id, why })) };
}
