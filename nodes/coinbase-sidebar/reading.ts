import type { Clock } from '../lib/rules/clock';
import { problemOf } from '../lib/rules/errors';
import type { Told } from '../lib/rules/sidebar-view';

/** After a failure the exchange is asked again later each time, at most after this, milliseconds. */
const LONGEST_PAUSE_MS = 30_000;

/** Something that is read from an exchange for as many as look, and no oftener than it has to be. */
export interface Reading<T> {
  /**
   * Reads where what is known is older than its age; those who come meanwhile wait for the same answer. Never rejects.
   * Nothing is read while nobody calls.
   */
  refresh(): Promise<void>;
  /** Something changed at the exchange: what was read, or is being read, is out of date. */
  expire(): void;
  told(): Told<T>;
}

export interface ReadingParts<T> {
  readonly read: () => Promise<T>;
  /** What was read is good for so long, milliseconds. */
  readonly ageMs: number;
  readonly clock: Clock;
}

export function createReading<T>({ read, ageMs, clock }: ReadingParts<T>): Reading<T> {
  let told: Told<T> = {};
  let dueAt = -Infinity;
  let failures = 0;
  let changes = 0;
  let underWay: Promise<void> | undefined;

  const readNow = async (): Promise<void> => {
    const before = changes;
    try {
      const value = await read();
      told = { value, at: new Date(clock.now()).toISOString() };
      failures = 0;
    } catch (thrown) {
      told = { ...told, problem: problemOf(thrown, 'NETWORK') };
      failures += 1;
    } finally {
      underWay = undefined;
      const pause = failures === 0 ? ageMs : Math.min(LONGEST_PAUSE_MS, ageMs * 2 ** failures);
      dueAt = changes === before ? clock.elapsed() + pause : -Infinity;
    }
  };
  return {
    refresh() {
      if (underWay) return underWay;
      if (clock.elapsed() < dueAt) return Promise.resolve();
      return (underWay = readNow());
    },
    expire() {
      changes += 1;
      dueAt = -Infinity;
    },
    told: () => told,
  };
}
