import type { Clock } from '../rules/clock';
import type { Deadline } from './deadline';
import type { ServerClock } from './server-clock';

/** What came of a request that was let through. */
export type Passage = 'taken' | 'refused' | 'unclear';

/**
 * Keeps requests from being signed with a wrong time. While the clock is in doubt (at the start, and after a refusal
 * that could not be cleared up) one request goes ahead and the others wait for its answer; after a jump of the local
 * clock the server's is asked first. So that, however many are under way, at most one is refused for the clock.
 */
export interface StampGate {
  /** To be called just before signing; the result tells the gate what came of it. Rejects with the deadline's error. */
  enter(deadline: Deadline): Leave | Promise<Leave>;
  /**
   * The server refused a time stamp: measures, unless somebody did since.
   * @param signedAt on the clock's `elapsed`.
   * @returns true when a new stamp would differ enough to be taken.
   */
  refused(stampMs: number, signedAt: number, deadline: Deadline): Promise<boolean>;
}

export type Leave = (passage: Passage) => void;

/** A request that goes ahead holds the others up for so long at most. */
const AHEAD_MS = 2000;
/** Smaller corrections than this would not help a stamp that was 30 s off. */
const WORTHWHILE_MS = 2000;

const nothing: Leave = () => undefined;

/** @param measure asks the server for its time; false when it told none. Never rejects. */
export function createStampGate(
  clock: Clock,
  serverClock: ServerClock,
  measure: () => Promise<boolean>,
): StampGate {
  let sure = false;
  let ahead: Promise<void> | undefined;
  let measuring: Promise<void> | undefined;

  const measureOnce = (): Promise<void> => {
    measuring ??= measure().then((told) => {
      if (told) sure = true;
      else {
        serverClock.accept();
        sure = false;
      }
      measuring = undefined;
    });
    return measuring;
  };

  const goAhead = (): Leave => {
    let open = (): void => undefined;
    ahead = new Promise((resolve) => (open = resolve));
    let ended = false;
    const end = (isSure: boolean): void => {
      if (ended) return;
      ended = true;
      stop();
      sure = isSure || sure;
      ahead = undefined;
      open();
    };
    // What does not answer must not hold up what may.
    const stop = clock.after(AHEAD_MS, () => end(true));
    return (passage) => end(passage === 'taken');
  };

  const enterSlowly = async (deadline: Deadline): Promise<Leave> => {
    for (;;) {
      if (!ahead && serverClock.parted()) void measureOnce();
      const wait = measuring ?? ahead;
      if (wait) await untilEnd(wait, deadline);
      else return sure ? nothing : goAhead();
    }
  };

  const helps = (stampMs: number, signedAt: number): boolean =>
    Math.abs(serverClock.now() - (stampMs + clock.elapsed() - signedAt)) >= WORTHWHILE_MS;

  return {
    enter: (deadline) => (sure && !measuring && !serverClock.parted() ? nothing : enterSlowly(deadline)),
    async refused(stampMs, signedAt, deadline) {
      if (!helps(stampMs, signedAt)) await untilEnd(measureOnce(), deadline);
      return helps(stampMs, signedAt);
    },
  };
}

/** Waits for what never rejects; rejects with the deadline's error when that comes first. */
function untilEnd(wait: Promise<void>, deadline: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    deadline.watch(reject);
    void wait.then(resolve);
  });
}
