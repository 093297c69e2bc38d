import { moveAside, writeWhole } from '../../storage/atomic-file';
import { readSmallFile } from '../../storage/small-file';
import { storageFailure } from '../../storage/storage-failure';
import type { Clock } from '../../rules/clock';
import { readRecord, recordText, type EventsRecord } from './record';

/** Keeps the record in its file: soon after each change, and at the end. */
export interface Keeper {
  /** What an earlier run left; undefined where there is nothing, or nothing that can be used. Never rejects. */
  read(): Promise<EventsRecord | undefined>;
  /** Something changed: it is written soon. */
  changed(): void;
  /** Resolves when all is written, or cannot be. */
  flush(): Promise<void>;
}

export interface KeeperParts {
  /** Undefined: nothing is kept. */
  readonly file: string | undefined;
  readonly clock: Clock;
  readonly record: () => EventsRecord;
  readonly notice: (sentence: string) => void;
}

/** Larger than any record, as everything in it is bounded. */
const MOST_BYTES = 256 * 1024 * 1024;
/** A change is written so soon, milliseconds; changes until then are written with it. */
const SOON_MS = 250;
/** Writing takes at most this part of the time, so that a slow disk is not kept busy. */
const SHARE = 10;
/** What could not be written is tried again after this, milliseconds. */
const AGAIN_MS = 5000;

export function createKeeper({ file, clock, record, notice }: KeeperParts): Keeper {
  if (file === undefined) return nothingKept;
  let dirty = false;
  let writing: Promise<void> | undefined;
  let stopTimer: (() => void) | undefined;
  let earliest = 0;
  let complained = false;

  const write = async (): Promise<void> => {
    stopTimer?.();
    stopTimer = undefined;
    dirty = false;
    const began = clock.elapsed();
    try {
      await writeWhole(file, recordText(record()));
      complained = false;
      earliest = clock.elapsed() + (clock.elapsed() - began) * SHARE;
    } catch (thrown) {
      dirty = true;
      earliest = clock.elapsed() + AGAIN_MS;
      if (!complained)
        notice(`What was told of own orders cannot be kept: ${storageFailure(thrown, file).message}.`);
      complained = true;
    }
  };
  const begin = (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = undefined;
      if (dirty) soon();
    });
    return writing;
  };
  const soon = (): void => {
    if (writing || stopTimer) return;
    stopTimer = clock.after(Math.max(SOON_MS, earliest - clock.elapsed()), () => void begin(), true);
  };
  return {
    read: () => readFile(file, notice),
    changed() {
      dirty = true;
      soon();
    },
    async flush() {
      await writing;
      if (dirty) await begin();
      // Nobody is there any more to try it again.
      stopTimer?.();
      stopTimer = undefined;
    },
  };
}

const nothingKept: Keeper = {
  read: () => Promise.resolve(undefined),
  changed: () => undefined,
  flush: () => Promise.resolve(),
};

async function readFile(file: string, notice: (sentence: string) => void): Promise<EventsRecord | undefined> {
  const read = await readSmallFile(file, MOST_BYTES);
  if (!read.ok && read.why === 'does not exist') return undefined;
  const record = read.ok ? readRecord(read.text) : undefined;
  if (record) return record;
  const why = read.ok ? 'is not what was written' : read.why;
  // Never written over: a person may want to look at it.
  const aside = await moveAside(file).catch(() => undefined);
  const kept = aside === undefined ? '' : ` It was moved to ${aside}.`;
  notice(`The record of own orders ${file} ${why}, so order events begin anew.${kept}`);
  return undefined;
}
