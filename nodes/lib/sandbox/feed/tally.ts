import type { FeedCounts, FeedFault } from '../feed-faults';

/** Counts what happens to connections and frames. */
export class Tally {
  connections = 0;
  refused = 0;
  frames = 0;
  lost = 0;
  slowConsumers = 0;
  readonly #faults = new Map<FeedFault['kind'], number>();

  fault(kind: FeedFault['kind']): void {
    this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + 1);
  }

  counts(open: number): FeedCounts {
    const { connections, refused, frames, lost, slowConsumers } = this;
    const faults = Object.fromEntries(this.#faults);
    return { connections, refused, open, frames, lost, slowConsumers, faults };
  }
}
