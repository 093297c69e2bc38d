import type { TradingApi } from '../api';
import type { Order } from '../rules/orders';

/** So long after it was placed the exchange may not find an order that is there, milliseconds. */
const SETTLING_MS = 40_000;

/** What an order is like that the exchange took, and that is in no list of open orders. */
export interface EndOptions {
  /** Since it was placed; Infinity where the exchange said that it canceled it. */
  readonly ageMs: number;
  /** Longest wait for each answer, milliseconds. */
  readonly timeoutMs: number;
}

/**
 * The order as it is; canceled where the exchange lastingly knows neither it nor a fill of it, and forgets unfilled
 * orders, or all of them when it is put back to its start. Undefined: not known yet.
 * @throws CoinbaseError as TradingApi.find.
 */
export async function endOfOrder(
  order: Order,
  api: TradingApi,
  { ageMs, timeoutMs }: EndOptions,
): Promise<Order | undefined> {
  const found = await api.find({ id: order.id }, { timeoutMs });
  if (found || !(ageMs >= SETTLING_MS)) return found;
  // Where it forgets no order, a cancel that it took is under way for a while.
  if (!api.forgetsUnfilled && !(api.canBeReset && ageMs < Infinity)) return undefined;
  for await (const page of api.listFills({ orderId: order.id }, { timeoutMs }))
    if (page.length > 0) return undefined;
  return { ...order, status: 'done', done_reason: 'canceled', settled: true };
}
