import type { BookLevel, Side } from '../../rules/orders';

/** The prices of one side of a book. Prices and sizes are amounts without trailing zeros, as `amountText` gives them. */
export interface Levels {
  readonly count: number;
  readonly best: string | undefined;
  /** What rests at a price now; `0` for nothing. */
  set(price: string, size: string): void;
  /** Takes these instead of all others; they come in any order. */
  replace(levels: readonly BookLevel[]): void;
  /** The best ones first, as new objects. */
  top(depth: number): BookLevel[];
}

interface Level {
  readonly price: string;
  size: string;
}

/**
 * Sorted from the worst price to the best: nearly everything happens near the best one, where little has to move. A
 * price is read once into a number that only finds its place; two prices that are the same number are told apart by
 * their digits.
 */
export function createLevels(side: Side): Levels {
  const sign = side === 'buy' ? 1 : -1;
  let keys: number[] = [];
  let levels: Level[] = [];

  /** Where the price is, or would be. */
  const placeOf = (key: number, price: string): number => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = keys[middle] as number;
      const before =
        other < key || (other === key && sign * comparePrices(levels[middle]?.price ?? '', price) < 0);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get count() {
      return levels.length;
    },
    get best() {
      return levels.at(-1)?.price;
    },
    set(price, size) {
      const key = sign * Number(price);
      const at = placeOf(key, price);
      const found = levels[at];
      const same = found !== undefined && found.price === price;
      if (size === '0') {
        if (!same) return;
        keys.splice(at, 1);
        levels.splice(at, 1);
      } else if (same) found.size = size;
      else {
        keys.splice(at, 0, key);
        levels.splice(at, 0, { price, size });
      }
    },
    replace(given) {
      const byPrice = new Map(given.map(({ price, size }) => [price, size]));
      levels = [];
      for (const [price, size] of byPrice) if (size !== '0') levels.push({ price, size });
      const order = (a: Level, b: Level): number => sign * comparePrices(a.price, b.price);
      levels.sort(order);
      keys = levels.map(({ price }) => sign * Number(price));
    },
    top(depth) {
      const first = Math.max(0, levels.length - depth);
      const best: BookLevel[] = [];
      for (let at = levels.length - 1; at >= first; at -= 1) {
        const { price, size } = levels[at] as Level;
        best.push({ price, size });
      }
      return best;
    },
  };
}

/** Compares amounts without trailing zeros by their digits: below 0, 0 or above 0. None is negative. */
export function comparePrices(a: string, b: string): number {
  const longer = wholeDigits(a) - wholeDigits(b);
  if (longer !== 0) return longer;
  return a < b ? -1 : a > b ? 1 : 0;
}

function wholeDigits(price: string): number {
  const point = price.indexOf('.');
  return point < 0 ? price.length : point;
}
