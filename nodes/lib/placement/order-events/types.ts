import type { Connection, FeedState } from '../../api';
import type { Clock } from '../../rules/clock';
import type { CoinbaseError } from '../../rules/errors';
import type { OrderEventName } from '../../rules/order-events';
import type { Fill, Order } from '../../rules/orders';
import type { EventsStore } from './store';
import type { OrderEventTimes } from './times';

/** One change of one own order. */
export interface OrderChange {
  readonly event: OrderEventName;
  /** Names this change for ever: should a crash make it be told twice, both carry the same. */
  readonly event_id: string;
  /** The whole order after the change. */
  readonly order: Order;
  /** As it was told before; undefined for the first of an order. */
  readonly previous: Order | undefined;
  /** Of `fill`. */
  readonly fill?: Fill;
  /** Read over REST after a gap, a stop of the flow or a restart, and not heard as it happened. */
  readonly recovered: boolean;
  /** ISO 8601, of the exchange; of a change that was only seen later, when it was seen. */
  readonly time: string;
}

/**
 * How the events stand: those of the feed, and `recovering` while what was missed is read, news cannot be told because
 * the exchange does not answer, or the comparison with it fails.
 */
export type OrderEventsState =
  | FeedState
  | {
      readonly kind: 'recovering';
      /** Why the last try failed; it is tried again. */
      readonly error?: CoinbaseError;
    };

/** One node that is told every change. */
export interface OrderListener {
  /** Never for one change twice, and in their order. What it throws is swallowed. */
  change(change: OrderChange): void;
  /** At once, and with every change of it. */
  state(state: OrderEventsState): void;
  /** It was away for so long, or missed so many, that this many changes were not kept for it. Told first. */
  lost(count: number): void;
}

/**
 * A share in what is known of the own orders of one (origin, key): one feed, one memory of what was told, for every node
 * of that key.
 */
export interface OrderEvents {
  /**
   * Tells this node what it has not been told yet, and everything from then on; a node that was never here before hears
   * what happens from now on. The returned function ends it; what happens then, while others listen,
   * is kept for it for ten minutes.
   */
  listen(node: string, listener: OrderListener): () => void;
  /** The node is gone for good: nothing is kept for it. */
  forget(node: string): void;
  readonly state: OrderEventsState;
  /** The orders that are not done, as they were told last. */
  openOrders(): readonly Order[];
  readonly openCount: number;
  /** Gives the share back; the last one writes down what was told. Idempotent, never rejects, under 2 s. */
  close(): Promise<void>;
}

/** What order events are opened with. The first opener of an identity decides on store, clock, randomness and times. */
export interface OrderEventsOptions {
  /** One for each (origin, key). */
  readonly identity: string;
  /** The opener's connection, asked for whenever it is used. */
  readonly connect: () => Promise<Connection>;
  /** Where it is kept what was told; undefined: nowhere, and a restart begins anew. */
  readonly store: EventsStore | undefined;
  /** Hears in a sentence what is no error and still worth a line in the log. */
  readonly notice?: (sentence: string) => void;
  /** Hears every order that was read from the exchange. */
  readonly sighted?: (order: Order) => void;
  /** Hears at once which order a message says to be over. */
  readonly over?: (orderId: string) => void;
  readonly clock?: Clock;
  /** Between 0 and 1. */
  readonly random?: () => number;
  readonly times?: Partial<OrderEventTimes>;
}
