import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../sentences';
import type { AppendLog } from './append-log';
import { writeWhole } from './atomic-file';
import { checkedLine } from './checked-lines';
import type { Lease } from './lease';
import { StorageFailure, storageFailure } from './storage-failure';

interface Entry {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (failure: StorageFailure) => void;
  state: 'waiting' | 'written' | 'failed';
}

/** All lines anew, followed by those that its caller may not know of: on their way when it asked, or since. */
interface Rewrite {
  readonly lines: readonly string[];
  readonly late: Entry[];
  readonly resolve: () => void;
  readonly reject: (failure: StorageFailure) => void;
}

interface Parts {
  readonly file: string;
  readonly header: string;
  readonly lease: Lease;
}

/** A disk that hangs must not keep Node-RED from stopping. */
const LONGEST_CLOSE_MS = 1500;

/** Writes to an open log: one write and sync at a time, each for all lines that wait for it. */
export class LogWriter implements AppendLog {
  readonly #parts: Parts;
  #handle: FileHandle | undefined;
  /** Bytes that are known to be good; what is behind them is cut off before the next write. */
  #size = 0;
  #ragged = false;
  #waiting: Entry[] = [];
  /** Not told to their caller yet, or only in this turn: a caller may have made its list before it heard. */
  readonly #recent = new Set<Entry>();
  readonly #rewrites: Rewrite[] = [];
  #running: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws the system's error. */
  static async open(parts: Parts): Promise<LogWriter> {
    const writer = new LogWriter(parts);
    await writer.#open();
    return writer;
  }

  append(value: unknown): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closedFailure());
    const line = checkedLine(value);
    return new Promise((resolve, reject) => {
      const entry: Entry = { line, resolve, reject, state: 'waiting' };
      this.#waiting.push(entry);
      this.#recent.add(entry);
      for (const { late } of this.#rewrites) late.push(entry);
      this.#wake();
    });
  }

  replace(values: readonly unknown[]): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closedFailure());
    const lines = values.map(checkedLine);
    return new Promise((resolve, reject) => {
      this.#rewrites.push({ lines, late: [...this.#recent], resolve, reject });
      this.#wake();
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const idle = (this.#running ?? Promise.resolve()).then(() => true);
    // A write that hangs may still reach the disk: then the lease is not given back but grows stale.
    if (!(await Promise.race([idle, pause(LONGEST_CLOSE_MS, false)]))) return;
    await this.#cutRagged().catch(() => undefined);
    await this.#handle?.close().catch(() => undefined);
    await Promise.race([this.#parts.lease.release(), pause(LONGEST_CLOSE_MS / 4)]);
  }

  #wake(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // All that is appended in this turn goes into one write.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0 || this.#rewrites.length > 0) {
      const batch = this.#waiting.splice(0);
      const [rewrite] = this.#rewrites;
      if (rewrite) await this.#writeAnew(rewrite, batch);
      else await this.#settle(batch, () => this.#write(batch.map(({ line }) => line).join('')));
    }
    // In the turn of the last look: what is appended after it starts anew.
    this.#running = undefined;
  }

  async #settle(batch: readonly Entry[], write: () => Promise<void>): Promise<void> {
    let failure: StorageFailure | undefined;
    try {
      await write();
    } catch (thrown) {
      failure = storageFailure(thrown, this.#parts.file);
    }
    for (const entry of batch) {
      entry.state = failure ? 'failed' : 'written';
      if (failure) entry.reject(failure);
      else entry.resolve();
    }
    setImmediate(() => batch.forEach((entry) => this.#recent.delete(entry)));
  }

  async #write(text: string): Promise<void> {
    await this.#parts.lease.confirm();
    await this.#cutRagged();
    const handle = await this.#open();
    const bytes = Buffer.from(text);
    this.#ragged = true;
    try {
      await writeAll(handle, bytes);
      await handle.datasync();
    } catch (thrown) {
      await this.#cutRagged().catch(() => undefined);
      throw thrown;
    }
    this.#ragged = false;
    this.#size += bytes.length;
    // It took so long that another may have come: whoever waits for this line must not act on it.
    await this.#parts.lease.confirm();
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    // Whatever is written lands at the end.
    const handle = await open(this.#parts.file, 'a', 0o600);
    this.#size = (await handle.stat()).size;
    this.#handle = handle;
    return handle;
  }

  /** Takes away what a failed write left. Written again, so that the disk gets those blocks anew. */
  async #cutRagged(): Promise<void> {
    if (!this.#ragged || !this.#handle) return;
    await this.#parts.lease.confirm();
    await this.#handle.truncate(this.#size);
    this.#ragged = false;
  }

  async #writeAnew(rewrite: Rewrite, batch: readonly Entry[]): Promise<void> {
    const { file, header, lease } = this.#parts;
    try {
      await lease.confirm();
      const late = rewrite.late.filter(({ state }) => state !== 'failed').map(({ line }) => line);
      // A line that the caller's list has already is there once.
      await writeWhole(file, [...new Set([header, ...rewrite.lines, ...late])].join(''));
    } catch (thrown) {
      this.#rewrites.shift();
      rewrite.reject(storageFailure(thrown, file));
      this.#waiting.unshift(...batch);
      return;
    }
    this.#rewrites.shift();
    // The old file has no name any more: nothing may be written to it.
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    this.#ragged = false;
    await this.#settle(batch, async () => lease.confirm());
    rewrite.resolve();
  }

  #closedFailure(): StorageFailure {
    return new StorageFailure('closed', say('journal.fileClosed', { file: this.#parts.file }));
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
}
