import type { Clock } from '../../rules/clock';
import type { Ticker } from '../../rules/market-data';
import { QUIET_BEATS, type Channel } from './channel';
import { createTopic, type TopicParts } from './topic';

export interface TickerChannel extends Channel<Ticker> {
  /** @param sequence counts up in each product; undefined where the API has none. */
  hear(ticker: Ticker, sequence?: number): void;
  /** One came that cannot be read: the one before is not the present any more. */
  unreadable(): void;
  /**
   * A heartbeat, and the id of the last trade where it tells it.
   * @returns false when the ticker is older than the trades of the heartbeat before.
   */
  beat(lastTradeId?: number): boolean;
}

export interface TickerParts extends Omit<TopicParts<Ticker>, 'latest'> {
  readonly clock: Clock;
}

export function createTickerChannel({ clock, ...parts }: TickerParts): TickerChannel {
  let last: Ticker | undefined;
  let lastSequence = -1;
  /** Heartbeats since the exchange took the subscription; undefined while it has not. */
  let beats: number | undefined;
  let tradeOfBeat = -1;
  const topic = createTopic<Ticker>({ latest: () => last, ...parts });
  return {
    topic,
    granted() {
      beats = 0;
      tradeOfBeat = -1;
      // The first one after a subscription is complete, and is the last trade's: it may be known already.
      lastSequence = -1;
      topic.granted();
    },
    refused(error) {
      beats = undefined;
      topic.refused(error);
    },
    lost(loss) {
      beats = undefined;
      topic.lost(loss);
    },
    unreadable() {
      beats = undefined;
      topic.lost({ reason: 'gap', sinceMs: clock.now(), detail: 'a ticker cannot be read' });
    },
    hear(ticker, sequence) {
      if (sequence !== undefined) {
        if (sequence <= lastSequence) return;
        lastSequence = sequence;
      }
      last = ticker;
      topic.live();
      topic.tell(ticker);
    },
    beat(lastTradeId) {
      if (beats === undefined) return true;
      beats += 1;
      if (beats >= QUIET_BEATS) topic.live();
      const behind = last?.trade_id !== undefined && Number(last.trade_id) < tradeOfBeat;
      tradeOfBeat = lastTradeId ?? -1;
      return !behind;
    },
  };
}
