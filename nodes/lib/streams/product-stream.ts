import type { Feed, FeedState } from '../api';
import type { Clock } from '../rules/clock';
import type { CoinbaseError } from '../rules/errors';
import { openSource } from './open-source';
import type { Source, SourceMemory, StreamSettings, Telling, TellingFacts } from './types';

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
  #memory: SourceMemory = {};
  /** Of the connection before, while the present one has told nothing. */
  #before: Telling | undefined;
  #state: FeedState = { kind: 'connecting' };
  #sinceMs: number;
  /** When it ceased to be live, on the clock that never jumps. */
  #quietSince: number | undefined;
  #saidStale = false;
  #saidRefusal: string | undefined;
  /** It was told as an error that there is no live data. */
  overdue = false;

  constructor(productId: string, settings: StreamSettings, hooks: StreamHooks, clock: Clock) {
    this.productId = productId;
    this.#settings = settings;
    this.#hooks = hooks;
    this.#clock = clock;
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

  latest(): Telling | undefined {
    return this.#source?.latest() ?? this.#before;
  }

  end(): void {
    this.#source?.end();
    this.#source = undefined;
  }

  #tell(telling: Telling): void {
    const stale = this.#state.kind !== 'live';
    this.#saidStale ||= stale;
    this.#hooks.tell(this.productId, telling, stale);
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
      if (this.#saidStale) this.#say('live', { stale_ms: Math.round(wasMs) });
    } else {
      this.#quietSince ??= this.#clock.elapsed();
      if (!this.#saidStale) this.#say('stale', { reason: reasonOf(state) });
    }
    if (state.kind === 'refused') this.#sayRefused(state.error);
    this.#hooks.changed();
  }

  /** Tells what is known last, with the news that it is stale, or is not any more. */
  #say(event: 'stale' | 'live', facts: Omit<TellingFacts, 'event'>): void {
    const known = this.#settings.tellStale ? this.latest() : undefined;
    if (!known) return;
    this.#saidStale = event === 'stale';
    this.#hooks.tell(
      this.productId,
      { payload: known.payload, facts: { ...known.facts, ...facts, event } },
      this.#saidStale,
    );
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
