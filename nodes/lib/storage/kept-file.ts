import type { Clock } from '../rules/clock';
import { removeWhole, writeWhole } from './atomic-file';
import { checkedLine, readCheckedLines } from './checked-lines';
import { readSmallFile } from './small-file';
import { storageFailure, type StorageFailure } from './storage-failure';

/** How much it matters that a change outlives a killed process. */
export type Worth = 'much' | 'some' | 'little';

/** What matters is written at once, but at most once in this time: a memory card wears out; milliseconds. */
const EVERY_MS: Readonly<Record<Worth, number>> = { much: 1000, some: 5000, little: 60_000 };

export interface KeptFileOptions {
  readonly file: string;
  readonly clock: Clock;
  /** What is to be kept now: plain JSON. */
  readonly value: () => unknown;
  /** Hears that the file cannot be written. The next change tries again. */
  readonly failed: (failure: StorageFailure) => void;
}

/** What was kept, nothing, or why it cannot be used: a clause for people. */
export type Kept =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** Reads what a {@link KeptFile} wrote; undefined where there is no file. Never rejects. */
export async function readKept(file: string, mostBytes: number): Promise<Kept | undefined> {
  const read = await readSmallFile(file, mostBytes);
  if (!read.ok) return read.why === 'does not exist' ? undefined : read;
  try {
    const { values, cut } = readCheckedLines(Buffer.from(read.text), file);
    if (values.length === 1 && !cut) return { ok: true, value: values[0] };
  } catch {
    // Told below: the reason is the same.
  }
  return { ok: false, why: 'is damaged' };
}

/** A small value that is written whole, to the file of one owner: soon after what matters, later after the rest. */
export class KeptFile {
  readonly #options: KeptFileOptions;
  #writtenAt = -Infinity;
  #unwritten = false;
  #writing: Promise<void> = Promise.resolve();
  #next: { readonly at: number; readonly cancel: () => void } | undefined;
  #closed = false;

  constructor(options: KeptFileOptions) {
    this.#options = options;
  }

  /** The value is another one now. */
  changed(worth: Worth): void {
    this.#unwritten = true;
    if (this.#closed) return;
    const { clock } = this.#options;
    const now = clock.elapsed();
    // The first change of all need not wait, and the next ones count from it.
    if (this.#writtenAt === -Infinity) this.#writtenAt = now - EVERY_MS.much;
    const at = Math.max(now, this.#writtenAt + EVERY_MS[worth]);
    if (this.#next && this.#next.at <= at) return;
    this.#next?.cancel();
    this.#next = { at, cancel: clock.after(at - now, () => void this.#write(), true) };
  }

  /** Writes what is not written yet, or removes the file. Never rejects. */
  async close(remove: boolean): Promise<void> {
    this.#closed = true;
    this.#next?.cancel();
    await this.#writing;
    if (remove) await removeWhole(this.#options.file).catch(this.#fail);
    else if (this.#unwritten) await this.#write();
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#writing;
  }

  #write(): Promise<void> {
    this.#next = undefined;
    this.#writtenAt = this.#options.clock.elapsed();
    this.#writing = this.#writing.then(async () => {
      this.#unwritten = false;
      try {
        await writeWhole(this.#options.file, checkedLine(this.#options.value()));
      } catch (thrown) {
        this.#unwritten = true;
        this.#fail(thrown);
      }
    });
    return this.#writing;
  }

  readonly #fail = (thrown: unknown): void => {
    this.#options.failed(storageFailure(thrown, this.#options.file));
  };
}
