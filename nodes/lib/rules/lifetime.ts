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
      const waiting = [...listeners];
      listeners.clear();
      for (const run of waiting) run();
    },
  };
}

const known = new WeakMap<AbortSignal, Lifetime>();

/**
 * The lifetime that ends with a signal. One listener for each signal however many wait for it: hundreds of messages
 * may share the signal of their node, and Node warns of a leak from the eleventh listener on.
 */
export function lifetimeOf(signal: AbortSignal): Lifetime {
  const existing = known.get(signal);
  if (existing) return existing;
  const lifetime = createLifetime();
  known.set(signal, lifetime);
  if (signal.aborted) lifetime.end();
  else signal.addEventListener('abort', () => lifetime.end(), { once: true });
  return lifetime;
}
