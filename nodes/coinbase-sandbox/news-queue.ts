import type { MirrorNews } from '../lib/sandbox';

/** A sandbox hears its news at once; one that does not is too busy for its prices to be those of the present. */
const MOST = 10_000;

/** News on their way to one reader, in order. What is too much is dropped, and everything is stale then. */
export class NewsQueue {
  readonly #most: number;
  #waiting: MirrorNews[] = [];
  #wake: (() => void) | undefined;
  #isOver = false;
  #overflows = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** How often news were dropped: after each time every product has to be told anew. */
  get overflows(): number {
    return this.#overflows;
  }

  /** @returns false where it is not told: it was too much, or nobody reads any more. */
  add(news: MirrorNews): boolean {
    if (this.#isOver) return false;
    const fits = this.#waiting.length < this.#most;
    if (fits) this.#waiting.push(news);
    else {
      this.#waiting = [{ kind: 'stale' }];
      this.#overflows += 1;
    }
    this.#wake?.();
    return fits;
  }

  async next(): Promise<IteratorResult<MirrorNews, undefined>> {
    for (;;) {
      const value = this.#isOver ? undefined : this.#waiting.shift();
      if (value) return { value, done: false };
      if (this.#isOver) return { value: undefined, done: true };
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Whoever waits hears that there is no more. */
  end(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#wake?.();
  }
}
