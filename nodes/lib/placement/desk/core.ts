import type { OrderName, TradingApi } from '../../api';
import { systemClock, type Clock } from '../../rules/clock';
import { asCoinbaseError, CoinbaseError, problemOf } from '../../rules/errors';
import { createLifetime } from '../../rules/lifetime';
import type { Order } from '../../rules/orders';
import type { DeskView } from '../../rules/sidebar-view';
import { inEnglish, say, type Words } from '../../sentences';
import { laterOf, type Outcome } from '../../rules/outcomes';
import { createBook, originOf, type JournalRecord, type PlacementEntry } from '../journal';
import { createOrderLimits, type OrderLimits } from '../limits';
import { concluded } from '../place-order';
import type { SentOrder } from '../send-order';
import { createBlocked } from './blocked';
import { createChanges } from './changes';
import { createEvents } from './events';
import { createKeys } from './keys';
import type { Life } from './life';
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
import type { DeskOptions, DeskPlacement, DeskReport, Recovered } from './types';

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
  /** Placements under way, by client order id. */
  readonly lives = new Map<string, Life>();
  /** Why no new order may go yet: earlier ones were not asked about. */
  recovering: CoinbaseError | undefined;
  readonly limits: OrderLimits;
  readonly deadMan: DeadMan;
  readonly rounds: Rounds;
  readonly renewals: Renewals;
  /** Whose message gave up, or is gone with the process. */
  readonly #orphans = new Set<string>();
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
    this.#hurry();
    return leave;
  }

  /** Follows a placement to its end, whoever waits for it. */
  adopt(life: Life): void {
    this.lives.set(life.intent.client_oid, life);
    this.#opened();
    this.#follow(life);
  }

  #follow(life: Life): void {
    life.end.then(
      (sent) => this.#known(life, sent),
      (thrown: unknown) => this.#ended(life, asCoinbaseError(thrown, 'ORDER_NOT_PLACED')),
    );
  }

  /** No message waits for it any more: its outcome goes to its node. */
  orphan({ intent }: Life): void {
    this.#orphans.add(intent.client_oid);
  }

  /** It is not known what became of it, and the flow was told so; its product waits. */
  declareUnresolved(life: Life, told: Words): void {
    const { client_oid } = life.intent;
    this.orphan(life);
    // It may have come to its end in this very moment: then its node hears of that, and nothing waits.
    if (this.lives.get(client_oid) !== life) return this.#follow(life);
    this.blocked.add(life, this.time(), told);
    this.records.note({ kind: 'unresolved', client_oid, why: inEnglish(told) });
    const order = this.blocked.orders.find((one) => one.client_oid === client_oid);
    if (order) this.events.tell({ event: 'unresolved', order });
  }

  /** The flow has the outcome. Written after the flow took it: a crash in between tells it twice, never not at all. */
  reported(client_oid: string, outcome: Outcome | CoinbaseError['code'], recovered: boolean): void {
    setImmediate(() => this.records.note({ kind: 'reported', client_oid, outcome, recovered }));
  }

  /** The exchange has no such order. */
  isAbsent(client_oid: string, { code, why }: CoinbaseError): void {
    this.records.note({ kind: 'absent', client_oid, code, why });
    this.limits.seen(client_oid, 'absent');
  }

  /** An outcome that was known, or could be looked up, from before a restart. */
  tellRecovered(entry: PlacementEntry, sent: SentOrder | CoinbaseError): void {
    const { client_oid, intent } = entry;
    const result =
      sent instanceof CoinbaseError
        ? sent
        : resultOf(() => ({ ...concluded(intent, sent), repeated: false }));
    this.outbox.put({ ...originOf(entry), ...renewsOf(entry), client_oid, result });
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
    this.#opened();
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

  async release(client_oid: string, by: string): Promise<void> {
    const life = this.blocked.lifeOf(client_oid);
    if (!life?.watch) {
      const why = say('unresolved.notWaiting', { id: client_oid });
      throw new CoinbaseError('NOT_FOUND', why, { client_oid });
    }
    await this.records.write({ kind: 'released', client_oid, by });
    const order = this.blocked.remove(client_oid);
    life.watch.release();
    if (order) this.events.tell({ event: 'released', order });
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
      this.#errands > 0 || [...this.lives.values()].some(({ left, watch }) => left && !watch);
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

  #known(life: Life, sent: SentOrder): void {
    const { client_oid } = life.intent;
    this.records.note({ kind: 'seen', client_oid, order: sent.order });
    this.limits.seen(client_oid, sent.order);
    this.#hurry();
    this.#over(life, () => ({ ...concluded(life.intent, sent), repeated: false }));
  }

  /** The exchange answers: those that wait long for their next look need not. */
  #hurry(): void {
    for (const { watch } of this.lives.values()) watch?.hurry();
  }

  #ended(life: Life, error: CoinbaseError): void {
    const { client_oid } = life.intent;
    // Released: it may still exist, and nobody waits for it any more.
    if (error.code === 'ORDER_UNRESOLVED') {
      this.limits.seen(client_oid, 'absent');
      return this.#over(life, undefined);
    }
    this.isAbsent(client_oid, error);
    this.#over(life, () => {
      throw error;
    });
  }

  /** An order was opened, or ended. */
  #opened(): void {
    this.deadMan.changed();
    this.renewals.changed();
  }

  #over({ intent, origin }: Life, result: (() => DeskPlacement) | undefined): void {
    const { client_oid } = intent;
    this.lives.delete(client_oid);
    const order = this.blocked.remove(client_oid);
    const orphaned = this.#orphans.delete(client_oid);
    if (order && result) this.events.tell({ event: 'resolved', order });
    if (orphaned && result)
      this.outbox.put({
        ...origin,
        ...renewsOf(this.book.get(client_oid)),
        client_oid,
        result: resultOf(result),
      });
    this.#opened();
    this.changes.tell();
  }
}

function renewsOf(entry: PlacementEntry | undefined): Pick<Recovered, 'renews'> {
  return entry?.renews === undefined ? {} : { renews: entry.renews };
}

function resultOf(result: () => DeskPlacement): DeskPlacement | CoinbaseError {
  try {
    return result();
  } catch (thrown) {
    return asCoinbaseError(thrown, 'ORDER_REFUSED');
  }
}
