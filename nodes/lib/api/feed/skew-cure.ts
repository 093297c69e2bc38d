import type { FeedParts } from './parts';
import type { Failure } from './wish';
import type { Wishes } from './wishes';

/** Codes of an error that a wrong time stamp can be behind; Advanced Trade does not say what is wrong with a key. */
const MAYBE_CLOCK: ReadonlySet<string> = new Set(['CLOCK_SKEW', 'SIGNATURE_REJECTED']);
/** The clock is not asked for again within this. */
const ONCE_IN_MS = 60_000;

/** Refusals of a feed. Where the clock may be the reason it is measured, and the command sent again once. */
export function createSkewCure(
  { clock, measureClock }: Pick<FeedParts, 'clock' | 'measureClock'>,
  wishes: Wishes,
): { failed(failure: Failure): void } {
  let triedAt = Number.NEGATIVE_INFINITY;
  return {
    failed(failure) {
      const tried = clock.elapsed() - triedAt < ONCE_IN_MS;
      if (!failure.whole || tried || !MAYBE_CLOCK.has(failure.error.code)) return wishes.failed(failure);
      triedAt = clock.elapsed();
      const asked = wishes.underWay;
      void measureClock().then((helps) => {
        // The socket may be another one by now.
        if (wishes.underWay !== asked) return;
        if (helps) wishes.repeat();
        else wishes.failed(failure);
      });
    },
  };
}
