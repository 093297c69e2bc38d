import { damaged } from '../../storage/checked-lines';
import {
  openAppendLog,
  readAppendLog,
  type AppendLogOptions,
  type OpenedLog,
} from '../../storage/append-log';
import { StorageFailure } from '../../storage/storage-failure';
import { systemClock, type Clock } from '../../rules/clock';
import { CoinbaseError, asCoinbaseError } from '../../rules/errors';
import { createBook } from './book';
import type { Journal } from './journal';
import { readRecord } from './read-record';
import type { JournalRecord } from './records';

const NAME = 'journal.log';
/** First line of the file. A change that an older version could misread gets another number. */
const FORMAT = 'coinbase-orders 1';

/** A file with more lines that do not matter any more is written anew when it is opened. */
const MOST_SUPERSEDED = 1000;

export interface FileJournalOptions {
  readonly clock?: Pick<Clock, 'now'>;
  /** Hears in a sentence what is not an error and still worth a line in the log. */
  readonly notice?: (sentence: string) => void;
  /** Other times for the lease, in tests. */
  readonly lease?: AppendLogOptions['lease'];
}

/**
 * The journal as a file, `journal.log` in a folder of its own; the folder is made where it is missing.
 * @throws CoinbaseError JOURNAL_UNAVAILABLE with `details.reason` (`in-use`, `damaged`, `not-writable`, `no-space`,
 * `broken`), which is also how writing fails later (then also `lost` and `closed`).
 */
export async function openFileJournal(folder: string, options: FileJournalOptions = {}): Promise<Journal> {
  try {
    const { lease, notice, clock = systemClock } = options;
    const opened = await openAppendLog({ folder, name: NAME, format: FORMAT, ...(lease && { lease }) });
    try {
      const known = sorted(opened);
      for (const sentence of noticesOf(opened, known)) notice?.(sentence);
      return fileJournal(opened, await compacted(opened, known, clock.now()));
    } catch (thrown) {
      await opened.log.close();
      throw thrown;
    }
  } catch (thrown) {
    throw unavailable(thrown);
  }
}

/**
 * What a journal says, for whoever has no share in it: it may be open elsewhere. Nothing where there is none.
 * @throws CoinbaseError JOURNAL_UNAVAILABLE.
 */
export async function readFileJournal(folder: string): Promise<readonly JournalRecord[]> {
  try {
    return sorted(await readAppendLog({ folder, name: NAME, format: FORMAT })).records;
  } catch (thrown) {
    throw unavailable(thrown);
  }
}

function fileJournal({ log }: OpenedLog, known: Sorted): Journal {
  const { foreign } = known;
  let records = known.records;
  return {
    read: async () => {
      const all = records;
      // Given away once: its reader keeps what it needs.
      records = [];
      return all;
    },
    write: (record) => log.append(record).catch((thrown: unknown) => Promise.reject(unavailable(thrown))),
    replace: (kept) =>
      log.replace([...foreign, ...kept]).catch((thrown: unknown) => Promise.reject(unavailable(thrown))),
    close: () => log.close(),
  };
}

/** What this version knows, and what a newer one wrote, which is kept for it. */
interface Sorted {
  readonly records: readonly JournalRecord[];
  readonly foreign: readonly unknown[];
}

function sorted({ file, values }: Pick<OpenedLog, 'file' | 'values'>): Sorted {
  const records: JournalRecord[] = [];
  const foreign: unknown[] = [];
  values.forEach((value, index) => {
    const record = readRecord(value);
    if (record === 'unknown kind') foreign.push(value);
    else if (typeof record !== 'string') records.push(record);
    // The file's first line is its format.
    else throw damaged(file, index + 2, `is not a record of an order (${record})`);
  });
  return { records, foreign };
}

/** Without what does not matter any more, also in the file once that is worth it. */
async function compacted({ log }: OpenedLog, { records, foreign }: Sorted, nowMs: number): Promise<Sorted> {
  const kept = createBook(records).compacted(nowMs);
  if (records.length - kept.length <= MOST_SUPERSEDED) return { records, foreign };
  await log.replace([...foreign, ...kept]);
  return { records: kept, foreign };
}

function* noticesOf({ cut, takenFrom, file }: OpenedLog, { foreign }: Sorted): Generator<string> {
  if (cut)
    yield `The last line (${cut.line}) of ${file} was cut by a crash before it counted, and is taken away.`;
  if (takenFrom === 'silent')
    yield `The order journal ${file} was taken over from a process that was not heard of any more.`;
  if (foreign.length > 0)
    yield `${foreign.length} records of ${file} are of a newer version of this package: kept, and not used.`;
}

function unavailable(thrown: unknown): CoinbaseError {
  if (!(thrown instanceof StorageFailure)) return asCoinbaseError(thrown, 'JOURNAL_UNAVAILABLE');
  return new CoinbaseError('JOURNAL_UNAVAILABLE', thrown.told, { reason: thrown.reason, sent: false });
}
