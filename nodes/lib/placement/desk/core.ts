import type { OrderName, TradingApi } from '../../api';
import { systemClock, type Clock } from '../../rules/clock';
import { CoinbaseError, problemOf } from '../../rules/errors';
import { createLifetime } from '../../rules/lifetime';
import type { Order } from '../../rules/orders';
import type { DeskView } from '../../rules/sidebar-view';
import { laterOf, type Outcome } from '../../rules/outcomes';
import { createBook, type JournalRecord } from '../journal';
import { createOrderLimits, type OrderLimits } from '../limits';
import { createBlocked } from './blocked';
import { createChanges } from './changes';
import { createEvents } from './events';
import { createKeys } from './keys';
import { Lives } from './lives';
import { createOpeners } from './openers';
import { createOutbox } from './outbox';
import { createOvers } from './overs';
import { createPosition } from './position';
import { createRecordKeeper, type RecordKeeper } from './record-keeper';
import type { DeadMan } from './dead-man';
import { guardOf } from './guard';
import { recover } from './recover';
import type { Renewals } from './renewal-types';
import { createRenewals } from './renewals';
import { createRounds, type Rounds } from './rounds';
import type { DeskOptions, DeskReport } from './types';

/** Between two looks at something that may take for ever, milliseconds. */
const LONG_MS = 60_000;
/** Lines of the journal that tell nothing any more. */
const MOST_SUPERSEDED = 5000;

/** What all openers of one desk share, and what the steps of a placement work on. */
export class DeskCore {
  readonly identity: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly changes;
  readonly overs = createOvers();
  readonly blocked = createBlocked();
  readonly events = createEvents();
  readonly openers;
  readonly trading;
  book = createBook();
  readonly keys;
  readonly position;
  readonly records: RecordKeeper;
  readonly outbox;
  /** Ends with the last opener and its grace. */
  readonly ended = createLifetime();
  /** Client order ids that are about to be placements. */
  readonly planned = new Set<string>();
  /** Placements under way. */
  readonly lives = new Lives(this);
  /** Why no new order may go yet: earlier ones were not asked about. */
  recovering: CoinbaseError | undefined;
  readonly limits: OrderLimits;
  readonly deadMan: DeadMan;
  readonly rounds: Rounds;
  readonly renewals: Renewals;
  #errands = 0;

  constructor({ identity, clock = systemClock, random = Math.random, newId, openJournal }: DeskOptions) {
    this.identity = identity;
    this.clock = clock;
    this.random = random;
    this.newId = newId;
    this.changes = createChanges(clock);
    this.keys = createKeys(() => clock.now());
    this.outbox = createOutbox({
      taken: ({ client_oid, renews, result }) => {
        this.reported(client_oid, result instanceof CoinbaseError ? result.code : result.outcome, true);
        if (renews === client_oid) this.renewals.told(client_oid);
      },
      isOver: () => this.ended.ended,
    });
    this.records = createRecordKeeper({
      openJournal,
      clock,
      restored: (records) => this.#restore(records),
      heard: (record) => void this.book.add(record),
      compacted: () => this.#compacted(),
      changed: () => this.events.tell({ event: 'journal', state: this.journalState() }),
    });
    this.openers = createOpeners((openers) => {
      this.position.allow(openers.map(({ loosest }) => loosest));
      this.limits.use(openers.flatMap(({ limits }) => (limits ? [limits] : [])));
    });
    this.trading = this.openers.trading;
    this.limits = createOrderLimits({ trading: this.trading, clock, sighted: (order) => this.hint(order) });
    this.rounds = createRounds(this);
    this.deadMan = guardOf(this);
    this.renewals = createRenewals(this);
    this.position = createPosition({
      write: (step) => this.records.write(step),
      changed: (from, position) => this.events.tell({ event: 'switch', from, position }),
      time: () => this.time(),
    });
  }

  /** ISO 8601, UTC. */
  time(): string {
    return new Date(this.clock.now()).toISOString();
  }

  /** @returns takes the opener's connection and settings away again. */
  addOpener(options: DeskOptions): () => void {
    const leave = this.openers.add(options);
    // What could not be asked while nobody was here is asked now.
    this.lives.hurry();
    return leave;
  }

  /** The flow has the outcome. Written after the flow took it: a crash in between tells it twice, never not at all. */
  reported(client_oid: string, outcome: Outcome | CoinbaseError['code'], recovered: boolean): void {
    setImmediate(() => this.records.note({ kind: 'reported', client_oid, outcome, recovered }));
  }

  journalState(): string {
    if (this.records.trouble) return this.records.trouble.message;
    return this.recovering ? 'reconciling' : 'ready';
  }

  /** Resolves when the journal was read and every earlier order was asked about. @throws JOURNAL_UNAVAILABLE. */
  async ready(): Promise<void> {
    await this.records.open();
    const settled = (): boolean => this.recovering === undefined || this.ended.ended;
    while (!settled()) await this.changes.until(settled, LONG_MS);
  }

  report(): DeskReport {
    return {
      position: this.position.now,
      limits: this.limits.used(),
      unresolved: this.blocked.orders,
      journal: this.journalState(),
    };
  }

  view(): DeskView {
    const { trouble } = this.records;
    return {
      ...this.report(),
      otherLimits: this.limits.others(),
      unresolved: this.blocked.views,
      ...(trouble && { trouble: problemOf(trouble, 'JOURNAL_UNAVAILABLE') }),
    };
  }

  /** An own order was seen by other means. */
  hint(order: Order): void {
    const { client_oid } = order;
    if (client_oid === undefined) return;
    this.lives.get(client_oid)?.hint(order);
    const entry = this.book.get(client_oid);
    if (!entry) return;
    this.limits.seen(client_oid, order);
    const before = entry.order;
    if (entry.state === 'placed' && before && laterOf(before, order) !== before)
      this.records.note({ kind: 'seen', client_oid, order });
    this.opened();
  }

  /** An order was opened, or ended. */
  opened(): void {
    this.deadMan.changed();
    this.renewals.changed();
  }

  /** The name that every API finds an order by, where the journal knows it: the exchange's own id. */
  placedAs(name: OrderName): OrderName {
    const id = 'clientOid' in name ? this.book.get(name.clientOid)?.orderId : undefined;
    return id === undefined ? name : { id };
  }

  /**
   * An own order that the exchange took was canceled, and is not found there any more. Where such orders are forgotten it
   * had no fill; elsewhere it is not known how much of it was filled, and it stays to be looked at.
   */
  gone(name: OrderName, { forgetsUnfilled }: Pick<TradingApi, 'forgetsUnfilled'>): void {
    if (!forgetsUnfilled) return;
    const own = this.book
      .working()
      .find(({ client_oid, orderId }) =>
        'id' in name ? name.id === orderId : name.clientOid === client_oid,
      );
    if (!own?.order) return;
    const { order, client_oid } = own;
    this.hint({ ...order, client_oid, status: 'done', done_reason: 'canceled' });
  }

  /** Counts a message until it is answered; whoever closes waits for it. */
  async errand<T>(run: Promise<T>): Promise<T> {
    this.#errands += 1;
    try {
      return await run;
    } finally {
      this.#errands -= 1;
      this.changes.tell();
    }
  }

  /** Waits until every order that left has its answer and every message too, at most so many milliseconds. */
  async answers(ms: number): Promise<void> {
    const waits = (): boolean =>
      this.#errands > 0 || this.lives.all().some(({ left, watch }) => left && !watch);
    await this.changes.until(() => !waits(), ms);
  }

  async close(): Promise<void> {
    this.ended.end();
    this.deadMan.close();
    this.renewals.close();
    this.rounds.close();
    // What the flow was told just now is on record first: it would be told again at the next start.
    await new Promise<void>((resolve) => setImmediate(resolve));
    await this.records.close();
  }

  #restore(records: readonly JournalRecord[]): void {
    this.book = createBook(records);
    this.position.restore(records);
    this.deadMan.restore(records);
    this.limits.restore(records);
    recover(this);
    this.rounds.begin();
    this.renewals.restore();
  }

  /** What the journal is worth being replaced by, or nothing. */
  #compacted(): readonly JournalRecord[] | undefined {
    const now = this.clock.now();
    if (this.book.superseded(now) < MOST_SUPERSEDED) return undefined;
    const records = this.book.compacted(now);
    this.book = createBook(records);
    return records;
  }
}
