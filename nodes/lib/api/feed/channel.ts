import type { Topic, Loss } from './topic';
import type { WishHearer } from './wish';

/** What is made of one channel of one product, and those who hear it. */
export interface Channel<Update> extends WishHearer {
  readonly topic: Topic<Update>;
  /** What was heard last may be out of date. */
  lost(loss: Loss): void;
}

/**
 * After a subscription a product that nobody trades says nothing: after so many heartbeats that is the present. At
 * least one whole second lies between them, and the first message comes at once where there is one.
 */
export const QUIET_BEATS = 2;
