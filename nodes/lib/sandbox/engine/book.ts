import type { LiveOrder } from './live-order';
import type { Units } from './types';

/** All orders at one price, oldest first: a linked list, so that any order leaves in constant time. */
export interface Level {
  readonly price: Units;
  size: Units;
  orders: number;
  first: LiveOrder | undefined;
  last: LiveOrder | undefined;
}

/** One side of a book: levels in a sorted array with the best at the end, where most of the change is. */
export class BookSide {
  readonly #levels: Level[] = [];
  readonly #buy: boolean;

  constructor(side: 'buy' | 'sell') {
    this.#buy = side === 'buy';
  }

  best(): Level | undefined {
    return this.#levels[this.#levels.length - 1];
  }

  /** Best first. Not to be changed while it is read. */
  *levels(): Generator<Level> {
    for (let index = this.#levels.length - 1; index >= 0; index -= 1) yield this.#levels[index] as Level;
  }

  /** Best first, and oldest first within a price. */
  *orders(): Generator<LiveOrder> {
    for (const level of this.levels()) {
      for (let order = level.first; order; order = order.after) yield order;
    }
  }

  /** What rests at exactly this price; 0 for nothing. */
  sizeAt(price: Units): Units {
    const level = this.#levels[this.#indexOf(price)];
    return level?.price === price ? level.size : 0n;
  }

  /** Whether an order of the other side with this limit would trade at `price`. */
  reaches(limit: Units, price: Units): boolean {
    return this.#buy ? limit <= price : limit >= price;
  }

  /** Whether at least `size` is offered at `limit` or better. */
  offers(size: Units, limit: Units): boolean {
    let left = size;
    for (const level of this.levels()) {
      if (!this.reaches(limit, level.price)) return false;
      left -= level.size;
      if (left <= 0n) return true;
    }
    return false;
  }

  /** Puts an order behind all others of its price. */
  add(order: LiveOrder, price: Units): void {
    const index = this.#indexOf(price);
    let level = this.#levels[index];
    if (level?.price !== price) {
      level = { price, size: 0n, orders: 0, first: undefined, last: undefined };
      this.#levels.splice(index, 0, level);
    }
    order.level = level;
    order.before = level.last;
    if (level.last) level.last.after = order;
    else level.first = order;
    level.last = order;
    level.size += order.sizeLeft;
    level.orders += 1;
  }

  /** Takes `size` from what a resting order offers; call before or after its own figure changes, but exactly once. */
  shrink(order: LiveOrder, size: Units): void {
    if (order.level) order.level.size -= size;
  }

  remove(order: LiveOrder): void {
    const level = order.level;
    if (!level) return;
    if (order.before) order.before.after = order.after;
    else level.first = order.after;
    if (order.after) order.after.before = order.before;
    else level.last = order.before;
    order.level = order.before = order.after = undefined;
    level.size -= order.sizeLeft;
    level.orders -= 1;
    if (level.orders === 0) this.#levels.splice(this.#indexOf(level.price), 1);
  }

  /** Where a price is, or belongs. */
  #indexOf(price: Units): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = (this.#levels[middle] as Level).price;
      if (this.#buy ? other < price : other > price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
