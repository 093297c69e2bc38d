import type { Engine, EngineEvent, Units } from '../engine';

/** What rests at one price now; a size of 0 is an empty level. */
export interface LevelChange {
  readonly side: 'buy' | 'sell';
  readonly price: Units;
  readonly size: Units;
}

/** Finds out what each event has changed in one product's book, by price. */
export class BookWatch {
  readonly #engine: Engine;
  readonly #productId: string;
  readonly #sizes: Readonly<Record<'buy' | 'sell', Map<Units, Units>>>;

  /** Begins with the book as it is. */
  constructor(engine: Engine, productId: string) {
    this.#engine = engine;
    this.#productId = productId;
    const sizes = (side: 'buy' | 'sell') =>
      new Map(engine.levels(productId, side).map(({ price, size }) => [price, size]));
    this.#sizes = { buy: sizes('buy'), sell: sizes('sell') };
  }

  /** Every event of the product, in order. One that changes nothing by price gives none. */
  changes(event: EngineEvent): readonly LevelChange[] {
    const found: LevelChange[] = [];
    for (const { side, price } of touched(event)) {
      if (price === undefined) continue;
      const size = this.#engine.sizeAt(this.#productId, side, price);
      const sizes = this.#sizes[side];
      if ((sizes.get(price) ?? 0n) === size) continue;
      if (size === 0n) sizes.delete(price);
      else sizes.set(price, size);
      found.push({ side, price, size });
    }
    return found;
  }
}

interface Place {
  readonly side: 'buy' | 'sell';
  readonly price: Units | undefined;
}

/** The prices at which an event may have changed the book. */
function touched(event: EngineEvent): readonly Place[] {
  switch (event.type) {
    case 'activate':
    case 'received':
      return [];
    case 'match':
      return [{ side: event.trade.makerSide, price: event.trade.price }];
    case 'change':
      if (event.reason !== 'STP') {
        const { side } = event.order;
        return [
          { side, price: event.oldPrice },
          { side, price: event.newPrice },
        ];
      }
      return [event.order];
    case 'open':
    case 'done':
      return [event.order];
  }
}
