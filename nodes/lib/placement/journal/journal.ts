import type { JournalRecord } from './records';

/**
 * Where the life of every order of one (origin, key) is kept: a file on this machine, or a database that several
 * machines share. One desk at a time has it open.
 */
export interface Journal {
  /** Everything that is kept, oldest first. Called once, before the first write. */
  read(): Promise<readonly JournalRecord[]>;
  /**
   * Resolves once the record is safe: what was written before it is safe then too.
   * @throws CoinbaseError JOURNAL_UNAVAILABLE saying why and what to do. Every later write fails too until the cause is
   * gone; the journal never holds half a record.
   */
  write(record: JournalRecord): Promise<void>;
  /** Puts these in the place of all that is kept: nothing written meanwhile is lost. @throws as write. */
  replace(records: readonly JournalRecord[]): Promise<void>;
  /** Gives it free for another desk. Idempotent, never rejects, under 2 s. */
  close(): Promise<void>;
}
