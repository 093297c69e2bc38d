import { floorToStep, ONE, type Engine, type EngineOrder, type EngineProduct, type Units } from '../engine';
import type { Random } from '../random';
import { createLadder, wantedQuotes } from './ladder';
import type { Walk } from './walk';

export const MARKET_MAKER = 'market-maker';

/** Keeps quotes on both sides of one product. */
export interface Maker {
  /** Withdraws what stands wrongly or has been half eaten, and fills every gap. */
  quote(now: number): void;
  /** Whether one side has lost so much that it should be quoted anew at once. */
  isThin(): boolean;
  /** Its outermost prices; a customer's order beyond one of them would keep it from quoting that side at all. */
  readonly lowest: Units;
  readonly highest: Units;
}

type Quotes = Map<number, EngineOrder>;

const SIDES = ['buy', 'sell'] as const;

/** The middle of a product's market in whole price steps. */
export function middleTicks(walk: Walk, { base, quote, quoteIncrement }: EngineProduct): number {
  return Number(walk.price(base, quote) / quoteIncrement);
}

/** Base for so many US dollars, in whole steps. */
export function sizeFor(dollars: number, walk: Walk, { base, baseIncrement }: EngineProduct): Units {
  return floorToStep((BigInt(dollars) * ONE * ONE) / walk.value(base), baseIncrement);
}

export function createMaker(engine: Engine, product: EngineProduct, walk: Walk, random: Random): Maker {
  const ladder = createLadder(middleTicks(walk, product), random.uint32());
  const quotes = { buy: new Map() as Quotes, sell: new Map() as Quotes };
  let wantedCount = 0;

  const place = (
    side: 'buy' | 'sell',
    ticks: number,
    [least, most]: readonly [number, number],
    now: number,
  ) => {
    const result = engine.place(
      {
        profile: MARKET_MAKER,
        productId: product.id,
        side,
        type: 'limit',
        size: sizeFor(least + random.below(most - least + 1), walk, product),
        price: BigInt(ticks) * product.quoteIncrement,
        timeInForce: 'GTC',
        postOnly: true,
      },
      now,
    );
    // Rejected where a customer's order stands in the way: the gap is tried again with the next quote.
    if (result.kind === 'placed' && result.order.status === 'open') quotes[side].set(ticks, result.order);
  };

  const withdraw = (side: 'buy' | 'sell', wanted: ReadonlyMap<number, unknown>, now: number) => {
    for (const [ticks, order] of quotes[side]) {
      if (wanted.has(ticks) && isWhole(order)) continue;
      if (order.status === 'open') engine.cancel(MARKET_MAKER, order.id, now);
      quotes[side].delete(ticks);
    }
  };

  return {
    lowest: BigInt(ladder.floor) * product.quoteIncrement,
    highest: BigInt(ladder.ceiling) * product.quoteIncrement,
    quote: (now) => {
      const middle = middleTicks(walk, product);
      const wanted = { buy: wantedQuotes(ladder, middle, 'buy'), sell: wantedQuotes(ladder, middle, 'sell') };
      for (const side of SIDES) withdraw(side, wanted[side], now);
      for (const side of SIDES) {
        for (const [ticks, dollars] of wanted[side]) {
          if (!quotes[side].has(ticks)) place(side, ticks, dollars, now);
        }
      }
      wantedCount = wanted.buy.size;
    },
    isThin: () => SIDES.some((side) => countWhole(quotes[side]) * 2 < wantedCount),
  };
}

/** Open, and more than half of it still there. */
function isWhole(order: EngineOrder): boolean {
  const size = order.size ?? 0n;
  return order.status === 'open' && order.filledSize * 2n < size;
}

function countWhole(quotes: Quotes): number {
  let count = 0;
  for (const order of quotes.values()) if (isWhole(order)) count += 1;
  return count;
}
