import type { BookChange, Ticker } from '../../rules/market-data';
import type { BookLevel } from '../../rules/orders';
import { createBestPrices } from './best-prices';
import type { Channel } from './channel';
import { comparePrices, createLevels } from './levels';
import { createSuspicion } from './suspicion';
import { createTopic, type TopicParts } from './topic';
import type { BookUpdate, LiveBook } from './types';

/** What is wrong with the book after a message of which a part is not what it should be. */
export const UNREADABLE = 'what it says of the book cannot be read';

/** Each answers what is wrong with the book, where something is: it has to begin anew then. */
export interface BookChannel extends Channel<BookUpdate> {
  /** @param time ISO 8601, where the exchange told it. */
  snapshot(
    bids: readonly BookLevel[],
    asks: readonly BookLevel[],
    time: string | undefined,
  ): string | undefined;
  change(changes: readonly BookChange[], time: string | undefined): string | undefined;
  /** To be held against the book, where every change of it comes by itself. */
  quoted(ticker: Ticker): void;
  /** A heartbeat, and the id of the last trade where it tells it. */
  beat(lastTradeId?: number): string | undefined;
  /** The snapshot was so long ago that something may have been lost unseen. */
  readonly isOld: boolean;
  /** Another snapshot is asked for: changes go on until the channel is joined anew. */
  awaitSnapshot(): void;
}

/** Heartbeats that come before a snapshot; those behind a large one wait for it on the same socket. */
const SNAPSHOT_BEATS = 5;
/** The same of a book that is told as live meanwhile, from when it was asked for. */
const RENEWED_BEATS = 2;
/** Heartbeats that bids and asks may cross: the changes of one trade come one after the other. */
const CROSSED_BEATS = 2;
/**
 * A book without numbers is old after so many heartbeats; after a loss sooner, which may have gone on while the snapshot
 * came.
 */
const FRESH_BEATS = 600;
const FRESH_AFTER_LOSS_BEATS = 10;
/** A time that means nothing, which the exchange has been seen to send. */
const NO_TIME = '0001-';

export interface BookParts extends Omit<TopicParts<BookUpdate>, 'latest'> {
  /** The exchange's clock, for a snapshot that tells no time; ISO 8601. */
  readonly now: () => string;
  /** The messages have numbers of their own; without them their times have to tell whether their order is right. */
  readonly numbered: boolean;
}

export function createBookChannel(productId: string, { now, numbered, used, alive }: BookParts): BookChannel {
  const [bids, asks] = [createLevels('buy'), createLevels('sell')];
  let time = '';
  /** The snapshot came: changes are to it. */
  let whole = false;
  /** Heartbeats since a snapshot may come; undefined where none is to come. */
  let waited: number | undefined;
  let patience = SNAPSHOT_BEATS;
  /** Heartbeats until it is old. */
  let fresh = FRESH_BEATS;
  let lossBefore = false;
  /** A change came before the snapshot that it is to. */
  let early = false;
  /** Of the last change, without its last letter. */
  let changedAt = '';
  const suspicion = createSuspicion();
  const bestPrices = createBestPrices();
  let crossed = 0;
  /** The exchange's own book crosses, as it does before an auction. */
  let crossedBySnapshot = false;

  const book: LiveBook = {
    product_id: productId,
    get time() {
      return time;
    },
    top: (depth = Infinity) => ({ bids: bids.top(depth), asks: asks.top(depth), time }),
  };
  const isCrossed = (): boolean =>
    bids.best !== undefined && asks.best !== undefined && comparePrices(bids.best, asks.best) >= 0;
  const begin = (): void => {
    whole = false;
    waited = undefined;
    patience = SNAPSHOT_BEATS;
    early = false;
    changedAt = '';
  };
  const tellBest = (): void => {
    bestPrices.book('buy', bids.best);
    bestPrices.book('sell', asks.best);
  };
  const topic = createTopic<BookUpdate>({
    latest: () => (time === '' ? undefined : { kind: 'snapshot', book }),
    used,
    alive,
  });
  return {
    topic,
    granted() {
      // The snapshot may come before the acknowledgement.
      if (!whole || waited !== undefined) {
        whole = false;
        waited ??= 0;
      }
      topic.granted();
    },
    refused(error) {
      begin();
      topic.refused(error);
    },
    lost(loss) {
      begin();
      lossBefore = true;
      topic.lost(loss);
    },
    snapshot(newBids, newAsks, told) {
      if (early && suspicion.believes()) return 'a change came before the snapshot';
      bids.replace(newBids);
      asks.replace(newAsks);
      time = told !== undefined && !told.startsWith(NO_TIME) ? told : now();
      begin();
      whole = true;
      suspicion.begun();
      tellBest();
      bestPrices.begin();
      fresh = lossBefore ? FRESH_AFTER_LOSS_BEATS : FRESH_BEATS;
      lossBefore = false;
      crossed = 0;
      crossedBySnapshot = isCrossed();
      topic.granted();
      topic.live();
      topic.tell({ kind: 'snapshot', book });
      return undefined;
    },
    change(changes, told) {
      if (!whole) {
        early = !numbered && waited !== undefined;
        return undefined;
      }
      if (told !== undefined && !told.startsWith(NO_TIME)) {
        const at = told.slice(0, -1);
        if (at < changedAt && !numbered && suspicion.believes())
          return 'changes came in another order than they happened';
        changedAt = at;
        time = told;
      }
      for (const { side, price, size } of changes) (side === 'buy' ? bids : asks).set(price, size);
      tellBest();
      topic.tell({ kind: 'changes', book, changes });
      return undefined;
    },
    quoted: (ticker) => bestPrices.ticker(ticker),
    beat(lastTradeId) {
      suspicion.beat();
      const agrees = bestPrices.beat(lastTradeId);
      if (waited !== undefined) {
        waited += 1;
        return waited > patience ? 'no snapshot of the book came' : undefined;
      }
      if (!whole) return undefined;
      topic.live();
      fresh -= 1;
      if (!agrees && suspicion.believes()) return 'its best prices are not those of the ticker';
      if (!isCrossed()) {
        crossed = 0;
        crossedBySnapshot = false;
        return undefined;
      }
      crossed += 1;
      return crossed >= CROSSED_BEATS && !crossedBySnapshot ? 'bids and asks cross' : undefined;
    },
    get isOld() {
      return whole && waited === undefined && fresh <= 0;
    },
    awaitSnapshot() {
      waited = 0;
      patience = RENEWED_BEATS;
    },
  };
}
