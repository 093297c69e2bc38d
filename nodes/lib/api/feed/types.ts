import type { CoinbaseError } from '../../rules/errors';
import type { BookChange, Candle, CandleSize, Ticker, Trade } from '../../rules/market-data';
import type { Book, Fill, Order } from '../../rules/orders';
import type { CallOptions } from '../trading-api';

/** How a feed stands for one listener: a closed set. */
export type FeedState =
  /** Nothing came yet: the socket is being opened or the subscription is not acknowledged. */
  | {
      readonly kind: 'connecting';
      /** Why it is not there yet: what the socket said, without anything secret. */
      readonly detail?: string;
    }
  /** What is heard is the present. */
  | { readonly kind: 'live' }
  /** What was heard last may be out of date: the feed reconnects, or fills a gap, by itself. */
  | {
      readonly kind: 'stale';
      readonly reason: 'disconnected' | 'silent' | 'gap';
      /** When the last thing was heard, Unix milliseconds by the local clock. */
      readonly sinceMs: number;
      /** What the exchange or the socket said, without anything secret. */
      readonly detail?: string;
      /** A gap of trades that was not filled: they are missing for good. */
      readonly unfilled?: MissingTrades;
    }
  /** The exchange refuses the subscription: unknown product, key without the right. Tried again slowly. */
  | { readonly kind: 'refused'; readonly error: CoinbaseError };

/** Trades that are never told. */
export interface MissingTrades {
  /** The first and the last id; some between them may have been told. */
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Hears one subscription. Called in order, never after {@link FeedSubscription.end}; what it throws is swallowed. */
export interface FeedListener<Update> {
  data(update: Update): void;
  /** Each change of state. The first call comes before the first data. */
  state(state: FeedState): void;
}

export interface FeedSubscription {
  readonly state: FeedState;
  /** Idempotent. The last one of a socket closes it a second later. */
  end(): void;
}

/**
 * Trades in the order of their ids, none twice, and none missing while the subscription lives but those that a state tells
 * as unfilled.
 */
export interface TradeBatch {
  readonly trades: readonly Trade[];
  /** Missed at their time: read over REST, or what a subscription after an outage begins with. */
  readonly recovered: boolean;
  /** Heard in time, but told only now that the gap before it was filled, which takes seconds. */
  readonly late?: true;
}

/** The order book as it is now: maintained by the feed, shared by all who hear it. */
export interface LiveBook {
  readonly product_id: string;
  /** ISO 8601 of the latest change. */
  readonly time: string;
  /** Best prices first, at most `depth` of a side; all without it. A copy. */
  top(depth?: number): Book;
}

export type BookUpdate =
  /** The whole book is new: at the start, and after every gap. */
  | { readonly kind: 'snapshot'; readonly book: LiveBook }
  | { readonly kind: 'changes'; readonly book: LiveBook; readonly changes: readonly BookChange[] };

/** One message of the own-order channel, as far as it goes; what it does not tell is not in it. */
export interface OwnMessage {
  /**
   * What happened. `update` says only how the order stands now (Advanced Trade: cumulative figures, no single fills);
   * `snapshot` is the same at the start of a subscription, not news by itself.
   */
  readonly event: 'received' | 'opened' | 'activated' | 'filled' | 'changed' | 'done' | 'update' | 'snapshot';
  readonly order_id: string;
  readonly client_oid?: string;
  readonly product_id: string;
  /** ISO 8601, of the exchange. */
  readonly time: string;
  /** What the message says of the order, in the order's own fields. */
  readonly order: Partial<Order>;
  /** Base amount that was not filled, of `done` where the exchange tells it: what was filled is the rest of the size. */
  readonly remaining_size?: string;
  /** Of `filled` on Exchange; without a fee where the feed does not tell the rate. */
  readonly fill?: Omit<Fill, 'fee'> & { readonly fee?: string };
}

/** One thing that is listened to, and how it stands. */
export interface HeardFeed {
  readonly channel: 'ticker' | 'trades' | 'book' | 'own';
  /** Absent for own orders. */
  readonly product_id?: string;
  readonly state: FeedState;
}

/** Past candles of one product: `startMs` inclusive, `endMs` exclusive, Unix milliseconds. */
export interface CandleSpan {
  readonly productId: string;
  readonly size: CandleSize;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Live data of one Coinbase API with one key. All subscriptions of a connection share one socket a feed; it is opened by
 * the first and closed a second after the last. What is told is the same object for all who hear it: it is not to be
 * changed. Nothing here throws: what is wrong is a state.
 */
export interface Feed {
  ticker(productId: string, listener: FeedListener<Ticker>): FeedSubscription;
  /** The first batch begins with the last trade before the subscription. */
  trades(productId: string, listener: FeedListener<TradeBatch>): FeedSubscription;
  book(productId: string, listener: FeedListener<BookUpdate>): FeedSubscription;
  /**
   * Own orders of every product. After `stale`, `live` means: ask over REST what was missed; the feed does not repeat it.
   */
  own(listener: FeedListener<OwnMessage>): FeedSubscription;
  /** Over REST, oldest first; spans without a trade are left out. @throws CoinbaseError. */
  candles(span: CandleSpan, options?: CallOptions): Promise<readonly Candle[]>;
}
