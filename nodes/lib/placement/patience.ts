import type { Clock } from '../rules/clock';
import type { CallOptions } from '../api';
import { lifetimeOf } from '../rules/lifetime';

/** Calls once something happens; the returned function ends that. */
export type Calling = (run: () => void) => () => void;

/** How long a caller waits, over several calls and pauses. */
export interface Patience {
  remainingMs(): number;
  /** True once the caller gave up. */
  readonly aborted: boolean;
  /** Waits `ms`, or less when the time is over, the caller gives up or something else calls. */
  pause(ms: number, called?: Calling): Promise<void>;
  /** Options for a single call: at most `mostMs` of what remains. */
  call(mostMs: number): CallOptions;
  /** A new one of `ms` from now, with the same caller. */
  extended(ms: number): Patience;
}

/** Longer waits are a mistake: a day. */
const LONGEST_MS = 86_400_000;

/** @param totalMs milliseconds from now; nothing sensible is no time at all. */
export function createPatience(totalMs: number, signal: AbortSignal | undefined, clock: Clock): Patience {
  const until = clock.elapsed() + (totalMs > 0 ? Math.min(totalMs, LONGEST_MS) : 0);
  const remainingMs = (): number => Math.max(0, until - clock.elapsed());
  return {
    remainingMs,
    get aborted() {
      return signal?.aborted ?? false;
    },
    pause(ms, called) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          stop();
          leave?.();
          hangUp?.();
          resolve();
        };
        const stop = clock.after(Math.min(ms, remainingMs()), done);
        const leave = signal && lifetimeOf(signal).onEnd(done);
        const hangUp = called?.(done);
      });
    },
    call: (mostMs) => ({
      timeoutMs: Math.max(1, Math.min(mostMs, remainingMs())),
      ...(signal && { signal }),
    }),
    extended: (ms) => createPatience(ms, signal, clock),
  };
}
