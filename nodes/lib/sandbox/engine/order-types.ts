/**
 * An exact integer count of 10^-16. A price (up to 8 decimals) times a size (up to 8 decimals) is therefore exact; a fee
 * is rounded once, half up, to 10^-16, and goes to the fee account to the last unit.
 */
export type Units = bigint;

export interface EngineProduct {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly baseIncrement: Units;
  readonly quoteIncrement: Units;
  readonly minMarketFunds: Units;
  /**
   * Price protection of market orders, a fraction as Units (0.03 is 300000000000000n): they never trade further than
   * this from the best price they meet; what is left is canceled with 104. Absent: no bound.
   */
  readonly maxSlippage?: Units;
  /** Price protection of limit buys, a fraction as Units; see {@link Engine.place}. Absent: no bound. */
  readonly highBidLimit?: Units;
}

/** What a product takes at present; at most one restriction at a time, as on the exchange. */
export type ProductMode = 'full' | 'post_only' | 'limit_only' | 'cancel_only' | 'trading_disabled';

export type TimeInForce = 'GTC' | 'GTT' | 'IOC' | 'FOK';

/** Lifetime of a good-till-time order; a day is 24 hours. */
export type CancelAfter = 'min' | 'hour' | 'day';

/** Self-trade prevention: decrement and cancel, cancel oldest, cancel newest, cancel both. The taker's counts. */
export type SelfTradePrevention = 'dc' | 'co' | 'cn' | 'cb';

/** A loss stop is triggered by a last trade at or below its stop price, an entry stop by one at or above it. */
export type StopKind = 'loss' | 'entry';

/** Why an order was canceled other than by its owner: the exchange's codes and labels. */
export type CancelReason =
  | '101:Time In Force'
  | '102:Self Trade Prevention'
  | '104:Price Bound Order Protection'
  | '105:Insufficient Funds'
  | '106:Insufficient Liquidity';

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
  readonly timeInForce: TimeInForce;
  /** GTT only, which needs this or {@link expireAt}. */
  readonly cancelAfter?: CancelAfter;
  /** GTT only: Unix milliseconds, later than the order. */
  readonly expireAt?: number;
  readonly postOnly: boolean;
  /** Default `dc`. */
  readonly stp?: SelfTradePrevention;
  /** Limit orders only; with `stopPrice`. A sell stop is `loss`, a buy stop is `entry`. */
  readonly stop?: StopKind;
  readonly stopPrice?: Units;
  /**
   * Makes a bracket, with `price` (where it takes a profit) and `stopPrice`; `stop` may be left out, its side says which.
   * It rests at `price`, and is repriced to this when the last trade reaches `stopPrice` before any of it was filled.
   */
  readonly stopLimitPrice?: Units;
}

/** What an edit gives an order: its whole new size, what is filled included, and its new price. */
export interface OrderTerms {
  readonly price: Units;
  readonly size: Units;
}

/** One edit that an order has had. Time in Unix milliseconds. */
export interface OrderEdit extends OrderTerms {
  readonly time: number;
}

/** An order inside the engine. The engine owns and changes it; others only read. */
export interface EngineOrder {
  readonly id: string;
  readonly clientOid: string | undefined;
  readonly profile: string;
  readonly productId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit' | 'market';
  /** A bracket's becomes its stop limit price when its stop is reached, with a `change` event. */
  price: Units | undefined;
  /** The price it entered with. */
  readonly askedPrice: Units | undefined;
  /**
   * Self-trade prevention or an edit may change it, with a `change` event. A limit order by funds gets its size on
   * entry.
   */
  readonly size: Units | undefined;
  /**
   * A buy by funds: what may be spent on fills, the taker fee taken out (specifiedFunds / (1 + taker), 8 decimals, down).
   * Self-trade prevention may make a market buy's smaller, with a `change` event.
   */
  readonly funds: Units | undefined;
  readonly specifiedFunds: Units | undefined;
  readonly timeInForce: TimeInForce;
  /** Unix milliseconds; of a GTT order. */
  readonly expireTime: number | undefined;
  readonly postOnly: boolean;
  readonly stp: SelfTradePrevention;
  readonly stop: StopKind | undefined;
  readonly stopPrice: Units | undefined;
  /** Of a bracket. */
  readonly stopLimitPrice: Units | undefined;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** Order of arrival over all orders; decides page order. */
  readonly sequence: number;
  /** Time priority among equal prices: like `sequence`, but a stop gets its place when it is triggered. */
  priority: number;
  /** `active`: a stop that waits for its trigger. */
  status: 'active' | 'open' | 'done' | 'rejected';
  doneReason: 'filled' | 'canceled' | undefined;
  /** Of a canceled order; undefined when its owner canceled it. */
  cancelReason: CancelReason | undefined;
  rejectReason: 'post only' | undefined;
  doneAt: number | undefined;
  filledSize: Units;
  executedValue: Units;
  fillFees: Units;
  fillCount: number;
  lastFillAt: number | undefined;
  /** The latest ones, oldest first. */
  readonly edits: readonly OrderEdit[];
  /** What this order still holds, in quote for a buy and in base for a sell. */
  hold: Units;
}
