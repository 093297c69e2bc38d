import type { Engine, EngineOrder, EngineProduct, Units } from '../engine';
import { valueOf } from '../engine';
import { MARKET_MAKER } from './maker';
import type { Levels, MirroredBook, MirroredTrade } from './mirror-board';
import { MARKET_TAKER } from './taker';

type Side = 'buy' | 'sell';

/** The maker's orders of one price; more than one only where customers stand between them. */
const MOST_AT_PRICE = 4;

/**
 * One product of a mirrored market: a maker whose quotes are the mirrored book, and a taker who makes the mirrored
 * trades. Customers' orders stand between those quotes by price and time; what the mirrored market trades through is
 * filled, whole and at its own price.
 */
export class MirrorStall {
  readonly #engine: Engine;
  readonly #product: EngineProduct;
  /** The maker's orders of a price, the oldest first: that is the queue that a customer's order stands in. */
  readonly #quotes: Readonly<Record<Side, Map<Units, EngineOrder[]>>> = { buy: new Map(), sell: new Map() };

  constructor(engine: Engine, product: EngineProduct) {
    this.#engine = engine;
    this.#product = product;
  }

  /** Makes the maker's quotes what the mirrored book is. */
  quote(book: MirroredBook, now: number): void {
    for (const side of ['buy', 'sell'] as const) this.#withdraw(side, (price) => !book[side].has(price), now);
    for (const side of ['buy', 'sell'] as const) this.#fit(side, book[side], now);
  }

  /** A trade of the mirrored market, at its price; what stands in its way goes first. */
  trade({ price, size, side }: MirroredTrade, now: number): void {
    const hit = side === 'buy' ? 'sell' : 'buy';
    // Quotes that the mirrored market has left behind: their news are still on the way.
    this.#withdraw(hit, (at) => isBetter(hit, at, price), now);
    this.#withdraw(side, (at) => at === price || isBetter(side, at, price), now);
    const through = this.#customers(hit, price);
    const missing = size - this.#engine.sizeAt(this.#product.id, hit, price);
    if (missing > 0n) this.#place(hit, price, missing, now);
    const order = { profile: MARKET_TAKER, productId: this.#product.id, side, type: 'limit' } as const;
    this.#engine.place({ ...order, price, size: size + through, timeInForce: 'IOC', postOnly: false }, now);
  }

  /** What customers offer at better prices than this. */
  #customers(side: Side, price: Units): Units {
    let sum = 0n;
    for (const order of this.#engine.resting(this.#product.id, side)) {
      if (!isBetter(side, order.price ?? 0n, price)) break;
      if (order.profile !== MARKET_MAKER) sum += (order.size ?? 0n) - order.filledSize;
    }
    return sum;
  }

  /** A level that has grown does so behind all others; one that has shrunk loses from its end. */
  #fit(side: Side, levels: Levels, now: number): void {
    for (const [price, wanted] of levels) {
      this.#shrink(side, price, wanted, now);
      this.#grow(side, price, wanted, now);
    }
  }

  /**
   * One more order, or the newest one anew with what is missing: where nobody could stand behind that one, and where
   * there are so many orders that a customer behind it must do without its place.
   */
  #grow(side: Side, price: Units, wanted: Units, now: number): void {
    const orders = this.#openAt(side, price);
    const standing = sumOf(orders);
    if (standing >= wanted) return;
    const isAlone = this.#engine.sizeAt(this.#product.id, side, price) === standing;
    const newest = isAlone || orders.length >= MOST_AT_PRICE ? orders.at(-1) : undefined;
    if (newest) this.#engine.cancel(MARKET_MAKER, newest.id, now);
    this.#place(side, price, wanted - standing + (newest ? left(newest) : 0n), now);
  }

  #shrink(side: Side, price: Units, wanted: Units, now: number): void {
    const orders = this.#openAt(side, price);
    let excess = sumOf(orders) - wanted;
    for (const order of orders.toReversed()) {
      if (excess <= 0n) return;
      const taken = left(order) < excess ? left(order) : excess;
      excess -= taken;
      const terms = { price, size: (order.size ?? 0n) - taken };
      const isEdited =
        taken < left(order) && this.#engine.edit(MARKET_MAKER, order.id, terms, now).kind === 'edited';
      if (!isEdited) this.#engine.cancel(MARKET_MAKER, order.id, now);
    }
  }

  #openAt(side: Side, price: Units): readonly EngineOrder[] {
    const open = (this.#quotes[side].get(price) ?? []).filter(({ status }) => status === 'open');
    if (open.length > 0) this.#quotes[side].set(price, open);
    else this.#quotes[side].delete(price);
    return open;
  }

  #withdraw(side: Side, isWrong: (price: Units) => boolean, now: number): void {
    for (const price of [...this.#quotes[side].keys()].filter(isWrong)) {
      for (const { id } of this.#openAt(side, price)) this.#engine.cancel(MARKET_MAKER, id, now);
      this.#quotes[side].delete(price);
    }
  }

  /** It may trade at once, with customers who are in its way. */
  #place(side: Side, price: Units, size: Units, now: number): void {
    if (valueOf(price, size) < this.#product.minMarketFunds) return;
    const order = { profile: MARKET_MAKER, productId: this.#product.id, side, type: 'limit' } as const;
    const placed = this.#engine.place({ ...order, price, size, timeInForce: 'GTC', postOnly: false }, now);
    if (placed.kind !== 'placed' || placed.order.status !== 'open') return;
    const orders = this.#quotes[side].get(price);
    if (orders) orders.push(placed.order);
    else this.#quotes[side].set(price, [placed.order]);
  }
}

function left({ size = 0n, filledSize }: EngineOrder): Units {
  return size - filledSize;
}

function sumOf(orders: readonly EngineOrder[]): Units {
  return orders.reduce((sum, order) => sum + left(order), 0n);
}

/** Whether an order of this side at one price trades before one at the other. */
function isBetter(side: Side, price: Units, than: Units): boolean {
  return side === 'buy' ? price > than : price < than;
}
