import type { Connection, TradingApi } from '../../api';
import { systemClock, type Clock } from '../../rules/clock';
import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import { createLifetime } from '../../rules/lifetime';
import type { Order } from '../../rules/orders';
import type { Outcome } from '../../rules/outcomes';
import type { JournalRecord } from '../journal/records';
import type { OrderLimits } from '../limits/types';
import { concluded } from '../place-order';
import type { SentOrder } from '../send-order';
import { createBlocked } from './blocked';
import { createChanges } from './changes';
import { createHistory } from './history';
import { createKeys } from './keys';
import type { Life } from './life';
import { createOutbox } from './outbox';
import { createPosition } from './position';
import { createRecordKeeper, type RecordKeeper } from './record-keeper';
import { recover } from './recover';
import type { DeskEvent, DeskOptions, DeskPlacement, DeskReport } from './types';

/** Between two looks at something that may take for ever, milliseconds. */
const LONG_MS = 60_000;

/** What all openers of one desk share, and what the steps of a placement work on. */
export class DeskCore {
  readonly identity: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly changes;
  readonly blocked = createBlocked();
  readonly history = createHistory();
  readonly keys;
  readonly position;
  readonly records: RecordKeeper;
  readonly outbox;
  /** Ends with the last opener and its grace. */
  readonly ended = createLifetime();
  /** Placements under way, by client order id. */
  readonly lives = new Map<string, Life>();
  /** Why no new order may go yet: earlier ones were not asked about. */
  recovering: CoinbaseError | undefined;
  limits: OrderLimits | undefined;
  readonly #openers = new Set<DeskOptions>();
  readonly #listeners = new Set<(event: DeskEvent) => void>();
  /** Whose message gave up, or is gone with the process. */
  readonly #orphans = new Set<string>();

  constructor({ identity, clock = systemClock, random = Math.random, newId, openJournal }: DeskOptions) {
    this.identity = identity;
    this.clock = clock;
    this.random = random;
    this.newId = newId;
    this.changes = createChanges(clock);
    this.keys = createKeys(() => clock.now());
    this.outbox = createOutbox(({ client_oid, result }) => {
      this.reported(client_oid, result instanceof CoinbaseError ? result.code : result.outcome, true);
    });
    this.records = createRecordKeeper({
      openJournal,
      clock,
      restored: (records) => this.#restore(records),
      heard: (record) => this.history.add(record),
      changed: () => this.emit({ event: 'journal', state: this.journalState() }),
    });
    this.position = createPosition({
      write: (step) => this.records.write(step),
      changed: (from, position) => this.emit({ event: 'switch', from, position }),
      time: () => this.time(),
    });
  }

  /** ISO 8601, UTC. */
  time(): string {
    return new Date(this.clock.now()).toISOString();
  }

  /** @returns takes the opener's connection and settings away again. */
  addOpener(options: DeskOptions): () => void {
    this.#openers.add(options);
    this.#allow();
    // What could not be asked while nobody was here is asked now.
    for (const { watch } of this.lives.values()) watch?.hurry();
    return () => {
      this.#openers.delete(options);
      if (this.#openers.size > 0) this.#allow();
    };
  }

  #allow(): void {
    const openers = [...this.#openers];
    this.position.allow(openers.map(({ loosest }) => loosest));
    this.limits?.use(openers.flatMap(({ limits }) => (limits ? [limits] : [])));
  }

  /** The connection of any opener that is still there, the latest first. */
  async connect(): Promise<Connection> {
    let failure: unknown = new CoinbaseError('ABORTED', 'no account is open', { sent: false });
    for (const { connect } of [...this.#openers].reverse()) {
      try {
        return await connect();
      } catch (thrown) {
        failure = thrown;
      }
    }
    throw failure;
  }

  readonly trading = async (): Promise<TradingApi> => (await this.connect()).trading;

  /** Follows a placement to its end, whoever waits for it. */
  adopt(life: Life): void {
    this.lives.set(life.intent.client_oid, life);
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
  declareUnresolved(life: Life, why: string): void {
    const { client_oid } = life.intent;
    this.orphan(life);
    this.blocked.add(life, this.time(), why);
    this.records.note({ kind: 'unresolved', client_oid, why });
    const order = this.blocked.orders.find((one) => one.client_oid === client_oid);
    if (order) this.emit({ event: 'unresolved', order });
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
      limits: this.limits?.used() ?? [],
      unresolved: this.blocked.orders,
      journal: this.journalState(),
    };
  }

  /** An own order was seen by other means. */
  hint(order: Order): void {
    const { client_oid } = order;
    if (client_oid === undefined) return;
    this.lives.get(client_oid)?.hint(order);
    if (this.history.placements.has(client_oid)) this.limits?.seen(client_oid, order);
  }

  async release(client_oid: string, by: string): Promise<void> {
    const life = this.blocked.lifeOf(client_oid);
    if (!life?.watch) {
      const why = `no order ${client_oid} waits for being resolved`;
      throw new CoinbaseError('NOT_FOUND', why, { client_oid });
    }
    await this.records.write({ kind: 'released', client_oid, by });
    const order = this.blocked.remove(client_oid);
    life.watch.release();
    if (order) this.emit({ event: 'released', order });
  }

  /** Waits until every order that left has its answer, at most so many milliseconds. */
  async answers(ms: number): Promise<void> {
    const waits = (): boolean => [...this.lives.values()].some(({ left, watch }) => left && !watch);
    await this.changes.until(() => !waits(), ms);
  }

  async close(): Promise<void> {
    this.ended.end();
    await this.records.close();
  }

  emit(event: DeskEvent): void {
    for (const listen of this.#listeners) {
      try {
        listen(event);
      } catch {
        // One who listens must not keep the others from hearing it.
      }
    }
  }

  onEvent(listen: (event: DeskEvent) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  #restore(records: readonly JournalRecord[]): void {
    for (const record of records) this.history.add(record);
    this.position.restore(records);
    this.limits?.restore(records);
    recover(this);
  }

  #known(life: Life, sent: SentOrder): void {
    const { client_oid } = life.intent;
    this.records.note({ kind: 'seen', client_oid, order: sent.order });
    this.limits?.seen(client_oid, sent.order);
    this.#over(life, () => ({ ...concluded(life.intent, sent), repeated: false }));
  }

  #ended(life: Life, error: CoinbaseError): void {
    const { client_oid } = life.intent;
    // Released: it may still exist, and nobody waits for it any more.
    if (error.code === 'ORDER_UNRESOLVED') return this.#over(life, undefined);
    const { code, why } = error;
    this.records.note({ kind: 'absent', client_oid, code, why });
    this.limits?.seen(client_oid, 'absent');
    this.#over(life, () => {
      throw error;
    });
  }

  #over({ intent, origin }: Life, result: (() => DeskPlacement) | undefined): void {
    const { client_oid } = intent;
    this.lives.delete(client_oid);
    const order = this.blocked.remove(client_oid);
    const orphaned = this.#orphans.delete(client_oid);
    if (order && result) this.emit({ event: 'resolved', order });
    if (orphaned && result) this.outbox.put({ ...origin, client_oid, result: resultOf(result) });
    this.changes.tell();
  }
}

function resultOf(result: () => DeskPlacement): DeskPlacement | CoinbaseError {
  try {
    return result();
  } catch (thrown) {
    return asCoinbaseError(thrown, 'ORDER_REFUSED');
  }
}
