import type { EngineEvent, EngineTrade } from '../engine';

/**
 * One order may trade many times at once. The ticker tells such a cascade once, after it, with its last trade: when the
 * taker has come to rest in the book or is done.
 */
export class Cascades {
  readonly #last = new Map<string, EngineTrade>();

  /** The last trade of the cascade that this event ends. */
  ended(event: EngineEvent): EngineTrade | undefined {
    if (event.type === 'match') {
      this.#last.set(event.trade.productId, event.trade);
      return undefined;
    }
    if (event.type !== 'open' && event.type !== 'done') return undefined;
    const { productId, id } = event.order;
    const last = this.#last.get(productId);
    if (last?.takerOrderId !== id) return undefined;
    this.#last.delete(productId);
    return last;
  }
}
