import type { Clock } from '../../rules/clock';

/** How often something may begin anew: at once at first, then ever more seldom while it keeps being necessary. */
export interface Calm {
  /** @returns whether it may begin now; then it did. */
  may(): boolean;
}

const FIRST_MS = 2000;
const LONGEST_MS = 10_000;
/** Without a need for so long, the next one is the first again. */
const FORGOTTEN_MS = 120_000;

export function createCalm(clock: Clock): Calm {
  let times = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    may() {
      const since = clock.elapsed() - last;
      if (since > FORGOTTEN_MS) times = 0;
      if (times > 0 && since < Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS)) return false;
      times += 1;
      last = clock.elapsed();
      return true;
    },
  };
}
