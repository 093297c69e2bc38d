import { systemClock, type Clock } from '../rules/clock';
import type { ErrorCode } from '../rules/error-codes';

/** How often an error went to Catch. */
export interface ErrorCount {
  readonly code: ErrorCode;
  readonly count: number;
  /** The last time, ISO 8601. */
  readonly last: string;
}

export interface ErrorTally {
  count(code: ErrorCode): void;
  /** The one that was met last comes first. */
  counts(): readonly ErrorCount[];
}

/** There are as many entries as there are codes, and no words of any error. */
export function createErrorTally(clock: Clock): ErrorTally {
  const kept = new Map<ErrorCode, { readonly count: number; readonly atMs: number }>();
  return {
    count(code) {
      const count = (kept.get(code)?.count ?? 0) + 1;
      kept.delete(code);
      kept.set(code, { count, atMs: clock.now() });
    },
    counts: () =>
      [...kept]
        .map(([code, { count, atMs }]) => ({ code, count, last: new Date(atMs).toISOString() }))
        .reverse(),
  };
}

/** Of all nodes of this process since it started. */
export const errorTally = createErrorTally(systemClock);
