import type { Calling } from '../patience';

/** Lets those who wait for the end of an order know that it is said to be over. */
export interface Overs {
  /** Said of the order of this id, by whomever: whoever waits for its end looks for himself. */
  tell(orderId: string): void;
  /** Calls at once where it was said lately, before anybody waited. */
  calling(orderId: string): Calling;
}

/** An order can be over before its placement was answered; so many are remembered. */
const MOST_RECENT = 500;

export function createOvers(): Overs {
  const waiting = new Map<string, Set<() => void>>();
  const recent = new Set<string>();
  return {
    tell(orderId) {
      const all = waiting.get(orderId);
      for (const run of all ?? []) run();
      if (all) return;
      recent.add(orderId);
      for (const oldest of recent) {
        if (recent.size <= MOST_RECENT) break;
        recent.delete(oldest);
      }
    },
    calling: (orderId) => (run) => {
      if (recent.delete(orderId)) queueMicrotask(run);
      const all = waiting.get(orderId) ?? new Set();
      waiting.set(orderId, all.add(run));
      return () => {
        all.delete(run);
        if (all.size === 0) waiting.delete(orderId);
      };
    },
  };
}
