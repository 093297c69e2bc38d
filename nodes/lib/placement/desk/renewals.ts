import type { OrderName, TradingApi } from '../../api';
import { isLapsing } from '../../rules/lapse';
import { isWorking, type PlacementEntry, type PlacementState } from '../journal';
import type { DeskCore } from './core';
import { checkSwitch } from './place';
import { renewOrder } from './renew-order';
import { createRenewalChain } from './renewal-chain';
import { createRenewalMarks } from './renewal-marks';
import { isNamed, timeOf } from './renewing';
import { within } from './within';

/**
 * Keeps orders alive that the exchange would end by itself: shortly before its end an order is canceled, and what was
 * not filled of it is placed again. Nothing is renewed while Node-RED stands still or the exchange is out of reach, so
 * that then all of them lapse.
 */
export interface Renewals {
  /** The journal was read. */
  restore(): void;
  /** An order was opened or ended. Cheap: call it whenever one may have. */
  changed(): void;
  /** The order that took the place of this one; the same name where none did. */
  latest(name: OrderName): OrderName;
  /**
   * Somebody cancels it: what did not leave yet of its renewal does not leave any more, also where it stays open, and what
   * left is not renewed again. Waits a moment for what is on its way.
   */
  callOff(name: OrderName): Promise<Resume>;
  /** As {@link callOff}, and waits for nothing. */
  stop(client_oid: string): void;
  /** As {@link callOff} for all (of one product); waits for none. */
  callOffAll(productId: string | undefined): Resume;
  /** Idempotent. */
  close(): void;
}

/** After a new order, after a beat that failed, and before what is overdue is tried again; milliseconds. */
const SOON_MS = 5000;
const LONGEST_PAUSE_MS = 600_000;
/** Longest call, milliseconds. */
const CALL_MS = 5000;
/** Whoever cancels an order waits this long for its renewal to end, milliseconds. */
const CALL_OFF_MS = 3000;

/** What was to take the place of an order did not; of one that is `intended` that is asked for. */
const NEVER_PLACED: ReadonlySet<PlacementState> = new Set(['refused', 'not-sent', 'absent']);

/** No cancel arrived after all: they are renewed as before; of all that were called off, or of these exchange ids. */
export type Resume = (orderIds?: ReadonlySet<string>) => void;

/** One that is being renewed. */
interface Renewing {
  readonly entry: PlacementEntry;
  readonly over: Promise<void>;
}

export function createRenewals(core: DeskCore): Renewals {
  return new Beat(core);
}

class Beat implements Renewals {
  readonly #chain = createRenewalChain();
  readonly #marks;
  /** Somebody wants these canceled. */
  readonly #calledOff = new Set<string>();
  #renewing: Renewing | undefined;
  #beating = false;
  #stopTimer: (() => void) | undefined;
  #closed = false;
  readonly #core: DeskCore;

  constructor(core: DeskCore) {
    this.#core = core;
    this.#marks = createRenewalMarks(core.records);
  }

  restore(): void {
    const { book } = this.#core;
    const intended = book.intendedSince(0);
    for (const { renews, client_oid, state } of intended)
      if (renews !== undefined && !NEVER_PLACED.has(state))
        this.#chain.replaced(renews, book.get(renews)?.orderId, client_oid);
    for (const entry of intended) {
      this.#marks.restore(entry);
      if (this.#chain.isReplaced(entry.client_oid)) this.#marks.over(entry.client_oid);
    }
    this.changed();
  }

  changed(): void {
    if (this.#closed || this.#lapsing().length === 0) return this.#rest();
    if (!this.#stopTimer && !this.#beating) this.#schedule(SOON_MS);
  }

  latest(name: OrderName): OrderName {
    const [, ...later] = this.#chain.from(name);
    const last = later.at(-1);
    return last === undefined ? name : { clientOid: last };
  }

  async callOff(name: OrderName): Promise<Resume> {
    const ids = new Set(this.#chain.from(name));
    const isIt = (entry: PlacementEntry): boolean => ids.has(entry.client_oid) || isNamed(entry, name);
    const resume = this.#callOff(isIt, ids);
    const renewing = this.#renewing;
    if (renewing && isIt(renewing.entry))
      await within(renewing.over, { timeoutMs: CALL_OFF_MS }, this.#core.clock).catch(() => undefined);
    return resume;
  }

  stop(client_oid: string): void {
    const ids = new Set(this.#chain.from({ clientOid: client_oid }));
    this.#callOff((entry) => ids.has(entry.client_oid), ids);
  }

  callOffAll(productId: string | undefined): Resume {
    // What is on its way already is seen to by whoever cancels all.
    return this.#callOff(({ intent }) => productId === undefined || intent.product_id === productId);
  }

  close(): void {
    this.#closed = true;
    this.#rest();
  }

  #callOff(isIt: (entry: PlacementEntry) => boolean, ids: Iterable<string> = []): Resume {
    const renewing = this.#renewing ? [this.#renewing.entry] : [];
    const entries = [...this.#lapsing(), ...renewing].filter(isIt);
    const later = entries.flatMap(({ client_oid }) => this.#chain.from({ clientOid: client_oid }));
    const { book } = this.#core;
    const fresh = [...new Set([...ids, ...later])].filter((id) => book.get(id) && !this.#calledOff.has(id));
    const marked = fresh.map((id) => [id, this.#marks.of(id)] as const);
    for (const id of fresh) {
      this.#calledOff.add(id);
      this.#marks.over(id);
    }
    return (orderIds) => {
      for (const [id, mark] of marked) {
        if (orderIds && !orderIds.has(book.get(id)?.orderId ?? '')) continue;
        this.#calledOff.delete(id);
        if (mark && !this.#chain.isReplaced(id)) this.#marks.again(id, mark);
      }
      this.changed();
    };
  }

  /** Also those that are over by now because they were to be renewed. */
  #lapsing(): readonly PlacementEntry[] {
    const { book } = this.#core;
    const lives = book
      .working()
      .filter(
        ({ asked, intent, client_oid }) => isLapsing(asked, intent) && !this.#calledOff.has(client_oid),
      );
    const known = new Set(lives.map(({ client_oid }) => client_oid));
    const over = this.#marks.orders.filter((client_oid) => !known.has(client_oid));
    return [...lives, ...over.flatMap((client_oid) => book.get(client_oid) ?? [])];
  }

  #schedule(ms: number): void {
    this.#rest();
    if (this.#closed) return;
    this.#stopTimer = this.#core.clock.after(ms, () => {
      this.#stopTimer = undefined;
      this.#beating = true;
      void this.#beat()
        .catch(() => SOON_MS)
        .then((pause) => {
          this.#beating = false;
          if (pause !== undefined) this.#schedule(pause);
        });
    });
  }

  #rest(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** @returns milliseconds until the next; undefined when nothing waits for it. */
  async #beat(): Promise<number | undefined> {
    const { clock, recovering } = this.#core;
    if (this.#lapsing().length === 0) return undefined;
    if (recovering) return SOON_MS;
    const trading = await this.#core.trading();
    const serverMs = await trading.serverTime({ timeoutMs: CALL_MS });
    const askedAt = clock.elapsed();
    const now = (): number => serverMs + clock.elapsed() - askedAt;
    for (const entry of this.#lapsing()) {
      const time = timeOf(entry);
      if (this.#closed || !time) continue;
      const isLate = now() >= time.untilMs;
      const isDue = now() >= time.fromMs && !isLate && this.#mayRenew(entry);
      if ((isDue || this.#isCanceled(entry)) && (await this.#isAlive(entry)))
        await this.#core.errand(this.#renew(entry, trading, isLate));
    }
    const waits = this.#lapsing().flatMap((entry) => {
      const time = timeOf(entry);
      if (this.#isCanceled(entry)) return [SOON_MS];
      return time && now() < time.untilMs ? [Math.max(time.fromMs - now(), SOON_MS)] : [];
    });
    return waits.length === 0 ? LONGEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, ...waits);
  }

  /** For its renewal: the exchange took that, or it was over when it was looked at next. */
  #isCanceled(entry: PlacementEntry): boolean {
    const mark = this.#marks.of(entry.client_oid);
    return mark === 'taken' || (mark === 'leaving' && !isWorking(entry));
  }

  /** What keeps a new order back leaves the old one where it is, for as long as the exchange lets it live. */
  #mayRenew({ intent }: PlacementEntry): boolean {
    const { recovering, blocked, records, openers } = this.#core;
    if (recovering || openers.refusal || blocked.refusal(intent.product_id) || records.trouble) return false;
    try {
      checkSwitch(this.#core, intent);
      return true;
    } catch {
      return false;
    }
  }

  /** After a silence it is for the dead man's switch to say what is renewed: nothing that it cancels. */
  async #isAlive({ client_oid }: PlacementEntry): Promise<boolean> {
    await this.#core.deadMan.clear({ timeoutMs: CALL_MS });
    const now = this.#core.book.get(client_oid);
    return now !== undefined && !this.#calledOff.has(client_oid) && (isWorking(now) || this.#isCanceled(now));
  }

  async #renew(entry: PlacementEntry, trading: TradingApi, isLate: boolean): Promise<void> {
    const { client_oid, orderId } = entry;
    const over = renewOrder(entry, {
      core: this.#core,
      trading,
      marks: this.#marks,
      isLate,
      stopped: () => (this.#calledOff.has(client_oid) ? 'called off' : this.#closed ? 'closed' : undefined),
      replaced: (by) =>
        by === undefined ? this.#chain.undone(client_oid) : this.#chain.replaced(client_oid, orderId, by),
    });
    this.#renewing = { entry, over };
    await over;
    this.#renewing = undefined;
  }
}
