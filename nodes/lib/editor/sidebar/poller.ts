/** Asks again and again while somebody looks: at most twice a second, ever more rarely while it fails. */
export interface Poller {
  /** Whether anybody sees the answer: without, nothing is asked. */
  seen(yes: boolean): void;
  /** Something was changed: asks as soon as it may. */
  hurry(): void;
  /** Until it is seen anew: nobody may ask any more. */
  stop(): void;
}

/** What came of one question; a session that ended may begin again without a word, so it is asked on, rarely. */
export type Outcome = 'well' | 'failed' | 'forbidden';

const USUAL_MS = 1000;
const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;

/** @param askOnce asks, and calls back exactly once. */
export function createPoller(askOnce: (answered: (outcome: Outcome) => void) => void): Poller {
  let looked = false;
  let stopped = false;
  let underWay = false;
  let hurried = false;
  let failures = 0;
  let askedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const arm = (ms: number): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!looked || stopped || underWay) return;
    const rested = askedAt + SHORTEST_MS - performance.now();
    timer = setTimeout(go, Math.max(ms, rested, 0));
  };
  const go = (): void => {
    underWay = true;
    hurried = false;
    askedAt = performance.now();
    askOnce((outcome) => {
      underWay = false;
      failures = outcome === 'failed' ? failures + 1 : 0;
      const rest = outcome === 'forbidden' ? LONGEST_MS : Math.min(LONGEST_MS, USUAL_MS * 2 ** failures);
      arm(hurried ? 0 : rest);
    });
  };
  return {
    seen(yes) {
      if (yes === looked) return;
      looked = yes;
      stopped = false;
      arm(0);
    },
    hurry() {
      hurried = true;
      arm(0);
    },
    stop() {
      stopped = true;
      arm(0);
    },
  };
}
