/**
 * The one order shape of this package. Field names are those of the Exchange API whatever the environment;
 * every amount is plain decimal text. Source: POST /orders and GET /orders/{id} of the Exchange API.
 */

export type Side = 'buy' | 'sell';
export type OrderType = 'limit' | 'market';
export type TimeInForce = 'GTC' | 'GTT' | 'IOC' | 'FOK';
/** How long a GTT order lives: 60 s, 60 min or 24 h. */
export type CancelAfter = 'min' | 'hour' | 'day';
/** `loss` fires when the last trade is at or below the stop price, `entry` when it is at or above it. */
export type Stop = 'loss' | 'entry';
/**
 * Self-trade prevention, what happens when an order meets one of the same owner: `dc` shrink both by the smaller,
 * `co` cancel the resting one, `cn` cancel the new one, `cb` cancel both. The new order's choice counts.
 */
export type SelfTradePrevention = 'dc' | 'co' | 'cn' | 'cb';

/** What is going to be sent: complete, rounded to the product's increments, validated. */
export interface OrderIntent {
  /** UUID of this intent, made by us (or given by the flow); the same on every try. */
  readonly client_oid: string;
  readonly product_id: string;
  readonly side: Side;
  readonly type: OrderType;
  /** Base amount. A limit order always has it; a market order has exactly one of `size` and `funds`. */
  readonly size?: string;
  /** Quote amount, fee included for a buy. Market orders only. */
  readonly funds?: string;
  /** Quote per base. Limit orders only. */
  readonly price?: string;
  /** Limit orders only. */
  readonly time_in_force?: TimeInForce;
  /** GTT only, and always there but with `order_configuration`. */
  readonly cancel_after?: CancelAfter;
  /** Limit GTC and GTT without a stop only. */
  readonly post_only?: boolean;
  /** With `stop_price`: a limit order that waits, status `active`, until the market reaches that price. */
  readonly stop?: Stop;
  /** Quote per base. */
  readonly stop_price?: string;
  /**
   * Quote per base. Makes a bracket of a limit order with `stop_price`: it rests at `price`, where it takes a profit, and
   * is repriced to this when the last trade has reached `stop_price` before any of it was filled.
   */
  readonly stop_limit_price?: string;
  /** Absent: the exchange's default, dc. */
  readonly stp?: SelfTradePrevention;
  /** Absent: the key's own profile, which is the only one that the key can trade for. */
  readonly profile_id?: string;
  /**
   * What goes to Advanced Trade as it is, decimal texts and all, where the message gave it; the fields above then say
   * the most that can come of it.
   */
  readonly order_configuration?: OrderConfiguration;
}

/** Exactly one member: the kind of order, and its fields. Source: create-order reference of Advanced Trade. */
export type OrderConfiguration = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `pending` accepted, not yet on the book; `open` resting; `active` a waiting stop; `done` see `done_reason`. */
export type OrderStatus = 'pending' | 'received' | 'open' | 'active' | 'done' | 'rejected';

/** An order as the exchange knows it. Absent means that the exchange did not say. */
export interface Order {
  readonly id: string;
  readonly client_oid?: string;
  readonly product_id: string;
  readonly profile_id?: string;
  readonly side: Side;
  readonly type?: OrderType;
  readonly size?: string;
  /** Of a market order in quote; Exchange sets the fee aside first. */
  readonly funds?: string;
  /** The quote amount that was asked for. */
  readonly specified_funds?: string;
  readonly price?: string;
  readonly time_in_force?: string;
  /** When a GTT order is canceled by the exchange: ISO 8601, UTC. */
  readonly expire_time?: string;
  readonly post_only?: boolean;
  readonly stop?: Stop;
  readonly stop_price?: string;
  /** Of a bracket; `price` becomes this when its stop is reached. */
  readonly stop_limit_price?: string;
  readonly stp?: string;
  readonly status: OrderStatus;
  readonly done_reason?: 'filled' | 'canceled';
  readonly reject_reason?: string;
  /** Base amount filled so far. */
  readonly filled_size: string;
  /** Quote amount of the fills, fee not included. */
  readonly executed_value: string;
  /** Fees so far, in quote. */
  readonly fill_fees: string;
  readonly settled: boolean;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly done_at?: string;
  /** Own fills, newest first, when they were asked for. */
  readonly fills?: readonly Fill[];
}

/** One own fill. `side` is the own side; `liquidity` is M for maker, T for taker, O for others. */
export interface Fill {
  readonly trade_id: string;
  readonly order_id: string;
  readonly product_id: string;
  readonly side: Side;
  readonly liquidity: 'M' | 'T' | 'O';
  readonly price: string;
  readonly size: string;
  /** In quote. */
  readonly fee: string;
  readonly created_at: string;
  readonly settled: boolean;
}

/** A balance in one currency: `balance = hold + available`. */
export interface Balance {
  readonly currency: string;
  readonly balance: string;
  readonly hold: string;
  readonly available: string;
}

/** A product's trading rules. */
export interface Product {
  readonly id: string;
  /** What people read, such as `BTC/USD`; absent where the exchange has none. */
  readonly display_name?: string;
  readonly base_currency: string;
  readonly quote_currency: string;
  /** Step of `size`. */
  readonly base_increment: string;
  /** Step, and minimum, of `price`; also the step of `funds`. */
  readonly quote_increment: string;
  /** Step, and minimum, of `price` where it is another than that of `funds`. */
  readonly price_increment?: string;
  /** Minimum of `size`, where there is one. */
  readonly base_min_size?: string;
  /** Minimum of `funds`, and of price x size of a limit order, in quote. */
  readonly min_market_funds: string;
  readonly status: string;
  /** The exchange's own words about that or about the modes below; absent where it has none. */
  readonly status_message?: string;
  readonly post_only: boolean;
  readonly limit_only: boolean;
  readonly cancel_only: boolean;
  readonly trading_disabled: boolean;
}

/** The top of a product's market. `time` is ISO 8601, UTC. */
export interface MarketTop {
  readonly product_id: string;
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
  readonly time: string;
}

/** One price of an order book and what rests there, in base. */
export interface BookLevel {
  readonly price: string;
  readonly size: string;
}

/** An order book, best prices first. */
export interface Book {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** What an exchange itself says before an order is placed. Absent means that it did not say. */
export interface ApiPreview {
  /** What would be traded: base, and quote without the fee. */
  readonly base_size?: string;
  readonly quote_size?: string;
  /** In quote, the fee included. */
  readonly order_total?: string;
  /** The fee, in quote. */
  readonly commission_total?: string;
  readonly average_price?: string;
  readonly best_bid?: string;
  readonly best_ask?: string;
  /** In the exchange's own unit. */
  readonly slippage?: string;
  /** Why it would be refused, in the exchange's own words. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Fee rates as fractions: `0.006` is 0.6 %. */
export interface FeeRates {
  readonly maker: string;
  readonly taker: string;
}

/** What one try to place an order proved; see placement for what follows from each kind. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly order: Order; readonly raw: unknown }
  | { readonly kind: 'refused'; readonly error: import('./errors').CoinbaseError }
  | { readonly kind: 'not-sent'; readonly error: import('./errors').CoinbaseError }
  | {
      readonly kind: 'unknown';
      readonly error: import('./errors').CoinbaseError;
      /** The time stamp that it was signed with, Unix milliseconds: until `validMs` of the API after it the exchange takes the request. */
      readonly stampMs?: number;
    };
