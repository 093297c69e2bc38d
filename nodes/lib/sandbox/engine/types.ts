/**
 * The contract between the matching engine (pure: no clock, no randomness, no I/O of its own) and whatever drives it.
 *
 * Every amount is a {@link Units}: an exact integer count of 10^-16. A price (up to 8 decimals) times a size (up to 8
 * decimals) is therefore exact; a fee is rounded once, half up, to 10^-16, and goes to the fee account to the last unit.
 */
export type Units = bigint;

export interface EngineProduct {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly baseIncrement: Units;
  readonly quoteIncrement: Units;
  readonly minMarketFunds: Units;
}

/** An order as it enters the engine; formats were checked before. */
export interface OrderRequest {
  readonly profile: string;
  readonly productId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit' | 'market';
  readonly clientOid?: string;
  readonly size?: Units;
  readonly funds?: Units;
  readonly price?: Units;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
  readonly postOnly: boolean;
}

/** An order inside the engine. The engine owns and changes it; others only read. */
export interface EngineOrder {
  readonly id: string;
  readonly clientOid: string | undefined;
  readonly profile: string;
  readonly productId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit' | 'market';
  readonly price: Units | undefined;
  /** Self-trade prevention may make it smaller, with a `change` event. */
  readonly size: Units | undefined;
  /** Market buy: what may be spent on fills, the taker fee taken out (specifiedFunds / (1 + taker), 8 decimals, down). */
  readonly funds: Units | undefined;
  readonly specifiedFunds: Units | undefined;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
  readonly postOnly: boolean;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** Order of arrival over all orders; decides time priority and page order. */
  readonly sequence: number;
  status: 'open' | 'done' | 'rejected';
  doneReason: 'filled' | 'canceled' | undefined;
  rejectReason: 'post only' | undefined;
  doneAt: number | undefined;
  filledSize: Units;
  executedValue: Units;
  fillFees: Units;
  /** What this order still holds, in quote for a buy and in base for a sell. */
  hold: Units;
}

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
  | { readonly kind: 'unknown' };

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
   * Checks, in the exchange's order, product, increments, minimum, post-only and funds; then matches.
   * A post-only order that would cross is `placed` with status `rejected`. An unfillable FOK is placed, done, canceled.
   */
  place(request: OrderRequest, now: number): PlaceResult;
  cancel(profile: string, orderId: string, now: number): CancelOutcome;
  order(profile: string, orderId: string): EngineOrder | undefined;
  orderByClientOid(profile: string, clientOid: string): EngineOrder | undefined;
  /** Own orders, newest first; canceled ones without a fill are forgotten, as the exchange does. */
  orders(profile: string): Iterable<EngineOrder>;
  openOrders(profile: string, productId?: string): EngineOrder[];
  /** Own fills, newest first. */
  fills(profile: string): Iterable<EngineFill>;
  balance(profile: string, currency: string): { readonly total: Units; readonly hold: Units };
  /** Best first. */
  levels(productId: string, side: 'buy' | 'sell', most?: number): BookLevel[];
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
  /** Every profile that ever held anything; with `balance`, enough to prove that value is conserved. */
  profiles(): Iterable<string>;
}
