import { damaged } from '../../storage/checked-lines';
import { openAppendLog, type AppendLogOptions, type OpenedLog } from '../../storage/append-log';
import { StorageFailure } from '../../storage/storage-failure';
import { CoinbaseError, asCoinbaseError } from '../../rules/errors';
import type { Journal } from './journal';
import { readRecord } from './read-record';
import type { JournalRecord } from './records';

const NAME = 'journal.log';
/** First line of the file. A change that an older version could misread gets another number. */
const FORMAT = 'coinbase-orders 1';

export interface FileJournalOptions {
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
    const { lease, notice } = options;
    const opened = await openAppendLog({ folder, name: NAME, format: FORMAT, ...(lease && { lease }) });
    const records: JournalRecord[] = [];
    const foreign: unknown[] = [];
    try {
      sort(opened, records, foreign);
    } catch (thrown) {
      await opened.log.close();
      throw thrown;
    }
    for (const sentence of noticesOf(opened, foreign)) notice?.(sentence);
    return fileJournal(opened, records, foreign);
  } catch (thrown) {
    throw unavailable(thrown);
  }
}

function fileJournal({ log }: OpenedLog, records: JournalRecord[], foreign: readonly unknown[]): Journal {
  return {
    // Given away once, so that two copies of it do not stay in memory.
    read: async () => records.splice(0),
    write: (record) => log.append(record).catch((thrown: unknown) => Promise.reject(unavailable(thrown))),
    replace: (kept) =>
      log.replace([...foreign, ...kept]).catch((thrown: unknown) => Promise.reject(unavailable(thrown))),
    close: () => log.close(),
  };
}

/** Apart: what this version knows, and what a newer one wrote, which is kept for it. */
function sort({ file, values }: OpenedLog, records: JournalRecord[], foreign: unknown[]): void {
  values.forEach((value, index) => {
    const record = readRecord(value);
    if (record === 'unknown kind') foreign.push(value);
    else if (typeof record !== 'string') records.push(record);
    // The file's first line is its format.
    else throw damaged(file, index + 2, `is not a record of an order (${record})`);
  });
}

function* noticesOf({ cut, takenFrom, file }: OpenedLog, foreign: readonly unknown[]): Generator<string> {
  if (cut)
    yield `The last line (${cut.line}) of ${file} was cut by a crash before it counted, and is taken away.`;
  if (takenFrom === 'silent')
    yield `The order journal ${file} was taken over from a process that was not heard of any more.`;
  if (foreign.length > 0)
    yield `${foreign.length} records of ${file} are of a newer version of this package: kept, and not used.`;
}

function unavailable(thrown: unknown): CoinbaseError {
  if (!(thrown instanceof StorageFailure)) return asCoinbaseError(thrown, 'JOURNAL_UNAVAILABLE');
  return new CoinbaseError('JOURNAL_UNAVAILABLE', thrown.message, { reason: thrown.reason, sent: false });
}
