import type { Clock } from '../../rules/clock';

/**
 * Whether the ids of a product's trades leave some out by nature, so that a hole in them is no loss. Told by gaps of which
 * the exchange lists no trade; but its list may just have been behind, so it is never believed for long.
 */
export interface Jumps {
  /** Holes in the ids are none. */
  readonly believed: boolean;
  /** A gap was read over REST; `none`: the exchange has no trades there at all. */
  read(none: boolean): void;
  /** A trade was told after the one with the id `before`. */
  step(before: number, id: number): void;
  /** Trades may have been missed: the next gap is read in any case. */
  doubt(): void;
}

/** After so many gaps in which the exchange had no trades, its ids do not count up by one. */
const MOST_EMPTY = 3;
/** So many ids in a row, each one more than the one before, prove that they do. */
const PROOF = 20;
/** After so long one gap is read again, milliseconds. */
const BELIEVED_MS = 600_000;

export function createJumps(clock: Clock): Jumps {
  let empty = 0;
  let inRow = 0;
  /** When the last gap was read, on the clock's `elapsed`. */
  let readAt = 0;

  return {
    get believed() {
      return empty >= MOST_EMPTY && clock.elapsed() - readAt < BELIEVED_MS;
    },
    read(none) {
      // One more than that says no more.
      empty = none ? Math.min(empty + 1, MOST_EMPTY) : 0;
      inRow = 0;
      readAt = clock.elapsed();
    },
    step(before, id) {
      if (empty === 0) return;
      inRow = id === before + 1 ? inRow + 1 : 0;
      if (inRow >= PROOF) empty = 0;
    },
    doubt() {
      empty = Math.min(empty, MOST_EMPTY - 1);
    },
  };
}
