import type { CallOptions, OrderFilter, OrderName, TradingApi } from '../api';
import type { Fill, Order } from '../rules/orders';
import { laterOf } from '../rules/outcomes';

/** The time-out counts for each page. */
export interface ListOptions extends CallOptions {
  /** Most orders to return; default 1000. */
  readonly most?: number;
  /** Adds each order's own fills. */
  readonly fills?: boolean;
}

export interface OrderList {
  /** Newest first, each order once. */
  readonly orders: readonly Order[];
  /** True when there are more than were asked for. */
  readonly more: boolean;
}

const MOST = 1000;
const LARGEST_PAGE = 1000;

/** All pages of a list, each order once: the exchange may show one twice, once pending and once open. */
export async function listAllOrders(
  trading: TradingApi,
  filter: OrderFilter,
  options: ListOptions = {},
): Promise<OrderList> {
  const most = Math.max(1, Math.trunc(options.most ?? MOST));
  const orders = new Map<string, Order>();
  let more = false;
  const pages = trading.listOrders({ ...filter, pageSize: Math.min(most + 1, LARGEST_PAGE) }, options);
  reading: for await (const page of pages) {
    for (const order of page) {
      const known = orders.get(order.id);
      if (!known && orders.size >= most) {
        more = true;
        break reading;
      }
      orders.set(order.id, known ? laterOf(known, order) : order);
    }
  }
  const found = [...orders.values()];
  return { orders: options.fills ? await withFills(trading, found, options) : found, more };
}

/** One order by id or client order id, or undefined when the exchange does not know it (any more). */
export async function findOrder(
  trading: TradingApi,
  name: OrderName,
  options: ListOptions = {},
): Promise<Order | undefined> {
  const order = await trading.find(name, options);
  if (!order || !options.fills) return order;
  return (await withFills(trading, [order], options))[0];
}

/** At most this many fill lists are read at the same time; the rate limit does the rest. */
const AT_ONCE = 4;

/** One after the other within a few lanes; an order without a fill needs no call. */
async function withFills(
  trading: TradingApi,
  orders: readonly Order[],
  options: CallOptions,
): Promise<Order[]> {
  const complete = [...orders];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < orders.length; index = next++) {
      const order = orders[index];
      if (order) complete[index] = { ...order, fills: await fillsOf(trading, order, options) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return complete;
}

async function fillsOf(trading: TradingApi, order: Order, options: CallOptions): Promise<Fill[]> {
  if (order.filled_size === '0') return [];
  const fills = new Map<string, Fill>();
  for await (const page of trading.listFills({ orderId: order.id }, options))
    for (const fill of page) fills.set(fill.trade_id, fill);
  return [...fills.values()];
}
