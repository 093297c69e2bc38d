import { openConnection, type BookUpdate, type FeedState, type TradeBatch } from '../lib/api';
import { systemClock, type Clock } from '../lib/rules/clock';
import type { MirrorNews } from '../lib/sandbox';
import { NewsQueue } from './news-queue';

export interface LivePricesOptions {
  /** Scheme, host and port of the Exchange API whose public feed is heard: no key, nothing but reading. */
  readonly origin: string;
  /** The sandbox's product ids. */
  readonly productIds: readonly string[];
  readonly clock?: Clock;
}

/** Levels of a side that are mirrored, best first. */
const DEPTH = 50;
/** A book that changes all the time is told this often; milliseconds. */
const BOOK_EVERY_MS = 100;

/**
 * The public feed as news for a sandbox to mirror. The connection is opened when somebody begins to iterate, and given
 * back when that one ends it; a feed that is away is stale until it is back by itself.
 */
export function livePrices(options: LivePricesOptions): AsyncIterable<MirrorNews> {
  return { [Symbol.asyncIterator]: () => listen(options) };
}

function listen({ origin, productIds, clock = systemClock }: LivePricesOptions): AsyncIterator<MirrorNews> {
  const connection = openConnection({
    origin,
    environment: 'exchange',
    credential: undefined,
    limiter: 'exchange',
    clock,
    // As the sandbox itself: Node-RED may end without telling anybody.
    idle: true,
  });
  const { feed } = connection;
  const queue = new NewsQueue();
  const ends = [...byRealProduct(productIds)].flatMap(([real, ids]) => {
    const product = new MirroredProduct(ids, queue, clock);
    const book = feed.book(real, {
      state: (state) => product.state(state),
      data: (update) => product.book(update),
    });
    const trades = feed.trades(real, { state: () => undefined, data: (batch) => product.trades(batch) });
    return [() => book.end(), () => trades.end(), () => product.end()];
  });
  return {
    next: () => queue.next(),
    async return() {
      for (const end of ends) end();
      queue.end();
      await connection.release();
      return { value: undefined, done: true };
    },
  };
}

/**
 * The products to subscribe to, and which of the sandbox's each of them prices. At Coinbase BTC-USDC is another name for
 * the order book of BTC-USD, and the feed knows it by the first name alone (source: Advanced Trade, WebSocket channels).
 */
function byRealProduct(productIds: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const real = new Map<string, readonly string[]>();
  for (const id of productIds) {
    const name = id.replace(/-USDC$/, '-USD');
    real.set(name, [...(real.get(name) ?? []), id]);
  }
  return real;
}

/** One real product and its names in the sandbox. */
class MirroredProduct {
  readonly #ids: readonly string[];
  readonly #queue: NewsQueue;
  readonly #clock: Clock;
  /** The feed says that its book is the present one. */
  #isLive = false;
  /** How many overflows there had been when the sandbox was told that this is live; undefined while it was not. */
  #toldAfter: number | undefined;
  #latest: BookUpdate['book'] | undefined;
  #stopTimer: (() => void) | undefined;
  #isFirstBatch = true;

  constructor(ids: readonly string[], queue: NewsQueue, clock: Clock) {
    this.#ids = ids;
    this.#queue = queue;
    this.#clock = clock;
  }

  /** Live is told with the first book after it: the one before may be long out of date. */
  state(state: FeedState): void {
    this.#isLive = state.kind === 'live';
    if (this.#isLive) return;
    this.end();
    this.#toldAfter = undefined;
    for (const productId of this.#ids) this.#queue.add({ kind: 'stale', productId, ...causeOf(state) });
  }

  book({ book }: BookUpdate): void {
    this.#latest = book;
    if (!this.#isLive) return;
    if (this.#toldAfter !== this.#queue.overflows) this.#tellBook();
    else this.#stopTimer ??= this.#clock.after(BOOK_EVERY_MS, () => this.#tellBook(), true);
  }

  /** What was traded before, while nobody heard it, or had to wait behind a gap is no news: the prices are others by now. */
  trades({ trades, recovered, late }: TradeBatch): void {
    const news = this.#isFirstBatch ? trades.slice(1) : trades;
    this.#isFirstBatch = false;
    if (recovered || late || this.#toldAfter === undefined) return;
    for (const { price, size, side, time } of news)
      for (const productId of this.#ids)
        this.#queue.add({ kind: 'trade', productId, price, size, side, time });
  }

  /** Nothing is told later on. */
  end(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #tellBook(): void {
    this.end();
    const { bids, asks } = this.#latest?.top(DEPTH) ?? { bids: [], asks: [] };
    const rows = (levels: typeof bids) => levels.map(({ price, size }) => [price, size] as const);
    const isTold = this.#toldAfter === this.#queue.overflows;
    for (const productId of this.#ids) {
      if (!this.#queue.add({ kind: 'book', productId, bids: rows(bids), asks: rows(asks) })) return;
      if (!isTold && !this.#queue.add({ kind: 'live', productId })) return;
    }
    this.#toldAfter = this.#queue.overflows;
  }
}

/** Since when, and why, in the words of the connection. */
function causeOf(state: FeedState): { readonly since?: string; readonly why?: string } {
  if (state.kind === 'refused') return { why: `the live feed refuses it: ${state.error.why}` };
  if (state.kind === 'live') return {};
  const why = state.detail !== undefined && { why: state.detail };
  return { ...(state.kind === 'stale' && { since: new Date(state.sinceMs).toISOString() }), ...why };
}
