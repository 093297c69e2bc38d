/** The form's properties, as saved in the flow. Numbers are text. */
export interface MarketDataConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  /** What is followed. */
  channel: 'ticker' | 'trades' | 'book' | 'candles' | 'stats';
  /** Product ids with commas, blanks or line breaks between them; may be empty: a message sets them. */
  products: string;
  /** Seconds of a candle. */
  candleSize: '60' | '300' | '900' | '3600' | '21600' | '86400';
  /** Candles while they form too, or each once when it is over. */
  candleUpdates: 'final' | 'forming';
  /** A candle without any trade. */
  emptyCandles: 'skip' | 'repeat';
  /** Prices of a side of the book; empty for all. */
  depth: string;
  bookAs: 'snapshot' | 'changes';
  /** Which updates are told; not asked for candles that are told once. */
  pace: 'interval' | 'every' | 'change';
  /** Seconds of the interval. */
  seconds: string;
  /** Tell the moment in which data goes stale, and the one in which it is live again. */
  tellStale: boolean;
  /** Seconds without live data that are an error. */
  staleSeconds: string;
  /** Where a message has its command. */
  command: string;
  commandType: string;
}
