import type {
  BookUpdate,
  CandleSpan,
  Feed,
  FeedListener,
  FeedState,
  FeedSubscription,
  LiveBook,
  MissingTrades,
  TradeBatch,
} from '../../../nodes/lib/api';
import type { BookChange, Candle, Ticker, Trade } from '../../../nodes/lib/rules/market-data';
import type { Book } from '../../../nodes/lib/rules/orders';

interface Line<Update> extends FeedSubscription {
  readonly listener: FeedListener<Update>;
  readonly ended: boolean;
}

/** A feed by hand: tests say what it hears. */
export class FakeFeed implements Feed {
  readonly #lines = new Map<string, Line<unknown>>();
  /** Candles that REST answers with; a test may fail it or let it wait. */
  read: (span: CandleSpan) => Promise<readonly Candle[]> = () => Promise.resolve([]);
  readonly reads: CandleSpan[] = [];
  /** The state that a new subscription begins with. */
  first: FeedState = { kind: 'connecting' };

  ticker(productId: string, listener: FeedListener<Ticker>): FeedSubscription {
    return this.#open('ticker', productId, listener);
  }

  trades(productId: string, listener: FeedListener<TradeBatch>): FeedSubscription {
    return this.#open('trades', productId, listener);
  }

  book(productId: string, listener: FeedListener<BookUpdate>): FeedSubscription {
    return this.#open('book', productId, listener);
  }

  own(): FeedSubscription {
    throw new Error('nobody asks for own orders here');
  }

  candles(span: CandleSpan): Promise<readonly Candle[]> {
    this.reads.push(span);
    return this.read(span);
  }

  /** Subscriptions that live, as `ticker BTC-USD`. */
  get open(): readonly string[] {
    return [...this.#lines].filter(([, { ended }]) => !ended).map(([name]) => name);
  }

  state(state: FeedState, name?: string): void {
    for (const [known, line] of this.#lines)
      if (!line.ended && (name === undefined || name === known)) line.listener.state(state);
  }

  live(): void {
    this.state({ kind: 'live' });
  }

  stale(reason: 'disconnected' | 'silent' | 'gap' = 'disconnected', unfilled?: MissingTrades): void {
    const detail = 'as a test says';
    this.state({ kind: 'stale', reason, sinceMs: 0, detail, ...(unfilled && { unfilled }) });
  }

  hearTicker(ticker: Partial<Ticker> = {}): void {
    const { product_id = 'BTC-USD' } = ticker;
    this.#hear(`ticker ${product_id}`, { product_id, price: '100', time: '2026-01-01T00:00:00Z', ...ticker });
  }

  hearTrades(trades: readonly Trade[], recovered = false, more: Pick<TradeBatch, 'late'> = {}): void {
    const batch: TradeBatch = { trades, recovered, ...more };
    this.#hear(`trades ${trades[0]?.product_id ?? 'BTC-USD'}`, batch);
  }

  hearBook(update: BookUpdate): void {
    this.#hear(`book ${update.book.product_id}`, update);
  }

  #open<Update>(channel: string, productId: string, listener: FeedListener<Update>): FeedSubscription {
    let ended = false;
    const { first } = this;
    const line = {
      listener,
      get ended() {
        return ended;
      },
      get state() {
        return first;
      },
      end: () => {
        ended = true;
      },
    };
    this.#lines.set(`${channel} ${productId}`, line);
    listener.state(first);
    return line;
  }

  #hear(name: string, update: unknown): void {
    const line = this.#lines.get(name);
    if (!line || line.ended) throw new Error(`nobody listens to ${name}`);
    line.listener.data(update);
  }
}

/** A book that a test changes. */
export class FakeBook implements LiveBook {
  readonly product_id = 'BTC-USD';
  time = '2026-01-01T00:00:00Z';
  readonly #sides = { buy: new Map<string, string>(), sell: new Map<string, string>() };

  constructor(bids: Readonly<Record<string, string>>, asks: Readonly<Record<string, string>>) {
    for (const [price, size] of Object.entries(bids)) this.#sides.buy.set(price, size);
    for (const [price, size] of Object.entries(asks)) this.#sides.sell.set(price, size);
  }

  change(...changes: readonly BookChange[]): BookUpdate {
    for (const { side, price, size } of changes)
      if (size === '0') this.#sides[side].delete(price);
      else this.#sides[side].set(price, size);
    return { kind: 'changes', book: this, changes };
  }

  top(depth = Infinity): Book {
    const levels = (side: Map<string, string>, up: 1 | -1) =>
      [...side]
        .map(([price, size]) => ({ price, size }))
        .toSorted((one, other) => up * (Number(one.price) - Number(other.price)))
        .slice(0, depth);
    return { bids: levels(this.#sides.buy, -1), asks: levels(this.#sides.sell, 1), time: this.time };
  }
}
