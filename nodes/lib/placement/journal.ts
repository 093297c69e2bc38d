import type { OrderIntent, Verdict } from '../rules/orders';

/**
 * Remembers what was going to be sent, before it is: the seam for the journal on disk. Each method resolves once the
 * record is safe; a rejection stops the placement before any byte leaves.
 */
export interface Journal {
  /** A new intent. Before anything else happens to it. */
  intended(intent: OrderIntent): Promise<void> | void;
  /** It is about to be sent, for the `attempt`-th time. */
  sending(intent: OrderIntent, attempt: number): Promise<void> | void;
  /** What the answer, or its absence, proved. */
  answered(intent: OrderIntent, verdict: Verdict): Promise<void> | void;
  /** An order that was `unknown` was found (its id), is proven absent (null), or stays unresolved (undefined). */
  resolved(intent: OrderIntent, orderId: string | null | undefined): Promise<void> | void;
}

/** Remembers nothing. */
export const noJournal: Journal = {
  intended: () => undefined,
  sending: () => undefined,
  answered: () => undefined,
  resolved: () => undefined,
};
