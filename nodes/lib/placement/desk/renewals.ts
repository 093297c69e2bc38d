import type { OrderName, TradingApi } from '../../api';
import { isLapsing } from '../../rules/lapse';
import { isWorking, type PlacementEntry, type PlacementState } from '../journal';
import type { DeskCore } from './core';
import { renewOrder, type RenewOptions } from './renew-order';
import { createRenewalChain } from './renewal-chain';
import { couldWait, mayRenew } from './renewal-checks';
import { createRenewalMarks } from './renewal-marks';
import { createRenewalPauses } from './renewal-pauses';
import type { Renewals, Resume } from './renewal-types';
import { isNamed, timeOf, type RenewalTime } from './renewing';
import { within } from './within';

/** After a new order, after a beat that failed, and before what is overdue is tried again; milliseconds. */
const SOON_MS = 5000;
const LONGEST_PAUSE_MS = 600_000;
/** Longest call, milliseconds. */
const CALL_MS = 5000;
/** Whoever cancels an order waits this long for its renewal to end, milliseconds. */
const CALL_OFF_MS = 3000;

/** So long after it is too late to renew an order it has ended at the exchange, milliseconds. */
const ENDED_MS = 5000;
/** So long before it is too late for that the next beat may be, milliseconds. */
const LAST_CHANCE_MS = 7000;

/** What was to take the place of an order did not; of one that is `intended` that is asked for. */
const NEVER_PLACED: ReadonlySet<PlacementState> = new Set(['refused', 'not-sent', 'absent']);

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
  readonly #pauses;
  /** Somebody wants these canceled. */
  readonly #calledOff = new Set<string>();
  #renewing: Renewing | undefined;
  #beating = false;
  /** When the next beat is, and the orders whose time it was set by. */
  #dueAt = 0;
  #planned: ReadonlySet<string> = new Set();
  #stopTimer: (() => void) | undefined;
  #closed = false;
  readonly #core: DeskCore;

  constructor(core: DeskCore) {
    this.#core = core;
    this.#marks = createRenewalMarks(core.records);
    this.#pauses = createRenewalPauses(core.clock);
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
    const lapsing = this.#closed ? [] : this.#lapsing();
    if (lapsing.length === 0) return this.#rest();
    if (this.#beating) return;
    const news = lapsing.some(({ client_oid }) => !this.#planned.has(client_oid));
    const isSoon = this.#stopTimer && this.#dueAt <= this.#core.clock.elapsed() + SOON_MS;
    if (!this.#stopTimer || (news && !isSoon)) this.#schedule(SOON_MS);
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

  told(client_oid: string): void {
    this.#marks.over(client_oid);
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
    this.#dueAt = this.#core.clock.elapsed() + ms;
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
      if (time && !this.#closed && this.#pauses.left(entry.client_oid) === 0)
        await this.#attend(entry, time, now, trading);
    }
    const timed = this.#lapsing().filter((entry) => timeOf(entry));
    const waits = timed.map((entry) => Math.max(this.#waitMs(entry, now()), SOON_MS));
    this.#planned = new Set(timed.map(({ client_oid }) => client_oid));
    return Math.min(LONGEST_PAUSE_MS, ...waits);
  }

  async #attend(
    entry: PlacementEntry,
    { fromMs, untilMs }: RenewalTime,
    now: () => number,
    trading: TradingApi,
  ): Promise<void> {
    const { client_oid } = entry;
    const isEnded = now() >= untilMs + ENDED_MS;
    const mark = this.#marks.of(client_oid);
    const isCanceled = this.#isCanceled(entry) || (isEnded && mark !== undefined);
    if (!isCanceled) {
      if (isEnded) return this.#lookAt(entry);
      if (now() < fromMs || now() >= untilMs || !mayRenew(this.#core, entry)) return;
      const isLastChance = now() >= untilMs - LAST_CHANCE_MS;
      if (!isLastChance && (await couldWait(this.#core, entry, trading))) return;
    }
    if (!(await this.#isAlive(entry))) return;
    const isLate = now() >= untilMs;
    // Time has passed since it was asked first.
    if (!isCanceled && (isLate || this.#closed || !mayRenew(this.#core, entry))) return;
    await this.#core.errand(this.#renew(entry, trading, { isLate, isEnded }));
    if (this.#marks.of(client_oid) === undefined && !isWorking(entry)) return this.#pauses.over(client_oid);
    // At its end it is looked at in any case.
    const leftMs = untilMs + ENDED_MS - now();
    this.#pauses.again(client_oid, leftMs > 0 ? leftMs : undefined);
  }

  /** So that one that lapsed counts as open no longer. */
  async #lookAt({ client_oid, orderId }: PlacementEntry): Promise<void> {
    if (orderId !== undefined) await this.#core.rounds.ended([orderId]);
    const now = this.#core.book.get(client_oid);
    if (now && isWorking(now)) this.#pauses.again(client_oid);
    else this.#pauses.over(client_oid);
  }

  #waitMs(entry: PlacementEntry, nowMs: number): number {
    const pauseMs = this.#pauses.left(entry.client_oid);
    const time = timeOf(entry);
    if (!time || pauseMs > 0 || this.#isCanceled(entry)) return pauseMs;
    return nowMs < time.untilMs ? time.fromMs - nowMs : time.untilMs + ENDED_MS - nowMs;
  }

  /** For its renewal: the exchange took that, or it was over when it was looked at next. */
  #isCanceled(entry: PlacementEntry): boolean {
    const mark = this.#marks.of(entry.client_oid);
    return mark === 'taken' || (mark === 'leaving' && !isWorking(entry));
  }

  /** After a silence it is for the dead man's switch to say what is renewed: nothing that it cancels. */
  async #isAlive({ client_oid }: PlacementEntry): Promise<boolean> {
    await this.#core.deadMan.clear({ timeoutMs: CALL_MS });
    const now = this.#core.book.get(client_oid);
    return now !== undefined && !this.#calledOff.has(client_oid) && (isWorking(now) || this.#isCanceled(now));
  }

  async #renew(
    entry: PlacementEntry,
    trading: TradingApi,
    late: Pick<RenewOptions, 'isLate' | 'isEnded'>,
  ): Promise<void> {
    const { client_oid, orderId } = entry;
    const over = renewOrder(entry, {
      core: this.#core,
      trading,
      marks: this.#marks,
      ...late,
      stopped: () => (this.#calledOff.has(client_oid) ? 'called off' : this.#closed ? 'closed' : undefined),
      replaced: (by) =>
        by === undefined ? this.#chain.undone(client_oid) : this.#chain.replaced(client_oid, orderId, by),
    });
    this.#renewing = { entry, over };
    await over;
    this.#renewing = undefined;
  }
}
