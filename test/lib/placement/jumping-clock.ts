import type { Clock } from '../../../nodes/lib/rules/clock';

/** A clock on which every pause is over at once, and which remembers the pauses. */
export interface JumpingClock extends Clock {
  readonly pauses: number[];
}

export function jumpingClock(): JumpingClock {
  const pauses: number[] = [];
  let elapsed = 0;
  return {
    pauses,
    now: () => 1_700_000_000_000 + elapsed,
    elapsed: () => elapsed,
    after(ms, run) {
      pauses.push(ms);
      const timer = setImmediate(() => {
        elapsed += ms;
        run();
      });
      return () => clearImmediate(timer);
    },
  };
}
