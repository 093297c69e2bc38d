import type { BookChange } from '../../rules/market-data';
import type { BookLevel } from '../../rules/orders';
import type { Channel } from './channel';
import { comparePrices, createLevels } from './levels';
import { createTopic, type TopicParts } from './topic';
import type { BookUpdate, LiveBook } from './types';

export interface BookChannel extends Channel<BookUpdate> {
  /** @param time ISO 8601, where the exchange told it. */
  snapshot(bids: readonly BookLevel[], asks: readonly BookLevel[], time: string | undefined): void;
  change(changes: readonly BookChange[], time: string | undefined): void;
  /** A heartbeat. @returns what is wrong with the book, where something is. */
  beat(): string | undefined;
}

/** Heartbeats that a snapshot may take: that of a large book has several MB. */
const SNAPSHOT_BEATS = 15;
/** Heartbeats that bids and asks may cross: the changes of one trade come one after the other. */
const CROSSED_BEATS = 2;
/** A time that means nothing, which the exchange has been seen to send. */
const NO_TIME = '0001-';

/** @param now the exchange's clock, for a snapshot that tells no time. */
export function createBookChannel(
  productId: string,
  now: () => string,
  used: TopicParts<BookUpdate>['used'],
): BookChannel {
  const [bids, asks] = [createLevels('buy'), createLevels('sell')];
  let time = '';
  /** The snapshot came: changes are to it. */
  let whole = false;
  let waited: number | undefined;
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
  };
  const topic = createTopic<BookUpdate>({
    latest: () => (time === '' ? undefined : { kind: 'snapshot', book }),
    used,
  });
  return {
    topic,
    granted() {
      // The snapshot may come before the acknowledgement.
      if (!whole) waited = 0;
      topic.granted();
    },
    refused(error) {
      begin();
      topic.refused(error);
    },
    lost(loss) {
      begin();
      topic.lost(loss);
    },
    snapshot(newBids, newAsks, told) {
      bids.replace(newBids);
      asks.replace(newAsks);
      time = told !== undefined && !told.startsWith(NO_TIME) ? told : now();
      whole = true;
      crossed = 0;
      crossedBySnapshot = isCrossed();
      topic.granted();
      topic.live();
      topic.tell({ kind: 'snapshot', book });
    },
    change(changes, told) {
      if (!whole) return;
      for (const { side, price, size } of changes) (side === 'buy' ? bids : asks).set(price, size);
      if (told !== undefined && !told.startsWith(NO_TIME)) time = told;
      topic.tell({ kind: 'changes', book, changes });
    },
    beat() {
      if (!whole) {
        if (waited === undefined) return undefined;
        waited += 1;
        return waited > SNAPSHOT_BEATS ? 'no snapshot of the book came' : undefined;
      }
      if (!isCrossed()) {
        crossed = 0;
        crossedBySnapshot = false;
        return undefined;
      }
      crossed += 1;
      return crossed >= CROSSED_BEATS && !crossedBySnapshot ? 'bids and asks cross' : undefined;
    },
  };
}
