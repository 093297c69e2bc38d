/**
 * The shapes of live market data, the same from every API. Field names are those of the Exchange feed; every amount is
 * plain decimal text; times are ISO 8601, UTC. `side` is everywhere the taker's: `buy` is a trade that somebody made by
 * buying from the book. (Exchange's own `match`, and both APIs' lists of trades over REST, tell the maker's.)
 */
import type { Side } from './orders';

/** The best prices, the last trade and the last 24 hours. Absent means that the exchange did not say. */
export interface Ticker {
  readonly product_id: string;
  /** Of the last trade. */
  readonly price: string;
  readonly best_bid?: string;
  readonly best_bid_size?: string;
  readonly best_ask?: string;
  readonly best_ask_size?: string;
  /** The taker's. */
  readonly side?: Side;
  readonly last_size?: string;
  readonly trade_id?: string;
  readonly open_24h?: string;
  readonly high_24h?: string;
  readonly low_24h?: string;
  /** Base amount. */
  readonly volume_24h?: string;
  readonly volume_30d?: string;
  readonly time: string;
}

/** One trade of the market. */
export interface Trade {
  /** Counts up by one in each product. */
  readonly trade_id: string;
  readonly product_id: string;
  readonly price: string;
  /** Base amount. */
  readonly size: string;
  /** The taker's. */
  readonly side: Side;
  readonly time: string;
}

/** One changed price of a book: `size` is what rests there now, in base, `0` for nothing. */
export interface BookChange {
  readonly side: Side;
  readonly price: string;
  readonly size: string;
}

/** Seconds of a candle: the six that both APIs have. */
export const candleSizes = [60, 300, 900, 3600, 21_600, 86_400] as const;
export type CandleSize = (typeof candleSizes)[number];

/** What was traded in one span of time. */
export interface Candle {
  readonly product_id: string;
  readonly size: CandleSize;
  /** Its beginning, ISO 8601; a whole multiple of its size since 1970. */
  readonly start: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Base amount. */
  readonly volume: string;
}
