import type { Clock } from '../../rules/clock';
import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import { say } from '../../sentences';
import type { Journal, JournalRecord } from '../journal';

/** A record without its time. */
export type Step = WithoutTime<JournalRecord>;
type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** The journal as the desk uses it. */
export interface RecordKeeper {
  /** Opens and reads the journal where that was not done yet. @throws JOURNAL_UNAVAILABLE; tried again at each call. */
  open(): Promise<void>;
  /** Why there is no journal at the moment. */
  readonly trouble: CoinbaseError | undefined;
  /** Records that must stand before something may happen. @throws CoinbaseError JOURNAL_UNAVAILABLE. */
  write(...steps: readonly Step[]): Promise<void>;
  /** A record about something that happened already. Never fails: what cannot be written is tried again. */
  note(step: Step): void;
  /** Writes what is left, as far as that works, and closes. */
  close(): Promise<void>;
}

export interface RecordParts {
  readonly openJournal: () => Promise<Journal>;
  readonly clock: Clock;
  /** Hears what the journal held, once, before everything else. */
  readonly restored: (records: readonly JournalRecord[]) => void;
  /** Hears each new record once it counts: a written one when it is safe, a noted one at once. */
  readonly heard: (record: JournalRecord) => void;
  /** What the journal is worth being replaced by, asked now and then. */
  readonly compacted: () => readonly JournalRecord[] | undefined;
  /** The journal's trouble begins, changes or is over. */
  readonly changed: () => void;
}

/** What could not be written is tried again this often, milliseconds. */
const AGAIN_MS = 5000;
/** Records between two looks at whether the journal is worth tidying up. */
const TIDY_EVERY = 10_000;

export function createRecordKeeper(parts: RecordParts): RecordKeeper {
  const { openJournal, clock, restored, heard, changed, compacted } = parts;
  let journal: Journal | undefined;
  let opening: Promise<void> | undefined;
  let flushing: Promise<void> | undefined;
  let trouble: CoinbaseError | undefined;
  let closed = false;
  let count = 0;
  let stopTimer: (() => void) | undefined;
  const left: JournalRecord[] = [];

  const stamped = (step: Step): JournalRecord => ({ at: new Date(clock.now()).toISOString(), ...step });
  const setTrouble = (error: CoinbaseError | undefined): void => {
    const news = trouble?.why !== error?.why;
    trouble = error;
    if (news) changed();
  };
  const failed = (thrown: unknown): never => {
    const error = asCoinbaseError(thrown, 'JOURNAL_UNAVAILABLE');
    setTrouble(error);
    throw error;
  };
  const openNow = async (): Promise<void> => {
    const opened = await openJournal();
    try {
      restored(await opened.read());
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
    journal = opened;
    setTrouble(undefined);
  };
  const tidy = (): void => {
    const kept = compacted();
    if (kept) journal?.replace(kept).catch(() => undefined);
  };
  const tell = (record: JournalRecord): void => {
    heard(record);
    count += 1;
    if (count % TIDY_EVERY === 0) tidy();
  };
  const tryAgainLater = (): void => {
    if (closed) return;
    stopTimer ??= clock.after(AGAIN_MS, () => {
      stopTimer = undefined;
      void open().then(flush).catch(tryAgainLater);
    });
  };
  const flushNow = async (): Promise<void> => {
    const writing = journal;
    if (!writing) return;
    for (let record = left[0]; record; record = left[0]) {
      await writing.write(record);
      left.shift();
    }
    setTrouble(undefined);
  };
  const flush = async (): Promise<void> => {
    flushing ??= flushNow().finally(() => (flushing = undefined));
    await flushing.catch(failed);
  };
  const open = async (): Promise<void> => {
    if (journal) return;
    if (closed) throw isClosed();
    opening ??= openNow().finally(() => (opening = undefined));
    await opening.catch((thrown: unknown) => {
      // Earlier orders wait for it, also where no new one comes.
      tryAgainLater();
      failed(thrown);
    });
  };
  return {
    open,
    get trouble() {
      return trouble;
    },
    async write(...steps) {
      await open();
      if (left.length > 0) await flush();
      const writing = journal;
      if (!writing) throw isClosed();
      const records = steps.map(stamped);
      await Promise.all(records.map((record) => writing.write(record))).catch(failed);
      setTrouble(undefined);
      for (const record of records) tell(record);
    },
    note(step) {
      const record = stamped(step);
      tell(record);
      const keep = (): void => {
        left.push(record);
        tryAgainLater();
      };
      if (!journal || left.length > 0) return keep();
      journal.write(record).catch((thrown: unknown) => {
        keep();
        setTrouble(asCoinbaseError(thrown, 'JOURNAL_UNAVAILABLE'));
      });
    },
    async close() {
      closed = true;
      stopTimer?.();
      await opening?.catch(() => undefined);
      if (left.length > 0) await flush().catch(() => undefined);
      await journal?.close();
      journal = undefined;
    },
  };
}

function isClosed(): CoinbaseError {
  return new CoinbaseError('JOURNAL_UNAVAILABLE', say('journal.closed'), { sent: false });
}
