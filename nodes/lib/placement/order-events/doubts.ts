import type { Clock } from '../../rules/clock';
import type { Order } from '../../rules/orders';

/** Orders that are read once more, because what was heard of them may not be all. */
export interface Doubts {
  /** @param seen what it was seen as: where that is told by then, it is not read. */
  add(id: string, seen?: Order): void;
  readonly ids: readonly string[];
  clear(): void;
}

export interface DoubtParts {
  readonly clock: Clock;
  /** Whether what was seen is still more than was told. */
  readonly remains: (seen: Order) => boolean;
  /** Reads the order and tells what is new. Where it throws, it is tried again. */
  readonly settle: (id: string) => Promise<void>;
}

/** Messages that are on their way come first, milliseconds. */
const FIRST_MS = 3000;
const LONGEST_MS = 60_000;

export function createDoubts({ clock, remains, settle }: DoubtParts): Doubts {
  const stopTimers = new Map<string, () => void>();
  const later = (id: string, ms: number, seen?: Order): void => {
    if (stopTimers.has(id)) return;
    stopTimers.set(
      id,
      clock.after(ms, () => void look(id, ms, seen), true),
    );
  };
  const look = async (id: string, ms: number, seen: Order | undefined): Promise<void> => {
    const mine = stopTimers.get(id);
    let settled = seen !== undefined && !remains(seen);
    if (!settled)
      settled = await settle(id).then(
        () => true,
        () => false,
      );
    // Cleared meanwhile.
    if (stopTimers.get(id) !== mine) return;
    stopTimers.delete(id);
    if (!settled) later(id, Math.min(ms * 2, LONGEST_MS));
  };
  return {
    add: (id, seen) => later(id, FIRST_MS, seen),
    get ids() {
      return [...stopTimers.keys()];
    },
    clear() {
      for (const stop of stopTimers.values()) stop();
      stopTimers.clear();
    },
  };
}
