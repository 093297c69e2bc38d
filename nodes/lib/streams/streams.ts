import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import { MOST_PRODUCTS } from '../rules/product-list';
import { Overdue } from './overdue';
import { ProductStream, type LiveFeed, type StreamHooks } from './product-stream';
import type { SourceMemory, StreamSettings, Telling } from './types';

/** How one product stands. */
export interface ProductReport {
  readonly product_id: string;
  readonly state: 'connecting' | 'live' | 'stale' | 'refused';
  /** ISO 8601. */
  readonly since: string;
  /** Why it is stale or refused. */
  readonly reason?: string;
}

/** All products that one node follows, on whichever connection there is. */
export class Streams {
  readonly #settings: StreamSettings;
  readonly #hooks: StreamHooks;
  readonly #clock: Clock;
  readonly #streams = new Map<string, ProductStream>();
  readonly #overdue: Overdue;
  #refusals: ReadonlyMap<string, CoinbaseError> = new Map();
  #live: LiveFeed | undefined;
  #paused = false;
  #ended = false;
  /** Of products that were followed before a pause, a deploy or a restart, each until it is followed again. */
  readonly #memories: Map<string, SourceMemory>;

  constructor(
    settings: StreamSettings,
    hooks: StreamHooks,
    clock: Clock,
    memories: ReadonlyMap<string, SourceMemory> = new Map(),
  ) {
    this.#memories = new Map(memories);
    this.#settings = settings;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#overdue = new Overdue(clock, settings.staleMs, {
      streams: () => (this.#paused ? [] : [...this.#streams.values()]),
      fail: (error, productIds) => hooks.fail(error, productIds),
    });
  }

  get products(): readonly string[] {
    return [...this.#streams.keys()];
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Follows these products and no others; none any more once it has ended. */
  follow(products: readonly string[]): void {
    if (this.#ended) return;
    const wanted = new Set(products);
    for (const [id, stream] of this.#streams) {
      if (wanted.has(id)) continue;
      stream.flush();
      stream.end();
      this.#streams.delete(id);
    }
    for (const id of wanted) {
      if (this.#streams.has(id)) continue;
      const hooks = { ...this.#hooks, changed: () => this.#changed() };
      const stream = new ProductStream(id, this.#settings, hooks, this.#clock, this.#memories.get(id));
      this.#memories.delete(id);
      this.#streams.set(id, stream);
      this.#open(stream);
    }
    this.#changed();
  }

  /**
   * Follows the products on this feed from now on.
   * @param refusals products that cannot be followed there, with why.
   */
  connect(live: LiveFeed, refusals: ReadonlyMap<string, CoinbaseError>): void {
    this.#live = live;
    this.#refusals = refusals;
    this.#overdue.why = undefined;
    for (const stream of this.#streams.values()) this.#open(stream);
  }

  /** The exchange's list is another one by now: what is not refused any more is followed. */
  relist(refusals: ReadonlyMap<string, CoinbaseError>): void {
    const before = this.#refusals;
    this.#refusals = refusals;
    for (const stream of this.#streams.values())
      if (before.has(stream.productId) && !refusals.has(stream.productId)) this.#open(stream);
  }

  /** There is no connection, for this reason. */
  disconnect(why: CoinbaseError): void {
    this.#live = undefined;
    this.#overdue.why = why;
    for (const stream of this.#streams.values()) stream.disconnect();
  }

  pause(): void {
    if (!this.#paused) this.#begin(true);
  }

  resume(): void {
    if (this.#paused) this.#begin(false);
  }

  /** What is known last of each product. */
  latest(): { readonly productId: string; readonly telling: Telling; readonly stale: boolean }[] {
    return [...this.#streams.values()].flatMap((stream) => {
      const telling = stream.latest();
      const { productId, stale } = stream;
      return telling ? [{ productId, telling, stale }] : [];
    });
  }

  report(): ProductReport[] {
    return [...this.#streams.values()].map(({ productId, state, sinceMs }) => ({
      product_id: productId,
      state: state.kind,
      since: new Date(sinceMs).toISOString(),
      ...(state.kind === 'stale' && { reason: state.reason }),
      ...(state.kind === 'refused' && { reason: state.error.code }),
    }));
  }

  /** For the streams that go on in place of these, at a later time: also of what was not followed again yet. */
  memories(): ReadonlyMap<string, SourceMemory> {
    const followed = [...this.#streams].map(([id, stream]) => [id, stream.memory()] as const);
    const others = [...this.#memories].filter(([id]) => !this.#streams.has(id));
    return new Map([...followed, ...others].slice(0, MOST_PRODUCTS));
  }

  end(): void {
    this.#ended = true;
    this.#overdue.end();
    for (const stream of this.#streams.values()) stream.end();
    this.#streams.clear();
  }

  /** Begins anew with all products. */
  #begin(paused: boolean): void {
    this.#paused = paused;
    for (const [id, stream] of this.#streams) this.#memories.set(id, { ...stream.memory(), paused: true });
    const { products } = this;
    this.follow([]);
    this.follow(products);
  }

  #open(stream: ProductStream): void {
    if (this.#paused || !this.#live) return;
    const refusal = this.#refusals.get(stream.productId);
    if (refusal) stream.refuse(refusal);
    else stream.connect(this.#live);
  }

  #changed(): void {
    this.#overdue.look();
    this.#hooks.changed();
  }
}
