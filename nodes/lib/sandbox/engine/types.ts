/**
 * The contract between the matching engine (pure: no clock, no randomness, no I/O of its own) and whatever drives it.
 * Every amount is in Units, every time in Unix milliseconds. Orders and products are in order-types.ts.
 */
import type { SavedEngine } from './saved';
import type { EngineOrder, EngineProduct, OrderRequest, OrderTerms, ProductMode, Units } from './order-types';

export type * from './order-types';
export type { SavedEngine } from './saved';

export interface EngineTrade {
  readonly tradeId: number;
  readonly productId: string;
  readonly price: Units;
  readonly size: Units;
  /** The resting order's side. */
  readonly makerSide: 'buy' | 'sell';
  readonly makerOrderId: string;
  readonly takerOrderId: string;
  readonly sequence: number;
  readonly time: number;
}

export interface EngineFill {
  readonly tradeId: number;
  readonly orderId: string;
  readonly productId: string;
  readonly profile: string;
  readonly side: 'buy' | 'sell';
  readonly liquidity: 'M' | 'T';
  readonly price: Units;
  readonly size: Units;
  readonly fee: Units;
  readonly time: number;
}

/** What happened, in order; a feed is made of these. */
export type EngineEvent =
  | {
      /** A stop begins to wait. Told to its owner only, so it takes no sequence number; `received` follows at the trigger. */
      readonly type: 'activate';
      readonly order: EngineOrder;
      readonly time: number;
    }
  | {
      readonly type: 'received';
      readonly order: EngineOrder;
      readonly sequence: number;
      readonly time: number;
    }
  | {
      readonly type: 'open';
      readonly order: EngineOrder;
      readonly remaining: Units;
      readonly sequence: number;
      readonly time: number;
    }
  | {
      readonly type: 'match';
      readonly trade: EngineTrade;
      readonly maker: EngineOrder;
      readonly taker: EngineOrder;
    }
  | {
      /** Self-trade prevention (decrement and cancel) took this much from the larger of two own orders. */
      readonly type: 'change';
      readonly reason: 'STP';
      readonly order: EngineOrder;
      readonly oldSize: Units;
      readonly newSize: Units;
      readonly sequence: number;
      readonly time: number;
    }
  | {
      /** Self-trade prevention (decrement and cancel) took this much from what a market buy by funds may spend. */
      readonly type: 'change';
      readonly reason: 'STP';
      readonly order: EngineOrder;
      readonly oldFunds: Units;
      readonly newFunds: Units;
      readonly sequence: number;
      readonly time: number;
    }
  | {
      /**
       * A bracket's stop was reached: it left its old price and comes to the market at the new one; its matches and
       * `open` or `done` follow. Others than its owner are told the reason `modify_order`.
       */
      readonly type: 'change';
      readonly reason: 'tpsl_triggered';
      readonly order: EngineOrder;
      readonly oldPrice: Units;
      readonly newPrice: Units;
      readonly sequence: number;
      readonly time: number;
    }
  | {
      /** Its owner gave it other terms. Unless it is only smaller, it comes to the market again behind all others. */
      readonly type: 'change';
      readonly reason: 'modify_order';
      readonly order: EngineOrder;
      readonly oldPrice: Units;
      readonly newPrice: Units;
      readonly oldSize: Units;
      readonly newSize: Units;
      readonly sequence: number;
      readonly time: number;
    }
  | {
      readonly type: 'done';
      readonly order: EngineOrder;
      readonly remaining: Units;
      readonly sequence: number;
      readonly time: number;
    };

/** Why an order never entered: the exchange's verbatim text. */
export type PlaceResult =
  | { readonly kind: 'placed'; readonly order: EngineOrder }
  | { readonly kind: 'refused'; readonly message: string };

export type CancelOutcome =
  | { readonly kind: 'canceled'; readonly order: EngineOrder }
  | { readonly kind: 'already-done'; readonly order: EngineOrder }
  /** The product's mode forbids it; the exchange's verbatim text. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unknown' };

/** What stands against an edit: the order's kind or state, the product's mode, or one of the new figures. */
export type EditRefusal =
  | 'unknown'
  | 'not-open'
  | 'not-limit'
  | 'by-funds'
  | 'mode'
  | 'price'
  | 'size'
  | 'filled'
  | 'equal'
  | 'post-only'
  | 'funds';

export type EditOutcome =
  | { readonly kind: 'edited'; readonly order: EngineOrder }
  | { readonly kind: 'refused'; readonly reason: EditRefusal };

export interface BookLevel {
  readonly price: Units;
  readonly size: Units;
  readonly orders: number;
}

export interface EngineOptions {
  readonly products: readonly EngineProduct[];
  /** Rates as Units: 0.006 is 60000000000000n. */
  readonly makerFee: Units;
  readonly takerFee: Units;
  /** Makes order ids (UUIDs). */
  readonly newId: () => string;
  /** Done orders and fills kept of a profile; older ones are forgotten. Default 20,000 of each. */
  readonly keep?: number;
  /** Hears every event, in order, while the state already includes it. Must not place or cancel. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/** Profiles are account holders: the user's, the market makers', and `fees`, which collects every fee. */
export interface Engine {
  readonly products: ReadonlyMap<string, EngineProduct>;
  /** Adds to a balance out of nothing: starting money, a market maker's stock. The only source of value. */
  credit(profile: string, currency: string, amount: Units): void;
  /**
   * Checks, in the exchange's order, product, mode, increments, minimum, 500 open orders, post-only and funds; then
   * matches. A post-only order that would cross is `placed` with status `rejected`. An unfillable FOK is placed, done,
   * canceled. A limit buy above its product's high bid limit (best bid, or last trade when the best bid is below 95 % of
   * it, x (1 + limit)) trades up to that price; the rest is canceled with 104.
   *
   * A stop waits as `active` with its funds held; it is triggered at once when the last trade already meets it. After an
   * order has traded, the stops that its trades met come to the market one after another as limit orders: those of an
   * earlier trade first, then the stop price that the market passes first, then the older one; the stops that these
   * trigger in turn come after all of them.
   *
   * A bracket rests at its price at once, and waits among the stops until some of it is filled: its turn comes with
   * theirs. A buy holds what its stop limit price needs for as long as it can come to that.
   */
  place(request: OrderRequest, now: number): PlaceResult;
  /** Why {@link Engine.place} would refuse this; undefined when it would not. A post-only order that crosses is not refused. */
  refusal(request: OrderRequest, now: number): string | undefined;
  /**
   * Gives an open good-till-canceled limit order another price and size (the whole size, what is filled included). A
   * smaller size at the same price keeps its place; anything else loses it and may trade at once.
   */
  edit(profile: string, orderId: string, terms: OrderTerms, now: number): EditOutcome;
  /**
   * Cancels every good-till-time order whose time has come; `place` and `cancel` do so first, so that no later order
   * meets an expired one. Call it before reading. `doneAt` is the moment it expired.
   */
  expire(now: number): void;
  cancel(profile: string, orderId: string, now: number): CancelOutcome;
  order(profile: string, orderId: string): EngineOrder | undefined;
  orderByClientOid(profile: string, clientOid: string): EngineOrder | undefined;
  /** As `order`, `orderByClientOid` and `orders`, but with the newest 10,000 orders that were canceled without a fill. */
  everOrder(profile: string, orderId: string): EngineOrder | undefined;
  everOrderByClientOid(profile: string, clientOid: string): EngineOrder | undefined;
  everyOrder(profile: string): Iterable<EngineOrder>;
  /** A product's mode; every product starts as `full`. */
  mode(productId: string): ProductMode;
  /** Why the product is in its mode, for people; empty where nobody said. */
  modeNote(productId: string): string;
  /**
   * `post_only` takes post-only orders alone, `limit_only` no market orders, `cancel_only` no orders; `trading_disabled`
   * refuses cancels too. GTT orders expire in every mode.
   * @param note why, for people: it follows the exchange's words where an order is refused.
   * @throws RangeError for an unknown product.
   */
  setMode(productId: string, mode: ProductMode, note?: string): void;
  /** Own orders, newest first; canceled ones without a fill are forgotten, as the exchange does. */
  orders(profile: string): Iterable<EngineOrder>;
  /** Resting orders and waiting stops (status `open` and `active`), newest first. */
  openOrders(profile: string, productId?: string): EngineOrder[];
  /** Own fills, newest first. */
  fills(profile: string): Iterable<EngineFill>;
  balance(profile: string, currency: string): { readonly total: Units; readonly hold: Units };
  /** Best first. */
  levels(productId: string, side: 'buy' | 'sell', most?: number): BookLevel[];
  /** What rests at exactly this price; 0 for nothing. */
  sizeAt(productId: string, side: 'buy' | 'sell', price: Units): Units;
  /** Resting orders, best first, time priority within a price. */
  resting(productId: string, side: 'buy' | 'sell'): Iterable<EngineOrder>;
  /** Public trades, newest first; at least the last 10,000 are kept. */
  trades(productId: string): Iterable<EngineTrade>;
  sequence(productId: string): number;
  /** This profile's orders are forgotten when done and its fills are not kept: for market makers. */
  keepNoHistory(profile: string): void;
  /**
   * Hears that an order has traded in this product, after everything about it is dealt with, so that the listener may
   * place and cancel; what it does itself is not told again. Returns a function that ends it.
   */
  afterMatch(listener: (productId: string, now: number) => void): () => void;
  /** What these profiles have, and each product's counters, as plain data: enough for {@link Engine.restore}. */
  save(profiles: readonly string[]): SavedEngine;
  /** Takes up what was saved; for an engine in which nothing has happened. Orders keep ids, times and priority. */
  restore(saved: SavedEngine): void;
  /** Every profile that ever held anything; with `balance`, enough to prove that value is conserved. */
  profiles(): Iterable<string>;
}
