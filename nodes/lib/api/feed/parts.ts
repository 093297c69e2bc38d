import type { Clock } from '../../rules/clock';
import type { Candle } from '../../rules/market-data';
import type { Credential } from '../../signer';
import type { Reader } from '../reader';
import type { CallOptions } from '../trading-api';
import type { FeedAddresses } from './addresses';
import type { Topic } from './topic';
import type { BookUpdate, CandleSpan, OwnMessage, TradeBatch } from './types';
import type { Ticker } from '../../rules/market-data';

/** What the feed of an API is built from. */
export interface FeedParts {
  readonly addresses: FeedAddresses;
  readonly credential: Credential | undefined;
  readonly clock: Clock;
  /** Unix milliseconds by the exchange's clock. */
  readonly serverNow: () => number;
  /** Asks the exchange for its time. @returns whether that changed what is known of it. */
  readonly measureClock: () => Promise<boolean>;
  readonly reader: Reader;
  /** Ids of the products that can be traded. */
  readonly productIds: () => Promise<readonly string[]>;
  readonly userAgent: string;
  readonly random: () => number;
  /** Keeps to the connections that the API allows. */
  readonly limited: boolean;
  /** Its sockets keep no process alive, nor do the timers of its clock. */
  readonly idle?: boolean;
}

/** The topics of one API. Those that nobody hears end by themselves. */
export interface ApiFeed {
  ticker(productId: string): Topic<Ticker>;
  trades(productId: string): Topic<TradeBatch>;
  book(productId: string): Topic<BookUpdate>;
  own(): Topic<OwnMessage>;
  candles(span: CandleSpan, options?: CallOptions): Promise<readonly Candle[]>;
  close(): void;
}
