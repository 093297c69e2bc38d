import type {
  BookUpdate,
  Feed,
  FeedState,
  FeedSubscription,
  LiveBook,
  TradeBatch,
} from '../../nodes/lib/api';
import type { Ticker } from '../../nodes/lib/rules/market-data';

/** What one product's subscriptions were told, held against what they promise. */
export class ProductWatch {
  readonly violations: string[] = [];
  /** When a subscription was said not to be live, by the clock. */
  readonly lostAt: number[] = [];
  /** Trades that were read over REST. */
  recovered = 0;
  /** Of the last trade that was told. */
  lastTradeId = 0;
  trades = 0;
  book: LiveBook | undefined;
  ticker: Ticker | undefined;
  readonly #productId: string;
  readonly #now: () => number;
  readonly #subscriptions: readonly FeedSubscription[];

  constructor(feed: Feed, productId: string, now: () => number) {
    this.#productId = productId;
    this.#now = now;
    const state = (next: FeedState): void => this.#heardState(next);
    this.#subscriptions = [
      feed.trades(productId, { state, data: (batch) => this.#heardTrades(batch) }),
      feed.book(productId, { state, data: (update) => this.#heardBook(update) }),
      feed.ticker(productId, { state, data: (ticker) => void (this.ticker = ticker) }),
    ];
  }

  get live(): boolean {
    return this.#subscriptions.every(({ state }) => state.kind === 'live');
  }

  get standing(): string {
    return this.#subscriptions.map(({ state }) => JSON.stringify(state)).join(' ');
  }

  end(): void {
    for (const one of this.#subscriptions) one.end();
  }

  #heardState(next: FeedState): void {
    if (next.kind === 'stale' || next.kind === 'connecting') this.lostAt.push(this.#now());
    if (next.kind === 'refused')
      this.violations.push(`${this.#productId} was refused: ${next.error.message}`);
  }

  #heardTrades({ trades, recovered }: TradeBatch): void {
    for (const { trade_id } of trades) {
      const id = Number(trade_id);
      if (this.lastTradeId > 0 && id !== this.lastTradeId + 1)
        this.violations.push(`${this.#productId}: trade ${id} was told after ${this.lastTradeId}`);
      this.lastTradeId = id;
      this.trades += 1;
      if (recovered) this.recovered += 1;
    }
  }

  #heardBook({ book }: BookUpdate): void {
    this.book = book;
  }
}
