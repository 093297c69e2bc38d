import type { Decimal } from '../decimal';
import type { MarketTop, OrderIntent, Product } from '../orders';

/** A figure that a limit needs and that is missing or not fresh: the limit then refuses. The text is a clause. */
export class FigureUnknown extends Error {}

/**
 * One order and everything that a limit may ask about it. Each figure is asked for only where a limit needs it.
 * @throws FigureUnknown each method, where its figure is not known fresh.
 */
export interface LimitFacts {
  readonly intent: OrderIntent;
  readonly product: Product;
  readonly market: () => MarketTop;
  /** The exchange's time, Unix milliseconds. */
  time(): number;
  /** Orders of the minute before this one. */
  ordersLastMinute(): number;
  ordersToday(timeZone: string): number;
  /** Of today's orders, in this product's quote currency; this one not included. */
  valueToday(timeZone: string): Decimal;
  /** Realised today in this product's quote currency; below 0 for a gain. */
  lossToday(timeZone: string): LossToday;
  /** Milliseconds since the last order of this product and side. */
  sinceSideMs(): number | undefined;
  /** Milliseconds since the last order of this product, side, amount and price. */
  sinceSameMs(): number | undefined;
  /** Waiting orders, this one not included. */
  openOrders(): number;
  /** Balance and what open orders would add to it, this one not included. */
  position(currency: string): Decimal;
}

export interface LossToday {
  /** What is realised, and what orders on their way will realise at worst. */
  readonly before: Decimal;
  /** With this order at its worst price. */
  readonly after: Decimal;
}
