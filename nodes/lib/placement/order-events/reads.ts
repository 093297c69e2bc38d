import type { CallOptions, OrderFilter, TradingApi } from '../../api';
import type { Fill, Order } from '../../rules/orders';
import { laterOf } from '../../rules/outcomes';

/** Reads at the same time: the rate limit is shared with orders, which must not wait for these. */
const AT_ONCE = 4;
/** Longest call, milliseconds. */
const CALL_MS = 10_000;
/** Lists of all orders were seen to take 25 s. */
const LIST_MS = 40_000;
const LARGEST_PAGE = 1000;
/** Pages of a product's fills that are looked through before each order is asked for its own. */
const MOST_PRODUCT_PAGES = 50;

/** What is read of own orders over REST. Everything throws CoinbaseError. */
export interface Reads {
  /** The exchange's clock, Unix milliseconds. */
  time(): Promise<number>;
  /** Undefined when the exchange does not know it, yet or any more. */
  order(id: string): Promise<Order | undefined>;
  /** The fills of one order, newest first, until `enough` says so, which gets one page after the other. */
  fills(orderId: string, enough: (page: readonly Fill[]) => boolean): Promise<Fill[]>;
  /** The newest fills of one product, until `enough` says so or too many were read. */
  productFills(productId: string, enough: (page: readonly Fill[]) => boolean): Promise<Fill[]>;
  /** What is not done, and whatever was created since then; by id. */
  orders(sinceMs: number): Promise<Map<string, Order>>;
}

export function createReads(
  trading: () => Promise<TradingApi>,
  signal: () => AbortSignal,
  sighted: (order: Order) => void,
): Reads {
  const gate = createGate(AT_ONCE);
  const call = (timeoutMs: number): CallOptions => ({ timeoutMs, signal: signal() });
  const collect = async (
    pages: (api: TradingApi) => AsyncIterable<readonly Fill[]>,
    enough: (page: readonly Fill[]) => boolean,
    mostPages = Infinity,
  ): Promise<Fill[]> => {
    const fills: Fill[] = [];
    let count = 0;
    for await (const page of pages(await trading())) {
      fills.push(...page);
      if ((count += 1) >= mostPages || enough(page)) break;
    }
    return fills;
  };
  return {
    time: () => gate(async () => (await trading()).serverTime(call(CALL_MS))),
    order: (id) =>
      gate(async () => {
        const order = await (await trading()).find({ id }, call(CALL_MS));
        if (order) sighted(order);
        return order;
      }),
    fills: (orderId, enough) =>
      gate(() => collect((api) => api.listFills({ orderId }, call(CALL_MS)), enough)),
    productFills: (productId, enough) =>
      gate(() => collect((api) => api.listFills({ productId }, call(CALL_MS)), enough, MOST_PRODUCT_PAGES)),
    async orders(sinceMs) {
      const found = new Map<string, Order>();
      const startDate = new Date(sinceMs).toISOString();
      const filters: readonly OrderFilter[] = [{}, { status: ['all'], startDate }];
      for (const filter of filters)
        await gate(async () => {
          const options = { ...filter, pageSize: LARGEST_PAGE };
          for await (const page of (await trading()).listOrders(options, call(LIST_MS)))
            for (const order of page) {
              const known = found.get(order.id);
              found.set(order.id, known ? laterOf(known, order) : order);
            }
        });
      for (const order of found.values()) sighted(order);
      return found;
    },
  };
}

/** Lets so many run at a time, the others in their order. */
function createGate(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (run) => {
    if (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
