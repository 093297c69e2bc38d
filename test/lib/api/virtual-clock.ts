import type { Clock } from '../../../nodes/lib/rules/clock';

/** A clock that moves only when told; due timers run in order, with room for what they set off. */
export interface VirtualClock extends Clock {
  advance(ms: number): Promise<void>;
  /** Somebody sets the machine's clock: `now` alone moves. */
  jump(ms: number): void;
  /** Timers that wait. */
  pending(): number;
}

export function virtualClock(startMs = 1_700_000_000_000): VirtualClock {
  let elapsed = 0;
  let jumpedMs = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    pending: () => timers.size,
    now: () => startMs + elapsed + jumpedMs,
    jump: (ms) => (jumpedMs += ms),
    elapsed: () => elapsed,
    after(ms, run) {
      const timer = { at: elapsed + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = elapsed + ms;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due);
        elapsed = Math.max(elapsed, due.at);
        due.run();
        await settle();
      }
      elapsed = until;
      await settle();
    },
  };
}
