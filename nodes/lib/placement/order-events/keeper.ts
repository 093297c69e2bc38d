import type { Clock } from '../../rules/clock';
import { readRecord, recordText, type EventsRecord } from './record';
import type { EventsStore } from './store';

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
  readonly store: EventsStore | undefined;
  readonly clock: Clock;
  readonly record: () => EventsRecord;
  readonly notice: (sentence: string) => void;
}

/** A change is written so soon, milliseconds; changes until then are written with it. */
const SOON_MS = 250;
/** Writing takes at most this part of the time, so that a slow disk is not kept busy. */
const SHARE = 10;
/** What could not be written is tried again after this, milliseconds. */
const AGAIN_MS = 5000;

export function createKeeper({ store, clock, record, notice }: KeeperParts): Keeper {
  if (!store) return nothingKept;
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
      await store.write(recordText(record()));
      complained = false;
      earliest = clock.elapsed() + (clock.elapsed() - began) * SHARE;
    } catch (thrown) {
      dirty = true;
      earliest = clock.elapsed() + AGAIN_MS;
      if (!complained) notice(`What was told of own orders cannot be kept: ${reason(thrown)}.`);
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
    read: () => readStore(store, notice),
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

async function readStore(
  store: EventsStore,
  notice: (sentence: string) => void,
): Promise<EventsRecord | undefined> {
  try {
    const text = await store.read();
    if (text === undefined) return undefined;
    const record = readRecord(text);
    if (record) return record;
    // Never written over: a person may want to look at it.
    const aside = await store.putAside();
    notice(
      `The record of own orders is not what was written, so order events begin anew. It is kept as ${aside}.`,
    );
  } catch (thrown) {
    notice(`The record of own orders cannot be read, so order events begin anew: ${reason(thrown)}.`);
  }
  return undefined;
}

function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'something was thrown that tells nothing';
}
