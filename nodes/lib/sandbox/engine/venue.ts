import { BookSide } from './book';
import { Recent } from './recent';
import type { EngineEvent, EngineProduct, EngineTrade } from './types';

/** Public trades kept of a product. */
const TRADES_KEPT = 10_000;

/** One product's market: both sides of the book, the trades, and the counters its events share. */
export class Venue {
  readonly product: EngineProduct;
  readonly bids = new BookSide('buy');
  readonly asks = new BookSide('sell');
  readonly trades = new Recent<EngineTrade>(TRADES_KEPT);
  /** Of the last event. */
  sequence = 0;
  lastTradeId = 0;

  constructor(product: EngineProduct) {
    this.product = product;
  }

  own(side: 'buy' | 'sell'): BookSide {
    return side === 'buy' ? this.bids : this.asks;
  }

  opposite(side: 'buy' | 'sell'): BookSide {
    return side === 'buy' ? this.asks : this.bids;
  }
}

export type Emit = (event: EngineEvent) => void;
