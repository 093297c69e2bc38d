import type { Lease } from '../../storage/lease';
import type { PaperExchange } from './paper-exchange';
import { writeState } from './state-file';

/** At most so long after a change it is in the file. */
const EVERY_MS = 1000;

/** Keeps a sandbox's state in a file: soon after each change, and when asked. */
export class StateKeeper {
  readonly #file: string;
  readonly #lease: Lease;
  readonly #exchange: PaperExchange;
  readonly #timer: NodeJS.Timeout;
  #written: string | undefined;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param lease of the file; it is given back on close.
   * @param failed hears that the file could not be written; the next change tries again.
   */
  constructor(file: string, lease: Lease, exchange: PaperExchange, failed: (error: Error) => void) {
    this.#file = file;
    this.#lease = lease;
    this.#exchange = exchange;
    this.#timer = setInterval(() => {
      if (this.#written !== exchange.changes) this.save().catch(failed);
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** Resolves when what is now is in the file. @throws the system's error. */
  save(): Promise<void> {
    const saving = this.#writing.then(() => this.#write());
    this.#writing = saving.catch(() => undefined);
    return saving;
  }

  /** The last save. @throws the system's error. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.save();
    } finally {
      await this.#lease.release();
    }
  }

  async #write(): Promise<void> {
    const { changes } = this.#exchange;
    // Marked before it is done: a failure is told once, and tried again with the next change.
    this.#written = changes;
    // One that was silent for too long may have lost the file to another sandbox, and must not write over its state.
    await this.#lease.confirm();
    await writeState(this.#file, this.#exchange.save());
  }
}
