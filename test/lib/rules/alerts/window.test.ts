import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decimal } from '../../../../nodes/lib/rules/decimal';
import { emptyWindow, slide } from '../../../../nodes/lib/rules/alerts/window';

const LENGTH_MS = 2560;
/** What values may be closer than, for extremes to be forgotten too early by as much. */
const PART_MS = 10;

/** Jumping about, or climbing or falling with a little noise: then every value becomes the extreme in its time. */
const walk = (gap: fc.Arbitrary<number>): fc.Arbitrary<[number, number][]> =>
  fc
    .tuple(
      fc.constantFrom(0, 1, -1),
      fc.array(fc.tuple(gap, fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 300 }),
    )
    .map(([trend, steps]) => steps.map(([wait, value], n) => [wait, value + 3 * trend * n]));

/** Mostly just long enough, with jumps that let old values go. */
const gaps = (min: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max: min + 15 }), fc.integer({ min, max: 900 }));

/** Every value with its time, and the window after each. */
function* slides(steps: readonly [number, number][]): Generator<{
  at: number;
  past: { at: number; value: number }[];
  low: number;
  high: number;
  points: number;
}> {
  const past: { at: number; value: number }[] = [];
  let window = emptyWindow;
  let at = 0;
  for (const [gap, value] of steps) {
    at += gap;
    past.push({ at, value });
    window = slide(window, { elapsed: at, now: at }, decimal(String(value)), LENGTH_MS);
    const [low] = window.lows;
    const [high] = window.highs;
    yield {
      at,
      past,
      low: Number(low?.value.toFixed()),
      high: Number(high?.value.toFixed()),
      points: Math.max(window.lows.length, window.highs.length),
    };
  }
}

const extremes = (past: readonly { at: number; value: number }[], from: number): [number, number] => {
  const values = past.filter(({ at }) => at >= from).map(({ value }) => value);
  return [Math.min(...values), Math.max(...values)];
};

describe('a moving window', () => {
  it('has exactly the lowest and the highest value, while values come no faster than its parts', () => {
    fc.assert(
      fc.property(walk(gaps(PART_MS)), (steps) => {
        for (const { at, past, low, high } of slides(steps))
          assert.deepEqual([low, high], extremes(past, at - LENGTH_MS));
      }),
      { numRuns: 300 },
    );
  });

  it('forgets at most a part too early, never too late, however fast they come', () => {
    fc.assert(
      fc.property(walk(gaps(0)), (steps) => {
        for (const { at, past, low, high } of slides(steps)) {
          const [lowest, highest] = extremes(past, at - LENGTH_MS);
          const [lowestSure, highestSure] = extremes(past, at - LENGTH_MS + PART_MS);
          assert.ok(low >= lowest && low <= lowestSure, `${low} is from ${lowest} to ${lowestSure}`);
          assert.ok(high <= highest && high >= highestSure, `${high} is from ${highestSure} to ${highest}`);
        }
      }),
    );
  });

  it('is small however many values come', () => {
    const falling = Array.from({ length: 20_000 }, (_, n): [number, number] => [1, -n]);
    const rising = falling.map(([gap, value]): [number, number] => [gap, -value]);
    for (const steps of [falling, rising])
      for (const { points } of slides(steps)) assert.ok(points <= 257, `${points} points`);
  });
});
