/**
 * Where a market maker wants to stand: prices in ticks (whole multiples of the product's price step), on fixed grids
 * that stay where they are while the middle moves through them, so that one move changes only a few orders.
 */
export interface Tier {
  /** Distance of the grid's prices, in ticks. */
  readonly pitch: number;
  /** Prices a side. */
  readonly levels: number;
  /** Nearest distance from the middle, in ticks. */
  readonly from: number;
  /** US dollars an order, least and most. */
  readonly dollars: readonly [number, number];
}

export interface Ladder {
  /** The price it was made for, in ticks: its grids fit from half of that to twice as much. */
  readonly middle: number;
  /** US dollars of one more order a side, exactly at the middle and one tick above it. */
  readonly best: readonly [number, number] | undefined;
  readonly tiers: readonly Tier[];
  /** One order far outside on each side, so that no sweep of the rest leaves the book empty. */
  readonly floor: number;
  readonly ceiling: number;
  /** Shifts the grid's prices within their pitch, differently for every product. */
  readonly salt: number;
}

/** Pitch in 10^-5 of the price, levels, dollars. */
const SHAPE = [
  { pitch: 4, levels: 12, dollars: [400, 4_000] },
  { pitch: 40, levels: 14, dollars: [4_000, 40_000] },
  { pitch: 600, levels: 14, dollars: [100_000, 1_000_000] },
] as const;

export const WALL_DOLLARS = 100_000_000;

/** A ladder for a product whose price is about `middle` ticks. */
export function createLadder(middle: number, salt: number, best?: readonly [number, number]): Ladder {
  let from = 0;
  const tiers = SHAPE.map(({ pitch, levels, dollars }): Tier => {
    const tier = { pitch: Math.max(1, Math.floor((middle * pitch) / 100_000)), levels, from, dollars };
    from += tier.pitch * levels;
    return tier;
  });
  return { middle, best, tiers, floor: Math.max(1, Math.floor(middle / 4)), ceiling: middle * 4, salt };
}

/** Whether the price has not gone so far that the grids are too fine or too coarse for it. */
export function fits(ladder: Ladder, middle: number): boolean {
  return middle * 2 >= ladder.middle && middle <= ladder.middle * 2;
}

/** The price of a side's best order, in ticks, of a ladder that has one exactly at the middle. */
export function bestQuote(middle: number, side: 'buy' | 'sell'): number {
  return side === 'buy' ? middle : middle + 1;
}

/** The prices wanted on one side: a buy's at or below `middle`, a sell's above it. Ticks to dollars, nearest first. */
export function wantedQuotes(
  ladder: Ladder,
  middle: number,
  side: 'buy' | 'sell',
): Map<number, readonly [number, number]> {
  const wanted = new Map<number, readonly [number, number]>();
  if (ladder.best) wanted.set(bestQuote(middle, side), ladder.best);
  for (const tier of ladder.tiers) {
    const near = side === 'buy' ? middle - tier.from : middle + 1 + tier.from;
    const step = side === 'buy' ? -1 : 1;
    let index = Math.floor(near / tier.pitch);
    for (let left = tier.levels; left > 0; index += step) {
      const price = index * tier.pitch + shift(index, tier.pitch, ladder.salt);
      if (price <= ladder.floor || price >= ladder.ceiling) break;
      if (side === 'buy' ? price > near : price < near) continue;
      if (!wanted.has(price)) wanted.set(price, tier.dollars);
      left -= 1;
    }
  }
  wanted.set(side === 'buy' ? ladder.floor : ladder.ceiling, [WALL_DOLLARS, WALL_DOLLARS]);
  return wanted;
}

/** Makes prices look like a market's and not like a ruler: a fixed scatter within the pitch. */
function shift(index: number, pitch: number, salt: number): number {
  const mixed = Math.imul((index ^ salt) + 0x9e3779b9, 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % pitch;
}
