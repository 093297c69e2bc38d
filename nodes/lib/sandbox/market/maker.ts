import { floorToStep, ONE, type Engine, type EngineOrder, type EngineProduct, type Units } from '../engine';
import type { Random } from '../random';
import { bestQuote, createLadder, fits, wantedQuotes } from './ladder';
import type { Prices } from './prices';

export const MARKET_MAKER = 'market-maker';

/** Keeps quotes on both sides of one product. */
export interface Maker {
  /** Withdraws what stands wrongly or has been half eaten, and fills every gap. */
  quote(now: number): void;
  /** Withdraws what the middle has passed, so that nobody trades with it. */
  retreat(now: number): void;
  /** Moves the best order of each side to the middle and leaves the others: for one of many moves in a row. */
  quoteBest(now: number): void;
  /** Whether one side has lost so much that it should be quoted anew at once. */
  isThin(): boolean;
  /** Its outermost prices; a customer's order beyond one of them would keep it from quoting that side at all. */
  readonly lowest: Units;
  readonly highest: Units;
}

type Quotes = Map<number, EngineOrder>;

type Side = 'buy' | 'sell';

const SIDES = ['buy', 'sell'] as const;

/** The middle of a product's market in whole price steps. */
export function middleTicks(prices: Prices, { base, quote, quoteIncrement }: EngineProduct): number {
  return Number(prices.price(base, quote) / quoteIncrement);
}

/** Base for so many US dollars, in whole steps. */
export function sizeFor(dollars: number, prices: Prices, { base, baseIncrement }: EngineProduct): Units {
  return floorToStep((BigInt(dollars) * ONE * ONE) / prices.value(base), baseIncrement);
}

/** @param best US dollars of the orders exactly at the middle and one tick above it; without, the grids alone are quoted. */
export function createMaker(
  engine: Engine,
  product: EngineProduct,
  prices: Prices,
  random: Random,
  best?: readonly [number, number],
): Maker {
  const salt = random.uint32();
  const middleNow = () => middleTicks(prices, product);
  let ladder = createLadder(middleNow(), salt, best);
  const quotes = { buy: new Map() as Quotes, sell: new Map() as Quotes };
  const bestOrders: { [side in Side]?: EngineOrder | undefined } = {};
  let wantedCount = 0;

  const place = (side: Side, ticks: number, [least, most]: readonly [number, number], now: number) => {
    const result = engine.place(
      {
        profile: MARKET_MAKER,
        productId: product.id,
        side,
        type: 'limit',
        size: sizeFor(least + random.below(most - least + 1), prices, product),
        price: BigInt(ticks) * product.quoteIncrement,
        timeInForce: 'GTC',
        postOnly: true,
      },
      now,
    );
    // Rejected where a customer's order stands in the way: the gap is tried again with the next quote.
    if (result.kind === 'placed' && result.order.status === 'open') quotes[side].set(ticks, result.order);
  };

  const withdrawUnless = (side: Side, stays: (ticks: number, order: EngineOrder) => boolean, now: number) => {
    for (const [ticks, order] of quotes[side]) {
      if (stays(ticks, order)) continue;
      if (order.status === 'open') engine.cancel(MARKET_MAKER, order.id, now);
      quotes[side].delete(ticks);
    }
  };

  /** The best order is the one at the best price, and no other is. */
  const isInPlace = (side: Side, middle: number, ticks: number, order: EngineOrder) =>
    !best || (ticks === bestQuote(middle, side)) === (order === bestOrders[side]);

  return {
    get lowest() {
      return BigInt(ladder.floor) * product.quoteIncrement;
    },
    get highest() {
      return BigInt(ladder.ceiling) * product.quoteIncrement;
    },
    quote: (now) => {
      const middle = middleNow();
      if (!fits(ladder, middle)) ladder = createLadder(middle, salt, best);
      const wanted = { buy: wantedQuotes(ladder, middle, 'buy'), sell: wantedQuotes(ladder, middle, 'sell') };
      for (const side of SIDES)
        withdrawUnless(
          side,
          (ticks, order) =>
            wanted[side].has(ticks) && isWhole(order) && isInPlace(side, middle, ticks, order),
          now,
        );
      for (const side of SIDES) {
        for (const [ticks, dollars] of wanted[side]) {
          if (!quotes[side].has(ticks)) place(side, ticks, dollars, now);
        }
        bestOrders[side] = best && quotes[side].get(bestQuote(middle, side));
      }
      wantedCount = wanted.buy.size;
    },
    retreat: (now) => {
      const middle = middleNow();
      withdrawUnless('buy', (ticks) => ticks <= middle, now);
      withdrawUnless('sell', (ticks) => ticks > middle, now);
    },
    quoteBest: (now) => {
      if (!best) return;
      const middle = middleNow();
      for (const side of SIDES) {
        const at = bestQuote(middle, side);
        const stays = (ticks: number, order: EngineOrder) =>
          isInPlace(side, middle, ticks, order) && (ticks !== at || isWhole(order));
        withdrawUnless(side, stays, now);
        if (!quotes[side].has(at)) place(side, at, best, now);
        bestOrders[side] = quotes[side].get(at);
      }
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
