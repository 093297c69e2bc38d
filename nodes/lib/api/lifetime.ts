/** The end of something that others wait for: far cheaper than an AbortSignal for each request. */
export interface Lifetime {
  readonly ended: boolean;
  /** Calls `run` at the end, once; the returned function forgets it. Calls at once when it ended already. */
  onEnd(run: () => void): () => void;
  end(): void;
}

export function createLifetime(): Lifetime {
  const listeners = new Set<() => void>();
  let ended = false;
  return {
    get ended() {
      return ended;
    },
    onEnd(run) {
      if (ended) {
        run();
        return () => undefined;
      }
      listeners.add(run);
      return () => listeners.delete(run);
    },
    end() {
      if (ended) return;
      ended = true;
      for (const run of [...listeners]) run();
      listeners.clear();
    },
  };
}
