import type { Clock } from './clock';

/** Lets something be told at once where nothing was told for a while, else when that while is over. */
export interface Pacer {
  /** There is something to tell: `tell` runs now or later, once for however many calls there were meanwhile. */
  due(): void;
  /** What waits is told now. */
  flush(): void;
  /** What waits is not told any more; the pace stays. */
  cancel(): void;
  /** Tells nothing any more. */
  end(): void;
}

/** @param everyMs 0 lets the event loop turn in between, so that whoever is told has finished with what came before. */
export function createPacer(clock: Clock, everyMs: number, tell: () => void): Pacer {
  let pending = false;
  let ended = false;
  let stop: (() => void) | undefined;
  const run = (): void => {
    pending = false;
    stop?.();
    stop = clock.after(everyMs, over, true);
    tell();
  };
  const over = (): void => {
    stop = undefined;
    if (pending) run();
  };
  return {
    due() {
      if (ended) return;
      if (stop) pending = true;
      else run();
    },
    flush() {
      if (pending) run();
    },
    cancel() {
      pending = false;
    },
    end() {
      ended = true;
      pending = false;
      stop?.();
    },
  };
}
