import type { Decimal } from '../decimal';
import type { Moment } from './condition';

interface Point {
  readonly moment: Moment;
  readonly value: Decimal;
}

/**
 * The lowest and the highest value of the last while, in bounded memory. Each list is a monotonic queue: its first point
 * is the extreme, the others are what becomes the extreme once those before them are too old.
 */
export interface MovingWindow {
  /** Ascending. */
  readonly lows: readonly Point[];
  /** Descending. */
  readonly highs: readonly Point[];
}

export const emptyWindow: MovingWindow = { lows: [], highs: [] };

/**
 * A list keeps at most one point in this part of the window, so that it never has more than 257. The price: while values
 * come faster than that, an extreme may be forgotten up to this part of the window too early, never too late.
 */
const PARTS = 256;

/**
 * How old a value is, milliseconds, by the clock by which it is older: one of them stands still while the machine sleeps,
 * and the other may have been wrong until it was set after a start.
 */
export function ageOf({ moment }: Point, { elapsed, now }: Moment): number {
  return Math.max(elapsed - moment.elapsed, now - moment.now);
}

/** The window with one more value. A value counts for `lengthMs`, to the millisecond. */
export function slide(window: MovingWindow, moment: Moment, value: Decimal, lengthMs: number): MovingWindow {
  const point = { moment, value };
  return {
    lows: queued(window.lows, point, lengthMs, (last) => last.gte(value)),
    highs: queued(window.highs, point, lengthMs, (last) => last.lte(value)),
  };
}

/** @param beaten whether a point can never be the extreme again, now that there is a newer one. */
function queued(
  points: readonly Point[],
  point: Point,
  lengthMs: number,
  beaten: (value: Decimal) => boolean,
): readonly Point[] {
  const young = points.findIndex((one) => ageOf(one, point.moment) <= lengthMs);
  const first = young === -1 ? points.length : young;
  let end = points.length;
  while (end > first && beaten((points[end - 1] as Point).value)) end -= 1;
  const before = end > first ? points[end - 1] : undefined;
  if (before && ageOf(before, point.moment) < lengthMs / PARTS) return points.slice(first, end);
  return [...points.slice(first, end), point];
}
