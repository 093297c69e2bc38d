/**
 * The true crossings of a whole recorded walk, found by searching it: no states, no memory, no decimals. It sees all
 * prices at once, where the alert sees one after the other.
 */
import type { Walk } from './walk';

export interface Question {
  readonly direction: 'above' | 'below';
  readonly levelCents: number;
  readonly hysteresisCents: number;
  readonly coolDownMs: number;
  /** Prices in a row that a crossing must last. */
  readonly inARow: number;
}

/** `triggered 5000 7000010`: what, when, and at which price. */
export type Told = string;

export function trueCrossings(walk: Walk, question: Question): Told[] {
  const { direction, levelCents, hysteresisCents, coolDownMs, inARow } = question;
  const sign = direction === 'above' ? 1 : -1;
  /** How far beyond the level, by index. */
  const over = walk.cents.map((cents) => sign * (cents - levelCents));
  const told: Told[] = [];
  const tell = (what: string, atMs: number, index: number): void => {
    told.push(`${what} ${atMs} ${String(walk.cents[index])}`);
  };
  const next = (from: number, wanted: (distance: number) => boolean): number => {
    for (let index = from; index < over.length; index += 1) if (wanted(over[index] ?? 0)) return index;
    return Infinity;
  };
  const nextBack = (from: number): number => next(from, (distance) => distance <= -hysteresisCents);
  const timeOf = (index: number): number => walk.atMs[index] ?? Infinity;
  /** The last of the first prices in a row beyond the level, from an index on. */
  const nextCrossing = (from: number): number => {
    for (let start = next(from, (distance) => distance > 0); start < over.length;) {
      const end = Math.min(
        start + inARow,
        next(start, (distance) => distance <= 0),
      );
      if (end === start + inARow) return end <= over.length ? end - 1 : Infinity;
      start = next(end, (distance) => distance > 0);
    }
    return Infinity;
  };

  let from = (over[0] ?? 0) > 0 ? nextBack(0) : 0;
  let crossing = nextCrossing(from);
  let triggeredMs = timeOf(crossing);
  while (crossing < over.length) {
    tell('triggered', triggeredMs, crossing);
    const back = nextBack(crossing + 1);
    if (back >= over.length) break;
    tell('cleared', timeOf(back), back);
    const readyMs = triggeredMs + coolDownMs;
    from = back;
    if (timeOf(back) < readyMs) {
      // What the cool-down ends on: the last price before its end.
      const later = walk.atMs.findIndex((atMs) => atMs >= readyMs);
      from = (later === -1 ? over.length : later) - 1;
    }
    crossing = nextCrossing(from);
    // A crossing that the cool-down held up begins at its end; of several in a row that price is the first.
    triggeredMs = crossing === from ? readyMs : timeOf(crossing);
  }
  return told;
}

/** How often the price changed sides at all. */
export function nakedCrossings(walk: Walk, { direction, levelCents }: Question): number {
  const sign = direction === 'above' ? 1 : -1;
  return walk.cents.filter((cents, index) => {
    const before = walk.cents[index - 1];
    return before !== undefined && sign * (before - levelCents) <= 0 && sign * (cents - levelCents) > 0;
  }).length;
}
