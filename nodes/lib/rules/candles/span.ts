import type { CandleSize } from '../market-data';

/** The beginning of the candle that this moment is in: a whole multiple of the size since 1970; Unix milliseconds. */
export function startOf(timeMs: number, size: CandleSize): number {
  const stepMs = size * 1000;
  return Math.floor(timeMs / stepMs) * stepMs;
}
