import type { CallOptions } from '../../api';
import type { JournalRecord } from '../journal/records';
import type { LimitSettings, LimitUse, LimitVerdict } from '../../rules/limits/types';
import type { Order, OrderIntent, Product } from '../../rules/orders';

/** The limits of one (origin, key) at work: counts, reserves, and gathers the figures that they need. */
export interface OrderLimits {
  /** The settings of every account in use with this key: an order must pass them all. */
  use(settings: readonly LimitSettings[]): void;
  /** Counts what is remembered, oldest first; called once, before the first admit. */
  restore(records: readonly JournalRecord[]): void;
  /**
   * Passes the order and counts it from that moment on, in one turn: messages that come together cannot pass together.
   * @throws CoinbaseError LIMIT_EXCEEDED; `details` has rule, limit and value of the first that failed, and all verdicts
   * as `limits`. A figure that cannot be had fresh is such a failure too.
   */
  admit(intent: OrderIntent, product: Product, options: CallOptions): Promise<readonly LimitVerdict[]>;
  /** What all limits say of the order now, without counting it. Never LIMIT_EXCEEDED. */
  probe(intent: OrderIntent, product: Product, options: CallOptions): Promise<readonly LimitVerdict[]>;
  /**
   * What became of an admitted order, as often as it is seen; `absent`: it was never placed, or a person released it, so
   * it counts no more.
   */
  seen(clientOid: string, order: Order | 'absent'): void;
  /** Of the limits that count something: one line each, that of the account with the least left. */
  used(): readonly LimitUse[];
  /** How many limits are set that count nothing. */
  others(): number;
}
