/** Tokens a second, and the most that can be saved up. */
export interface BucketRate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * The exchange's own limiter: a lazily filled token bucket that starts full. A take that fails takes nothing.
 * Source: Exchange rate limits (tokens = min(burst, tokens + elapsed x rate)).
 */
export interface TokenBucket {
  /** Takes one token; false when no more than `kept` are there. `nowMs` never goes back. */
  take(nowMs: number, kept?: number): boolean;
  /** Milliseconds from `nowMs` until a take succeeds; 0 when it does now. */
  waitMs(nowMs: number, kept?: number): number;
  /** Forgets all savings: the exchange said that there are none. */
  drain(nowMs: number): void;
}

/** A token is whole from here on: sums of fractions stay a hair below. */
const WHOLE = 1 - 1e-9;

export function createBucket({ perSecond, burst }: BucketRate): TokenBucket {
  let tokens = burst;
  let filledAt: number | undefined;
  const fill = (nowMs: number): void => {
    if (filledAt !== undefined && nowMs > filledAt)
      tokens = Math.min(burst, tokens + ((nowMs - filledAt) / 1000) * perSecond);
    filledAt = nowMs;
  };
  return {
    take(nowMs, kept = 0) {
      fill(nowMs);
      if (tokens - kept < WHOLE) return false;
      tokens = Math.max(0, tokens - 1);
      return true;
    },
    waitMs(nowMs, kept = 0) {
      fill(nowMs);
      return tokens - kept >= WHOLE ? 0 : Math.ceil(((WHOLE + kept - tokens) / perSecond) * 1000);
    },
    drain(nowMs) {
      fill(nowMs);
      tokens = 0;
    },
  };
}
