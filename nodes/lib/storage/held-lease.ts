import { readFile, rm, type FileHandle } from 'node:fs/promises';
import { say } from '../sentences';
import { readHolder, type Holder } from './lease-holder';
import { StorageFailure, systemCode } from './storage-failure';

/** One holder at a time. */
export interface Lease {
  /** `gone`: the one before ended without giving it back. `silent`: it may still live, and was not heard of any more. */
  readonly takenFrom: 'nobody' | 'gone' | 'silent';
  /**
   * Before each use. Undefined when it is surely ours; else a promise that resolves once that is known again.
   * @throws StorageFailure `lost`, also by rejecting: another has it now, or that cannot be told.
   */
  confirm(): Promise<void> | undefined;
  /** Gives it back. Idempotent, never rejects. */
  release(): Promise<void>;
}

/** Milliseconds. */
export interface LeaseTimes {
  readonly beatMs: number;
  readonly sureMs: number;
  readonly silentMs: number;
  readonly lookMs: number;
  readonly settleMs: number;
}

interface Parts {
  readonly file: string;
  /** Of the lock file, opened when it was made: what is written here never lands in another's lock. */
  readonly handle: FileHandle;
  readonly me: Holder;
  readonly takenFrom: Lease['takenFrom'];
  readonly times: LeaseTimes;
}

/** A lease while it is held: beats, so that others see it alive, and looks whether it is still the one. */
export class HeldLease implements Lease {
  readonly takenFrom: Lease['takenFrom'];
  readonly #parts: Parts;
  readonly #timer: NodeJS.Timeout;
  #beats = 0;
  #beating: Promise<boolean> | undefined;
  #lost = false;
  #released: Promise<void> | undefined;
  #sure = { wall: 0, elapsed: 0 };

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.takenFrom = parts.takenFrom;
    this.#timer = setInterval(() => void this.beat(), parts.times.beatMs);
    this.#timer.unref();
  }

  static async start(parts: Parts): Promise<HeldLease> {
    try {
      await parts.handle.write(lockText(parts.me, 0), 0);
    } catch (thrown) {
      await parts.handle.close();
      await rm(parts.file, { force: true });
      throw thrown;
    }
    const lease = new HeldLease(parts);
    lease.#sure = moment();
    return lease;
  }

  /** Resolves with true when it is ours and others can see that we live. */
  beat(): Promise<boolean> {
    this.#beating ??= this.#beat().finally(() => (this.#beating = undefined));
    return this.#beating;
  }

  async #beat(): Promise<boolean> {
    const { file, handle, me } = this.#parts;
    if (this.#lost || this.#released) return false;
    const began = moment();
    try {
      // One that is missing may have been another's in the meantime, so it is as lost as one with another name in it.
      if (readHolder(await readFile(file, 'utf8'))?.id !== me.id) this.#lost = true;
      if (this.#lost) return false;
      await handle.write(lockText(me, (this.#beats += 1)), 0);
      this.#sure = began;
      return true;
    } catch (thrown) {
      if (systemCode(thrown) === 'ENOENT') this.#lost = true;
      return false;
    }
  }

  confirm(): Promise<void> | undefined {
    if (this.#released)
      throw new StorageFailure('closed', say('journal.givenBack', { file: this.#parts.file }));
    if (!this.#lost && sinceMs(this.#sure) < this.#parts.times.sureMs) return undefined;
    return this.beat().then((ours) => {
      if (!ours) throw this.#failure();
    });
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<void> {
    const { file, handle, me } = this.#parts;
    clearInterval(this.#timer);
    await this.#beating;
    try {
      if (!this.#lost && readHolder(await readFile(file, 'utf8'))?.id === me.id) await rm(file);
    } catch {
      // It is stale for others soon.
    }
    await handle.close().catch(() => undefined);
  }

  #failure(): StorageFailure {
    const { file } = this.#parts;
    const why = this.#lost ? say('journal.takenOver') : say('journal.lock');
    return new StorageFailure('lost', say('journal.where', { why, where: file }));
  }
}

function lockText(me: Holder, beat: number): string {
  return `${JSON.stringify({ ...me, beat, at: new Date().toISOString() })}\n`;
}

const moment = (): { wall: number; elapsed: number } => ({ wall: Date.now(), elapsed: performance.now() });

/** The longer of both clocks: one stands while the machine sleeps, the other can be set back. */
function sinceMs(then: { wall: number; elapsed: number }): number {
  const now = moment();
  return Math.max(now.wall - then.wall, now.elapsed - then.elapsed);
}
