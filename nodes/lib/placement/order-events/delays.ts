import type { Clock } from '../../rules/clock';
import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';

/** News that cannot be told for so long is late, milliseconds; what the exchange does not show yet takes up to 7 s. */
const LATE_MS = 8000;

/** Which orders have news that waits for too long, and why. */
export interface Delays {
  /** Undefined: nothing is late. */
  readonly late: { readonly error?: CoinbaseError } | undefined;
  /** The oldest news of this order waits since that moment of the clock's `elapsed`; undefined: none waits. */
  waits(id: string, sinceMs: number | undefined): void;
  /** Why the news of this order could not be told. */
  failed(id: string, thrown: unknown): void;
  clear(): void;
}

interface Delay {
  error: CoinbaseError | undefined;
  stopTimer: () => void;
}

/** @param changed something is late now, it is known why, or nothing is late any more. */
export function createDelays(clock: Clock, changed: () => void): Delays {
  const all = new Map<string, Delay>();
  const late = new Set<Delay>();
  const isLate = (delay: Delay): void => {
    late.add(delay);
    if (late.size === 1) changed();
  };
  return {
    get late() {
      const [first] = late;
      return first && { ...(first.error && { error: first.error }) };
    },
    waits(id, sinceMs) {
      const before = all.get(id);
      before?.stopTimer();
      all.delete(id);
      if (sinceMs !== undefined) {
        const delay: Delay = { error: undefined, stopTimer: () => undefined };
        all.set(id, delay);
        const leftMs = sinceMs + LATE_MS - clock.elapsed();
        if (leftMs > 0) delay.stopTimer = clock.after(leftMs, () => isLate(delay), true);
        else isLate(delay);
      }
      // Last, so that it does not look well between two that are late.
      if (before && late.delete(before) && late.size === 0) changed();
    },
    failed(id, thrown) {
      const delay = all.get(id);
      if (!delay) return;
      const known = delay.error;
      delay.error = asCoinbaseError(thrown, 'NETWORK');
      if (!known && late.has(delay)) changed();
    },
    clear() {
      for (const { stopTimer } of all.values()) stopTimer();
      all.clear();
      late.clear();
    },
  };
}
