/** Time as an argument: the machine's own by default, a virtual one in tests. */
export interface Clock {
  /** Unix milliseconds. May jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds from an arbitrary start; never jumps. For durations and deadlines. */
  elapsed(): number;
  /**
   * Runs `run` once after `ms`, unless the returned function is called before. `idle`: nothing is waited for, so that it
   * keeps no process alive.
   */
  after(ms: number, run: () => void, idle?: boolean): () => void;
}

/** The same clock for work in the background: no timer of it keeps the process alive. */
export function idleClock(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    after: (ms, run) => clock.after(ms, run, true),
  };
}

/** The machine's clock. Its timers keep the process alive, as a request under way should. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run, idle = false) {
    const timer = setTimeout(run, ms);
    if (idle) timer.unref();
    return () => clearTimeout(timer);
  },
};
