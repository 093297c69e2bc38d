import type { CallOptions } from '../../api';
import type { Cancellation } from '../cancel-order';
import type { JournalRecord } from '../journal/records';
import type { Clock } from '../../rules/clock';
import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import type { ErrorCode } from '../../rules/error-codes';
import type { Order } from '../../rules/orders';
import { within } from './within';
import { lastSign, silenceMs, type SignOfLife } from './sign-of-life';
import type { DeskEvent } from './types';

/** An order of this flow that may be open. */
export interface LeftOpen {
  readonly client_oid: string;
  readonly product_id: string;
  /** The exchange's id, where it is known. */
  readonly orderId?: string;
  /** False while it is not known whether the exchange has it. */
  readonly known: boolean;
}

export interface DeadManParts {
  /** Out of reach or stopped for longer than this, milliseconds; undefined: off. Asked each time. */
  readonly afterMs: () => number | undefined;
  /** Orders that this flow placed and that may be open, unresolved ones too. Never a stranger's. */
  readonly open: () => readonly LeftOpen[];
  /** The exchange's own time now, Unix milliseconds. @throws CoinbaseError while it is out of reach. */
  readonly serverTime: (options: CallOptions) => Promise<number>;
  readonly cancel: (order: LeftOpen) => Promise<Pick<Cancellation, 'outcome' | 'order'>>;
  /** Reads one order as it is now, so that one that is done stops counting as open; undefined: the exchange has none. */
  readonly look?: (order: LeftOpen) => Promise<Order | undefined>;
  /** The exchange took it and finds it no more: where it forgets what had no fill, it is open no longer. */
  readonly gone?: (order: LeftOpen) => void | Promise<void>;
  /** Keeps the sign of life over restarts; may fail. */
  readonly write: (record: JournalRecord) => Promise<void>;
  readonly tell: (event: Extract<DeskEvent, { event: 'dead-man' }>) => void;
  readonly clock: Clock;
}

/**
 * The dead man's switch: when the exchange was out of reach, or Node-RED stopped, for longer than a set time, all that
 * this flow left open is canceled as soon as the exchange answers, and before any new order.
 */
export interface DeadMan {
  /** What is remembered from before a restart; called once, before the first {@link DeadMan.clear}. */
  restore(records: readonly JournalRecord[]): void;
  /** An order was opened or ended. Cheap: call it whenever one may have. */
  changed(): void;
  /**
   * To be awaited before every new order: resolves when nothing has to be canceled first.
   * @throws CoinbaseError RECONCILING when something has, and the exchange cannot be asked.
   */
  clear(options?: CallOptions): Promise<void>;
  /** Ends the beat; cancels nothing. Idempotent. */
  close(): void;
}

/** The exchange is asked three times within the set time, and never more or less often than this, milliseconds. */
const BEATS_IN_TIME = 3;
const SHORTEST_BEAT_MS = 1000;
const LONGEST_BEAT_MS = 20_000;
/** Orders that are read at each beat, in turn. */
const LOOKS_A_BEAT = 2;
/** An order that was accepted just now may not be found for a moment: only so many misses in a row count. */
const MISSES_UNTIL_GONE = 3;
/** Longest wait for one answer, milliseconds. */
const ASK_MS = 5000;

/** Failures of a cancel that another try cannot mend; told once, and not tried again. */
const FINAL = new Set<ErrorCode>([
  'REQUEST_REFUSED',
  'PERMISSION_DENIED',
  'SIGNATURE_REJECTED',
  'CREDENTIAL_INVALID',
]);

export function createDeadMan(parts: DeadManParts): DeadMan {
  return new Beat(parts);
}

class Beat implements DeadMan {
  /** Undefined while nothing is open: nothing can be left open then. */
  #heard: SignOfLife | undefined;
  /** Client order ids that were left open and must be canceled. */
  readonly #due = new Set<string>();
  /** Of these, those whose cancel may have arrived already. */
  readonly #asked = new Set<string>();
  /** How often each order was looked for and not found, in the order of the looks. */
  readonly #misses = new Map<string, number>();
  #stopTimer: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  readonly #parts: DeadManParts;

  constructor(parts: DeadManParts) {
    this.#parts = parts;
  }

  restore(records: readonly JournalRecord[]): void {
    const last = records.at(-1);
    if (!last || this.#parts.open().length === 0) return;
    this.#heard = lastSign(records, last);
    this.#schedule(0);
  }

  changed(): void {
    if (this.#closed || this.#parts.afterMs() === undefined) return this.#rest();
    if (this.#parts.open().length === 0) {
      this.#due.clear();
      this.#asked.clear();
      return this.#rest();
    }
    this.#heard ??= this.#now();
    this.#schedule(this.#beatMs());
  }

  async clear(options: CallOptions = {}): Promise<void> {
    if (!this.#mustAsk()) return;
    try {
      await within(this.#beat(), options, this.#parts.clock);
    } catch (thrown) {
      const { why } = asCoinbaseError(thrown, 'NETWORK');
      throw new CoinbaseError(
        'RECONCILING',
        `the dead man's switch may have to cancel what was left open, and ${why}`,
        { sent: false },
      );
    }
  }

  close(): void {
    this.#closed = true;
    this.#rest();
  }

  /** True when the last sign is too old, or from before a restart, or something is still to be canceled. */
  #mustAsk(): boolean {
    const afterMs = this.#parts.afterMs();
    if (afterMs === undefined || this.#heard === undefined) return false;
    const { elapsed } = this.#heard;
    if (this.#due.size > 0 || elapsed === undefined) return true;
    return this.#parts.clock.elapsed() - elapsed > afterMs;
  }

  #schedule(ms: number): void {
    if (this.#closed) return;
    this.#stopTimer ??= this.#parts.clock.after(ms, () => {
      this.#stopTimer = undefined;
      // What it could not do now is done at the next beat.
      void this.#beat()
        .catch(() => undefined)
        .then(() => this.changed());
    });
  }

  /** One at a time: whoever comes meanwhile waits for the same. */
  #beat(): Promise<void> {
    this.#running ??= this.#ask().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #ask(): Promise<void> {
    const { open, serverTime, clock, write } = this.#parts;
    const serverMs = await serverTime({ timeoutMs: ASK_MS });
    const afterMs = this.#parts.afterMs();
    if (afterMs !== undefined && this.#heard && silenceMs(this.#heard, this.#now(serverMs)) > afterMs)
      for (const { client_oid } of open()) this.#due.add(client_oid);
    this.#heard = this.#now(serverMs);
    const at = new Date(clock.now()).toISOString();
    await write({ kind: 'alive', at, server_ms: serverMs }).catch(() => undefined);
    if (this.#due.size > 0) await this.#sweep();
    await this.#lookAround().catch(() => undefined);
  }

  /** Reads some orders, those first that were not looked at for longest. */
  async #lookAround(): Promise<void> {
    const { look, gone, open } = this.#parts;
    const known = new Map(open().flatMap((order) => (order.known ? [[order.client_oid, order]] : [])));
    for (const id of this.#misses.keys()) if (!known.has(id)) this.#misses.delete(id);
    const turn = [...known.keys()].filter((id) => !this.#misses.has(id)).concat(...this.#misses.keys());
    for (const id of look ? turn.slice(0, LOOKS_A_BEAT) : []) {
      const order = known.get(id);
      if (!order) continue;
      const misses = (await look?.(order)) ? 0 : (this.#misses.get(id) ?? 0) + 1;
      // Put at the end: the next beat looks at others.
      this.#misses.delete(id);
      if (misses >= MISSES_UNTIL_GONE) await gone?.(order);
      else this.#misses.set(id, misses);
    }
  }

  /** Cancels what is due. @throws CoinbaseError of a cancel that may succeed at another time. */
  async #sweep(): Promise<void> {
    const canceled: string[] = [];
    const failed: string[] = [];
    let later: CoinbaseError | undefined;
    const left = this.#parts.open().filter(({ client_oid }) => this.#due.has(client_oid));
    for (const order of left) {
      try {
        const { outcome, order: now } = await this.#parts.cancel(order);
        if (order.known && !now) await this.#parts.gone?.(order);
        // It may still appear: it stays due until it is known whether it does.
        if (outcome === 'not-found' && !order.known) continue;
        const asked = this.#asked.delete(order.client_oid);
        if (outcome === 'canceled' || (asked && outcome === 'already-canceled'))
          canceled.push(order.client_oid);
        this.#due.delete(order.client_oid);
      } catch (thrown) {
        const error = asCoinbaseError(thrown, 'NETWORK');
        if (!FINAL.has(error.code)) {
          if (error.details.sent !== false) this.#asked.add(order.client_oid);
          later ??= error;
          continue;
        }
        failed.push(order.client_oid);
        this.#asked.delete(order.client_oid);
        this.#due.delete(order.client_oid);
      }
    }
    if (canceled.length + failed.length > 0) this.#parts.tell({ event: 'dead-man', canceled, failed });
    if (later) throw later;
  }

  #now(serverMs?: number): SignOfLife {
    const { clock } = this.#parts;
    return { elapsed: clock.elapsed(), nowMs: clock.now(), ...(serverMs !== undefined && { serverMs }) };
  }

  #beatMs(): number {
    const afterMs = this.#parts.afterMs() ?? LONGEST_BEAT_MS;
    return Math.min(LONGEST_BEAT_MS, Math.max(SHORTEST_BEAT_MS, afterMs / BEATS_IN_TIME));
  }

  #rest(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#due.size === 0) this.#heard = undefined;
  }
}
