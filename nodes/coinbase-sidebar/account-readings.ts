import type { CallOptions, Connection } from '../lib/api';
import { listAllOrders } from '../lib/placement';
import type { Clock } from '../lib/rules/clock';
import { decimal } from '../lib/rules/decimal';
import type { Candle, CandleSize } from '../lib/rules/market-data';
import type { Balance, Fill, MarketTop, Order } from '../lib/rules/orders';
import type { OpenOrders, OrderLine } from '../lib/rules/sidebar-view';
import { createReading, type Reading } from './reading';

/** Whoever orders goes first at the rate limit; a look that takes longer than this is given up. */
const LOOK: CallOptions = { background: true, timeoutMs: 8000 };

/** Milliseconds that each figure is good for. */
const AGES_MS = { top: 1000, account: 2000, pulse: 15_000, candles: 10_000, products: 60_000 } as const;

const MOST_ORDERS = 100;
/** Candles of a chart. */
const MOST_CANDLES = 200;
/** Products whose readings are kept for one account: editors look at a few. */
const MOST_KEPT = 20;

/** What is read of one product. */
export interface ProductReadings {
  readonly fills: Reading<readonly Fill[]>;
  readonly top: Reading<MarketTop>;
  candles(size: CandleSize): Reading<readonly Candle[]>;
}

/** What is read of one account from its exchange, shared by all editors that look at it. */
export interface AccountReadings {
  readonly balances: Reading<readonly Balance[]>;
  readonly orders: Reading<OpenOrders>;
  readonly products: Reading<readonly string[]>;
  /** Whether its exchange answers, for an account of which nothing else is shown. */
  readonly pulse: Reading<object>;
  of(productId: string): ProductReadings;
  /** An act of a person changed the account, or its whole exchange. */
  expire(): void;
}

export function createAccountReadings(connect: () => Promise<Connection>, clock: Clock): AccountReadings {
  const reading = <T>(ageMs: number, read: (connection: Connection) => Promise<T>): Reading<T> =>
    createReading({ read: async () => read(await connect()), ageMs, clock });

  const productReadings = (productId: string): ProductReadings => {
    const bySize = keeping((size: CandleSize) =>
      reading(AGES_MS.candles, (connection) => readCandles(connection, productId, size, clock.now())),
    );
    return {
      fills: reading(AGES_MS.account, (connection) => readFills(connection, productId)),
      top: reading(AGES_MS.top, ({ trading }) => trading.market(productId, LOOK)),
      candles: bySize.get,
    };
  };
  const byProduct = keeping(productReadings);
  const own = {
    balances: reading(AGES_MS.account, readBalances),
    orders: reading(AGES_MS.account, readOrders),
  };
  return {
    ...own,
    products: reading(AGES_MS.products, readProducts),
    pulse: reading(AGES_MS.pulse, readBalances),
    of: byProduct.get,
    expire() {
      own.balances.expire();
      own.orders.expire();
      byProduct.forget();
    },
  };
}

/** Makes one for each key, and forgets the one that was not asked for the longest where there are too many. */
function keeping<Key, Value>(
  make: (key: Key) => Value,
): { readonly get: (key: Key) => Value; readonly forget: () => void } {
  const kept = new Map<Key, Value>();
  return {
    get(key) {
      const value = kept.get(key) ?? make(key);
      kept.delete(key);
      kept.set(key, value);
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
      return value;
    },
    forget: () => kept.clear(),
  };
}

/** Of the hundreds of currencies, those that there is something of. */
async function readBalances({ trading }: Connection): Promise<readonly Balance[]> {
  const all = await trading.balances(LOOK);
  return all
    .filter(({ balance }) => !decimal(balance).eq('0'))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

async function readOrders({ trading }: Connection): Promise<OpenOrders> {
  const { orders, more } = await listAllOrders(trading, {}, { ...LOOK, most: MOST_ORDERS });
  return { orders: orders.map(lineOf), more };
}

function lineOf(order: Order): OrderLine {
  const { id, product_id, side, type, size, funds, price, stop, stop_price } = order;
  const { filled_size, status, created_at } = order;
  return {
    id,
    product_id,
    side,
    filled_size,
    status,
    created_at,
    ...(type && { type }),
    ...(size !== undefined && { size }),
    ...(funds !== undefined && { funds }),
    ...(price !== undefined && { price }),
    ...(stop !== undefined && { stop }),
    ...(stop_price !== undefined && { stop_price }),
  };
}

/** The newest page is enough for a look. */
async function readFills({ trading }: Connection, productId: string): Promise<readonly Fill[]> {
  for await (const page of trading.listFills({ productId }, LOOK)) return page;
  return [];
}

async function readProducts({ trading }: Connection): Promise<readonly string[]> {
  const products = [...(await trading.products(LOOK)).values()];
  return products
    .filter(({ status }) => status !== 'delisted')
    .map(({ id }) => id)
    .sort();
}

function readCandles(
  connection: Connection,
  productId: string,
  size: CandleSize,
  nowMs: number,
): Promise<readonly Candle[]> {
  const span = { productId, size, startMs: nowMs - MOST_CANDLES * size * 1000, endMs: nowMs + size * 1000 };
  return connection.feed.candles(span, LOOK);
}
