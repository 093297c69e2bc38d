import type { Feed, FeedState, MissingTrades } from '../api';
import type { Clock } from '../rules/clock';
import type { CoinbaseError } from '../rules/errors';
import type { CandleSize } from '../rules/market-data';

/** What is followed of a product. */
export const channels = ['ticker', 'trades', 'book', 'candles', 'stats'] as const;
export type Channel = (typeof channels)[number];

/** Which of the updates are told. */
export type Pace =
  | { readonly kind: 'every' }
  /** The latest, once in so many milliseconds at most. */
  | { readonly kind: 'interval'; readonly everyMs: number }
  /** Those that change what the channel counts as a change. */
  | { readonly kind: 'change' }
  /** Of candles: none while they form, each once when it is over. */
  | { readonly kind: 'final' };

export interface StreamSettings {
  readonly channel: Channel;
  readonly pace: Pace;
  readonly candleSize: CandleSize;
  /** What a candle without any trade gives: nothing, or the last price again. */
  readonly emptyCandles: 'skip' | 'repeat';
  /** Prices of a side of the book; all without it. */
  readonly depth?: number;
  /** A book is told whole each time, or whole once and then by what changed. */
  readonly bookAs: 'snapshot' | 'changes';
  /** Whether the moment is told in which data goes stale, and the one in which it is live again. */
  readonly tellStale: boolean;
  /** Data that was not live for so long is an error; milliseconds. */
  readonly staleMs: number;
}

/** What a telling is: a closed set. `stale` carries what is known last; so does `live`, where nothing is newer. */
export type TellingEvent =
  | 'ticker'
  /** The trade before the node began to listen. */
  | 'last-trade'
  | 'trade'
  | 'trades'
  | 'snapshot'
  | 'changes'
  | 'candle'
  | 'stats'
  | 'stale'
  | 'live';

/** One message about one product. */
export interface Telling {
  /** The flow's own from then on: nobody else has it, or any part of it. */
  readonly payload: unknown;
  readonly facts: TellingFacts;
}

export interface TellingFacts {
  readonly event: TellingEvent;
  /** Something in it was missed at its time, and told or read afterwards. */
  readonly recovered?: boolean;
  /** The book is new as a whole: what was built from earlier changes is to be thrown away. */
  readonly resync?: true;
  /** Trades before this one that could not be read to fill a gap: they are never told. */
  readonly missing?: MissingTrades;
  /** Trades that are left out, because there were too many in one interval. */
  readonly dropped?: number;
  /** Trades that came after their candle had been told. */
  readonly late_trades?: number;
  /** Candles that a long gap left out. */
  readonly skipped?: number;
  /** Why data is not live. */
  readonly reason?: string;
  /** The first message after data was not live: for how long, milliseconds. */
  readonly stale_ms?: number;
}

/** Candles that a node tells at most of the time in which it was not there: what one answer over REST holds. */
export const MOST_KEPT = 300;

/** What a source leaves to the one that follows it on another connection. */
export interface SourceMemory {
  /** A book was told. */
  readonly booked?: true;
  /** All candles before were told; Unix milliseconds. */
  readonly candlesToldMs?: number;
  /** The price that a candle without any trade right after them repeats. */
  readonly lastClose?: string;
  /** It is from before a pause: of the candles that were over since then only the last one is told. */
  readonly paused?: true;
  /** It is from before a deploy or a restart: of the candles since then the last {@link MOST_KEPT} are told. */
  readonly kept?: true;
}

/** Where a source gets its data, and whom it tells. */
export interface SourceParts {
  readonly feed: Feed;
  readonly productId: string;
  readonly settings: StreamSettings;
  readonly clock: Clock;
  /** The exchange's clock minus the local one, milliseconds. */
  readonly offsetMs: () => number;
  readonly memory: SourceMemory;
  readonly tell: (telling: Telling) => void;
  readonly state: (state: FeedState) => void;
  /** What {@link Source.still} answers may be something else, though nothing is told of it. */
  readonly renewed: () => void;
  /** Something could not be read, again and again. */
  readonly failed: (error: CoinbaseError) => void;
}

/** One channel of one product on one connection. */
export interface Source {
  /** What is known last, as a whole; undefined before anything was heard. */
  latest(): Telling | undefined;
  /**
   * What is known last, where a live feed means that there is nothing later: none of its trades is missing. Undefined where
   * only news can tell that.
   */
  still(): Telling | undefined;
  /** Tells at once what waits for its time. */
  flush(): void;
  memory(): SourceMemory;
  end(): void;
}
