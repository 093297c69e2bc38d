import type { PaperExchange } from './paper-exchange';
import { writeState } from './state-file';

/** At most so long after a change it is in the file. */
const EVERY_MS = 1000;

/** Keeps a sandbox's state in a file: soon after each change, and when asked. */
export class StateKeeper {
  readonly #file: string;
  readonly #exchange: PaperExchange;
  readonly #timer: NodeJS.Timeout;
  #written: string | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param failed hears that the file could not be written; the next change tries again. */
  constructor(file: string, exchange: PaperExchange, failed: (error: Error) => void) {
    this.#file = file;
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
  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.save();
  }

  async #write(): Promise<void> {
    const { changes } = this.#exchange;
    // Marked before it is done: a failure is told once, and tried again with the next change.
    this.#written = changes;
    await writeState(this.#file, this.#exchange.save());
  }
}
