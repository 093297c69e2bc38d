import type { Connection, OwnMessage } from '../../api';
import { systemClock, type Clock } from '../../rules/clock';
import { CoinbaseError } from '../../rules/errors';
import type { Order } from '../../rules/orders';
import { audit, createAudits, type Audits } from './audit';
import { createDoubts, type Doubts } from './doubts';
import { createFeedLink, type FeedLink } from './feed-link';
import { timeOf } from './figures';
import { follow } from './follow';
import { isSoonOver } from './from-message';
import { createKeeper, type Keeper } from './keeper';
import { createLanes, type Lanes } from './lanes';
import { Memory } from './memory';
import { createOpeners } from './openers';
import { createPost, type Post } from './post';
import { createReads, type Reads } from './reads';
import { recover } from './recover';
import { createRecovery, type Recovery } from './recovery';
import { createStateListeners } from './state-listeners';
import type { Draft, ToldOrder } from './told-order';
import { usualTimes, type OrderEventTimes } from './times';
import type { OrderEventsOptions, OrderEventsState, OrderListener } from './types';

/** The horizon alone is not worth writing more often, milliseconds. */
const HORIZON_MS = 600_000;

/** What all who share the order events of one key have in common: runs while somebody listens. */
export class OrderEventsCore {
  readonly identity: string;
  readonly clock: Clock;
  readonly times: OrderEventTimes;
  readonly #openers = createOpeners();
  readonly #listeners = createStateListeners();
  readonly #reads: Reads;
  readonly #lanes: Lanes;
  readonly #doubts: Doubts;
  readonly #link: FeedLink;
  readonly #recovery: Recovery;
  readonly #keeper: Keeper;
  readonly #audits: Audits;
  readonly #loaded: Promise<void>;
  #memory = new Memory();
  #post: Post;
  #connection: Connection | undefined;
  /** Aborted while nobody listens. */
  #run = new AbortController();
  #stopGrace: (() => void) | undefined;
  #writtenHorizonMs = 0;

  constructor({ identity, store, clock = systemClock, random = Math.random, times }: OrderEventsOptions) {
    this.identity = identity;
    this.clock = clock;
    this.times = { ...usualTimes, ...times };
    this.#post = createPost(clock);
    this.#run.abort();
    this.#reads = createReads(
      async () => (await this.#connect()).trading,
      () => this.#run.signal,
      (order) => this.#openers.sighted(order),
    );
    const changed = (): void => this.#listeners.show(this.state);
    this.#lanes = createLanes({ clock, work: (turn) => follow(turn, this.#parts()), changed });
    // Until what was missed is told.
    void this.#lanes.pause();
    this.#doubts = createDoubts({
      clock,
      remains: (seen) => this.#memory.isNews(seen),
      settle: (id) => this.#settle(id),
    });
    this.#recovery = createRecovery({
      clock,
      random,
      lanes: this.#lanes,
      run: () => this.#recover(),
      changed,
    });
    this.#link = createFeedLink({
      connect: () => this.#connect(),
      clock,
      heard: (message) => this.#heard(message),
      changed: ({ kind }) => {
        if (kind === 'live') this.#recovery.request();
        changed();
      },
      againMs: this.times.relinkMs,
    });
    this.#keeper = createKeeper({
      store,
      clock,
      record: () => ({ memory: this.#memory.saved(), post: this.#post.saved() }),
      notice: (sentence) => this.#openers.notice(sentence),
    });
    const everyMs = this.times.auditMs;
    this.#audits = createAudits({ clock, everyMs, run: () => this.#audit(), changed });
    this.#loaded = this.#load();
  }

  /** @returns takes the opener's connection away again. */
  addOpener(options: OrderEventsOptions): () => void {
    const leave = this.#openers.add(options);
    this.#link.refresh();
    return () => {
      leave();
      if (this.#openers.size > 0) this.#link.refresh();
    };
  }

  get state(): OrderEventsState {
    const { state } = this.#link;
    if (state.kind !== 'live') return state;
    const { late } = this.#lanes;
    const error = this.#recovery.error ?? late?.error ?? this.#audits.error;
    const isWhole = !this.#recovery.running && !late && !error;
    return isWhole ? state : { kind: 'recovering', ...(error && { error }) };
  }

  /** What is not done, as it was told last. */
  open(): readonly ToldOrder[] {
    return this.#memory.all().filter(({ done }) => !done);
  }

  listen(node: string, listener: OrderListener): () => void {
    let ended = false;
    let leave = (): void => undefined;
    const unlisten = this.#listeners.add(listener, this.state);
    void this.#loaded.then(() => {
      if (ended) return;
      leave = this.#post.listen(node, listener);
      this.#keeper.changed();
      this.#begin();
    });
    return () => {
      ended = true;
      leave();
      unlisten();
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  forget(node: string): void {
    void this.#loaded.then(() => {
      this.#post.forget(node);
      this.#keeper.changed();
    });
  }

  /** Stops and writes down what was told. */
  async halt(): Promise<void> {
    this.#stopGrace?.();
    this.#audits.stop();
    this.#run.abort();
    this.#link.stop();
    this.#recovery.stop();
    this.#doubts.clear();
    this.#lanes.clear();
    await this.#lanes.pause();
    await this.#loaded;
    await this.#keeper.flush();
  }

  async #load(): Promise<void> {
    const record = await this.#keeper.read();
    if (!record) return;
    this.#memory = new Memory(record.memory);
    this.#post = createPost(this.clock, record.post);
  }

  #begin(): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    if (!this.#run.signal.aborted) return;
    this.#run = new AbortController();
    this.#link.start();
    this.#audits.start();
  }

  #rest(): void {
    this.#stopGrace?.();
    this.#stopGrace = this.clock.after(this.times.graceMs, () => void this.halt(), true);
  }

  async #connect(): Promise<Connection> {
    const connection = await this.#openers.connect();
    const another = this.#connection !== connection;
    this.#connection = connection;
    // The feed of the one before may be silent for ever.
    if (another) this.#link.refresh();
    return connection;
  }

  #heard(heard: OwnMessage): void {
    const message = timeOf(heard.time) === undefined ? { ...heard, time: this.#time() } : heard;
    if (isSoonOver(message, [])) this.#openers.over(message.order_id);
    if (this.#lanes.put(message.order_id, { kind: 'message', message })) return;
    // More than can wait: it is all read once more.
    this.#lanes.clear();
    this.#recovery.request();
  }

  #parts() {
    return {
      memory: this.#memory,
      reads: this.#reads,
      tell: (drafts: readonly (Draft | undefined)[], recovered: boolean) => this.#tell(drafts, recovered),
      doubt: (id: string, seen?: Order) => this.#doubts.add(id, seen),
      notice: (sentence: string) => this.#openers.notice(sentence),
      time: () => this.#time(),
      patienceMs: this.times.patienceMs,
    };
  }

  /** What was told is remembered and on its way in the same turn. */
  #tell(drafts: readonly (Draft | undefined)[], recovered: boolean): void {
    for (const draft of drafts) {
      if (!draft) continue;
      this.#post.put({ ...draft, recovered });
      this.#keeper.changed();
    }
  }

  async #recover(): Promise<void> {
    const first = this.#memory.horizonMs === undefined;
    await recover({
      memory: this.#memory,
      reads: this.#reads,
      tell: (drafts) => this.#tell(drafts, true),
      doubt: (id) => this.#doubts.add(id),
      overlapMs: this.times.overlapMs,
    });
    this.#keeper.changed();
    // A crash from here on must not begin anew.
    if (first) await this.#keeper.flush();
  }

  async #audit(): Promise<void> {
    this.#link.refresh();
    if (this.#link.state.kind !== 'live' || this.#recovery.running) return;
    // An order that never becomes clear holds nothing but itself.
    const isSure = (): boolean =>
      !this.#recovery.running &&
      [...this.#lanes.waiting, ...this.#doubts.ids].every((id) => this.#memory.asksFor(id));
    const parts = { memory: this.#memory, reads: this.#reads, doubts: this.#doubts, isSure };
    await audit({ ...parts, overlapMs: this.times.overlapMs });
    const { horizonMs = 0 } = this.#memory;
    if (horizonMs - this.#writtenHorizonMs < HORIZON_MS) return;
    this.#writtenHorizonMs = horizonMs;
    this.#keeper.changed();
  }

  async #settle(id: string): Promise<void> {
    const order = await this.#reads.order(id);
    const early = !order && this.#memory.get(id)?.maybeEarly(Date.parse(this.#time()));
    if (early || !this.#lanes.put(id, { kind: 'sighting', order }))
      throw new CoinbaseError('NOT_FOUND', `order ${id} cannot be read yet`);
  }

  /** As near to the exchange's clock as is known. */
  #time(): string {
    return new Date(this.clock.now() + (this.#connection?.clockOffsetMs ?? 0)).toISOString();
  }
}
