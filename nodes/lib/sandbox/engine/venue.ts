import { BookSide } from './book';
import { Recent } from './recent';
import { StopBook } from './stops';
import type { EngineEvent, EngineProduct, EngineTrade, ProductMode, Units } from './types';

/** Public trades kept of a product. */
const TRADES_KEPT = 10_000;

/** One product's market: both sides of the book, waiting stops, the trades, and the counters its events share. */
export class Venue {
  readonly product: EngineProduct;
  readonly bids = new BookSide('buy');
  readonly asks = new BookSide('sell');
  readonly trades = new Recent<EngineTrade>(TRADES_KEPT);
  readonly stops = new StopBook();
  mode: ProductMode = 'full';
  /** Why it is in this mode, for people; may be empty. */
  modeNote = '';
  /** Of the last trade; stops wait for it. */
  lastPrice: Units | undefined = undefined;
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
