import { isFinished, type PlacementEntry } from './placement-entry';

const DAY_MS = 86_400_000;
/** Keys, audits and daily figures of finished placements are kept this long. */
const KEPT_MS = 7 * DAY_MS;
/** Of a flow that places more than this, the older ones go sooner: a key counts 24 h, and a day has up to 25 h. */
const MOST_FINISHED = 10_000;
const KEPT_OF_MANY_MS = 2 * DAY_MS;
/** What a limit forbade is kept for people alone, and a flow that runs against one makes many. */
const MOST_FORBIDDEN = 1000;

/** Of these placements, oldest first, those that still matter; unfinished ones always do. */
export function worthKeeping(entries: readonly PlacementEntry[], nowMs: number): PlacementEntry[] {
  const kept: PlacementEntry[] = [];
  let finished = 0;
  let forbidden = 0;
  for (const entry of entries.toReversed()) {
    const ageMs = nowMs - Date.parse(entry.lastAt);
    if (!isFinished(entry)) kept.push(entry);
    else if (entry.state === 'forbidden') {
      if ((forbidden += 1) <= MOST_FORBIDDEN && ageMs <= KEPT_MS) kept.push(entry);
    } else if (ageMs <= ((finished += 1) <= MOST_FINISHED ? KEPT_MS : KEPT_OF_MANY_MS)) kept.push(entry);
  }
  return kept.reverse();
}
