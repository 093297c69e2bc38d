import { CoinbaseError } from '../../rules/errors';
import { say } from '../../sentences';
import type { Journal } from './journal';
import type { JournalRecord } from './records';

/** A journal for measurements and tests: it ends with the process. Opened again on the same list it remembers. */
export function memoryJournal(kept: JournalRecord[] = []): Journal {
  let closed = false;
  const check = (): void => {
    if (closed) throw new CoinbaseError('JOURNAL_UNAVAILABLE', say('journal.closed'));
  };
  return {
    read: () => Promise.resolve([...kept]),
    write: async (record) => {
      check();
      kept.push(record);
    },
    replace: async (records) => {
      check();
      kept.splice(0, kept.length, ...records);
    },
    close: async () => {
      closed = true;
    },
  };
}
