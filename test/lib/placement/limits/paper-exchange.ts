import type { TradingApi } from '../../../../nodes/lib/api';
import { currenciesOf } from '../../../../nodes/lib/rules/limits';
import { bookOf, namesOf } from '../../../../nodes/lib/rules/one-book';
import type { Fill, Order, OrderIntent, Product } from '../../../../nodes/lib/rules/orders';

/** Sizes are whole coins, prices whole quote units; money is kept in hundredths, so that plain numbers are exact. */
export const cents = (amount: number): string => {
  const sign = amount < 0 ? '-' : '';
  const rest = Math.abs(amount);
  return `${sign}${Math.floor(rest / 100)}.${String(rest % 100).padStart(2, '0')}`;
};

export function productOf(id: string): Product {
  const { base, quote } = currenciesOf(id);
  return {
    id,
    base_currency: base,
    quote_currency: quote,
    base_increment: '1',
    quote_increment: '0.01',
    min_market_funds: '1',
    status: 'online',
    post_only: false,
    limit_only: false,
    cancel_only: false,
    trading_disabled: false,
  };
}

/** An order as this exchange keeps it. */
export interface Kept {
  order: Order;
  readonly intent: OrderIntent;
  /** Coins, and hundredths of quote. */
  left: number;
  filled: number;
  executed: number;
  fees: number;
}

const SPREAD = 1;

/** A tiny exchange in memory, on a time that the test moves. Fees are 1 %. It answers at once, unless told not to. */
export class PaperExchange {
  now: number;
  /** How long ago the last trade was, milliseconds. */
  lagMs = 0;
  /** Fills of a product in USDC are told under its other name, in USD. */
  usdcAsUsd = false;
  readonly prices = new Map<string, number>();
  readonly orders = new Map<string, Kept>();
  readonly fills: Fill[] = [];
  readonly balances = new Map<string, number>();
  readonly calls: string[] = [];
  /** Calls that fail, by name; or what they wait for. */
  readonly broken = new Map<string, () => Promise<void>>();
  #number = 0;

  constructor(now: number) {
    this.now = now;
  }

  top(id: string): { readonly bid: number; readonly ask: number; readonly last: number } {
    const last = this.prices.get(id) ?? 100;
    return { bid: last - SPREAD, ask: last + SPREAD, last };
  }

  /** Takes an order; what crosses the market is filled at once. */
  place(intent: OrderIntent, named = true): Order {
    this.#number += 1;
    const { bid, ask } = this.top(intent.product_id);
    const meets = intent.side === 'buy' ? ask : bid;
    const size = intent.size === undefined ? Math.floor(Number(intent.funds) / meets) : Number(intent.size);
    const { client_oid, ...rest } = intent;
    const order: Order = {
      id: `00000000-0000-4000-8000-${String(this.#number).padStart(12, '0')}`,
      ...rest,
      ...(named && { client_oid }),
      status: intent.stop ? 'active' : 'open',
      filled_size: '0',
      executed_value: '0',
      fill_fees: '0',
      settled: false,
      created_at: new Date(this.now).toISOString(),
    };
    const kept: Kept = { order, intent, left: size, filled: 0, executed: 0, fees: 0 };
    this.orders.set(order.id, kept);
    const price = intent.price === undefined ? undefined : Number(intent.price);
    const crosses = price === undefined || (intent.side === 'buy' ? price >= ask : price <= bid);
    if (size === 0) this.cancel(kept);
    else if (crosses && !intent.stop) this.trade(kept, size, meets);
    else if (intent.time_in_force === 'IOC') this.cancel(kept);
    return kept.order;
  }

  trade(kept: Kept, coins: number, price: number): void {
    const { side, product_id } = kept.intent;
    const { base, quote } = currenciesOf(product_id);
    const value = coins * price * 100;
    const fee = coins * price;
    kept.left -= coins;
    kept.filled += coins;
    kept.executed += value;
    kept.fees += fee;
    const sign = side === 'buy' ? 1 : -1;
    this.#move(base, sign * coins * 100);
    this.#move(quote, -sign * value - fee);
    this.fills.push({
      trade_id: String(this.fills.length + 1),
      order_id: kept.order.id,
      product_id,
      side,
      liquidity: 'T',
      price: String(price),
      size: String(coins),
      fee: cents(fee),
      created_at: new Date(this.now).toISOString(),
      settled: true,
    });
    kept.order = {
      ...kept.order,
      filled_size: String(kept.filled),
      executed_value: cents(kept.executed),
      fill_fees: cents(kept.fees),
      ...(kept.left === 0 && { status: 'done', done_reason: 'filled', settled: true }),
    };
  }

  cancel(kept: Kept): void {
    kept.left = 0;
    kept.order = { ...kept.order, status: 'done', done_reason: 'canceled', settled: true };
  }

  get open(): Kept[] {
    return [...this.orders.values()].filter(({ order }) => order.status !== 'done');
  }

  readonly api: TradingApi = {
    repeatable: false,
    forgetsUnfilled: true,
    canBeReset: false,
    validMs: 30_000,
    check: () => undefined,
    place: () => unused(),
    find: (name) =>
      this.#asked('find', () => {
        const kept = 'id' in name ? this.orders.get(name.id) : undefined;
        const forgotten = kept?.order.status === 'done' && kept.filled === 0;
        return forgotten ? undefined : kept?.order;
      }),
    listOrders: () => this.#pages('orders', () => this.open.map(({ order }) => order)),
    listFills: (filter) => this.#pages('fills', () => this.#fillsOf(filter)),
    cancel: () => unused(),
    cancelAll: () => unused(),
    balances: () =>
      this.#asked('balances', () =>
        [...this.balances].map(([currency, amount]) => {
          const balance = cents(amount);
          return { currency, balance, hold: '0', available: balance };
        }),
      ),
    feeRates: () => this.#asked('fees', () => ({ maker: '0.01', taker: '0.01' })),
    products: () => unused(),
    market: (product_id) =>
      this.#asked('market', () => {
        const { bid, ask, last } = this.top(product_id);
        const time = new Date(this.now - this.lagMs).toISOString();
        return { product_id, bid: String(bid), ask: String(ask), last: String(last), time };
      }),
    book: () => unused(),
    serverTime: () => this.#asked('time', () => this.now),
    checkKey: () => unused(),
  };

  #fillsOf(filter: Parameters<TradingApi['listFills']>[0]): Fill[] {
    const mine = (fill: Fill): boolean =>
      'orderId' in filter
        ? fill.order_id === filter.orderId
        : namesOf(filter.productId).includes(fill.product_id);
    const told = this.fills.filter(mine).reverse();
    return this.usdcAsUsd ? told.map((fill) => ({ ...fill, product_id: bookOf(fill.product_id) })) : told;
  }

  #move(currency: string, amount: number): void {
    this.balances.set(currency, (this.balances.get(currency) ?? 0) + amount);
  }

  async #asked<T>(what: string, answer: () => T): Promise<T> {
    this.calls.push(what);
    await this.broken.get(what)?.();
    return answer();
  }

  async *#pages<T>(what: string, rows: () => T[]): AsyncGenerator<T[]> {
    yield await this.#asked(what, rows);
  }
}

function unused(): never {
  throw new Error('the limits do not ask for this');
}
