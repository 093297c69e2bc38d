import type { Feed, FeedState } from '../api';
import type { Clock } from '../rules/clock';
import type { CoinbaseError } from '../rules/errors';
import { openSource } from './open-source';
import type { Source, SourceMemory, StreamSettings, Telling } from './types';

/** Whom a stream tells. */
export interface StreamHooks {
  /** @param stale there may be later data that was not heard. */
  tell(productId: string, telling: Telling, stale: boolean): void;
  fail(error: CoinbaseError, productIds: readonly string[]): void;
  /** Some product's state is another one. */
  changed(): void;
}

/** A feed, and how far the exchange's clock is before the local one, milliseconds. */
export interface LiveFeed {
  readonly feed: Feed;
  readonly offsetMs: () => number;
}

/** One product that is followed: over all connections, with the moments in which its data goes stale and comes back. */
export class ProductStream {
  readonly productId: string;
  readonly #settings: StreamSettings;
  readonly #hooks: StreamHooks;
  readonly #clock: Clock;
  #source: Source | undefined;
  #memory: SourceMemory;
  /** Of the connection before, while the present one has told nothing. */
  #before: Telling | undefined;
  #state: FeedState = { kind: 'connecting' };
  #sinceMs: number;
  /** When it ceased to be live, on the clock that never jumps. */
  #quietSince: number | undefined;
  #saidStale = false;
  /** What is known last is from before the feed was away. */
  #isOld = false;
  /** How long it was not live since fresh data was told last, milliseconds. */
  #staleMs = 0;
  #saidRefusal: string | undefined;
  /** It was told as an error that there is no live data. */
  overdue = false;

  constructor(
    productId: string,
    settings: StreamSettings,
    hooks: StreamHooks,
    clock: Clock,
    memory: SourceMemory = {},
  ) {
    this.productId = productId;
    this.#settings = settings;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#memory = memory;
    this.#sinceMs = clock.now();
    this.#quietSince = clock.elapsed();
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Unix milliseconds by the local clock. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** There may be later data than what is known last. */
  get stale(): boolean {
    return this.#state.kind !== 'live' || this.#isOld;
  }

  /** For how long there was no live data, milliseconds; 0 while there is. */
  get quietMs(): number {
    return this.#quietSince === undefined ? 0 : this.#clock.elapsed() - this.#quietSince;
  }

  /** Follows the product on this feed from now on. */
  connect({ feed, offsetMs }: LiveFeed): void {
    this.disconnect();
    if (this.#state.kind !== 'connecting') this.#follow({ kind: 'connecting' });
    const { productId } = this;
    this.#source = openSource({
      feed,
      productId,
      settings: this.#settings,
      clock: this.#clock,
      offsetMs,
      memory: this.#memory,
      tell: (telling) => this.#tell(telling),
      state: (state) => this.#follow(state),
      renewed: () => this.#sayBackSoon(),
      failed: (error) => this.#hooks.fail(error, [productId]),
    });
  }

  /** There is no connection. */
  disconnect(): void {
    const source = this.#source;
    if (!source) return;
    this.#follow({ kind: 'connecting' });
    this.#before = source.latest() ?? this.#before;
    this.#memory = source.memory();
    this.#source = undefined;
    source.end();
  }

  /** The exchange does not have it. */
  refuse(error: CoinbaseError): void {
    this.disconnect();
    this.#follow({ kind: 'refused', error });
  }

  /** For the one that goes on in its place. */
  memory(): SourceMemory {
    const { candlesToldMs, lastClose, paused } = this.#source?.memory() ?? this.#memory;
    if (candlesToldMs === undefined) return {};
    return { candlesToldMs, ...(lastClose !== undefined && { lastClose }), ...(paused && { paused }) };
  }

  latest(): Telling | undefined {
    return this.#source?.latest() ?? structuredClone(this.#before);
  }

  /** Tells at once what was heard and waits for its time. */
  flush(): void {
    this.#source?.flush();
  }

  end(): void {
    this.#source?.end();
    this.#source = undefined;
  }

  /** The first data after an outage tells that it is over: what was known before may be long out of date. */
  #tell(telling: Telling): void {
    const stale = this.#state.kind !== 'live';
    const isBack = !stale && this.#saidStale && this.#settings.tellStale;
    const facts = isBack ? { ...telling.facts, stale_ms: this.#staleMs } : telling.facts;
    this.#saidStale = stale;
    this.#isOld &&= stale;
    if (!stale) this.#staleMs = 0;
    this.#hooks.tell(this.productId, { payload: telling.payload, facts }, stale);
  }

  #follow(state: FeedState): void {
    const wasMs = this.quietMs;
    if (state.kind !== this.#state.kind) this.#sinceMs = this.#clock.now();
    // What was heard while it was live is told as live.
    if (state.kind !== 'live') this.#source?.flush();
    this.#state = state;
    if (state.kind === 'live') {
      this.#quietSince = undefined;
      this.overdue = false;
      this.#saidRefusal = undefined;
      this.#staleMs += Math.round(wasMs);
      this.#sayBackSoon();
    } else {
      this.#quietSince ??= this.#clock.elapsed();
      this.#isOld = true;
      if (!this.#saidStale) this.#sayStale(reasonOf(state));
    }
    if (state.kind === 'refused') this.#sayRefused(state.error);
    this.#hooks.changed();
  }

  #sayStale(reason: string): void {
    const known = this.#settings.tellStale ? this.latest() : undefined;
    if (!known) return;
    this.#saidStale = true;
    const facts = { ...known.facts, reason, event: 'stale' } as const;
    this.#hooks.tell(this.productId, { payload: known.payload, facts }, true);
  }

  /** Once the feed has told in this same turn what ended the outage: that need not wait for its pace. */
  #sayBackSoon(): void {
    if (!this.#isOld) return;
    queueMicrotask(() => {
      if (!this.#isOld || this.#state.kind !== 'live') return;
      this.#source?.flush();
      if (this.#isOld) this.#sayStill();
    });
  }

  /** Nothing new could tell the end of the outage. */
  #sayStill(): void {
    const still = this.#source?.still();
    if (!still) return;
    if (this.#saidStale && this.#settings.tellStale)
      this.#tell({ payload: still.payload, facts: { ...still.facts, event: 'live' } });
    this.#saidStale = false;
    this.#isOld = false;
  }

  /** Once, though the feed tries again and again. */
  #sayRefused(error: CoinbaseError): void {
    if (this.#saidRefusal === error.message) return;
    this.#saidRefusal = error.message;
    this.#hooks.fail(error, [this.productId]);
  }
}

function reasonOf(state: Exclude<FeedState, { kind: 'live' }>): string {
  if (state.kind === 'stale') return state.reason;
  return state.kind === 'refused' ? state.error.code : 'disconnected';
}
