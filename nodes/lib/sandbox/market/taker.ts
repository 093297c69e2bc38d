import type { Engine, EngineProduct, Units } from '../engine';
import { ONE } from '../engine';
import type { Random } from '../random';
import { middleTicks, sizeFor } from './maker';
import type { Prices } from './prices';

export const MARKET_TAKER = 'market-taker';

/** The most that one move of the market takes from one side of a product: a larger order fills over several moves. */
const SWEEP_DOLLARS = 50_000;

/** Per cent of moves with a small order of somebody else. */
const NOISE_CHANCE = 40;

const NOISE_DOLLARS = [20, 2_500] as const;

/** The orders that make prices move and the tape tick. */
export interface Taker {
  /** Trades away what now stands on the wrong side of the middle, customers' orders included; up to a limit, or all. */
  sweep(now: number, all?: boolean): void;
  /** A small sale: a trade at the best bid. */
  print(now: number): void;
  /** Takes all that is bid at `highest` or more, or offered at `lowest` or less: nobody leaves such a gift lying. */
  takeGifts(lowest: Units, highest: Units, now: number): void;
  /** Now and then, or certainly, a small market order. */
  noise(now: number, certainly?: boolean): void;
}

export function createTaker(engine: Engine, product: EngineProduct, prices: Prices, random: Random): Taker {
  const take = (side: 'buy' | 'sell', limit: Units, most: Units | undefined, now: number) => {
    const standing = sizeUpTo(engine, product.id, side, limit);
    const size = most !== undefined && most < standing ? most : standing;
    if (size * limit < product.minMarketFunds * ONE) return;
    const order = { profile: MARKET_TAKER, productId: product.id, side, type: 'limit' } as const;
    engine.place({ ...order, size, price: limit, timeInForce: 'IOC', postOnly: false }, now);
  };

  const noiseDollars = () => NOISE_DOLLARS[0] + random.below(NOISE_DOLLARS[1] - NOISE_DOLLARS[0]);

  const trade = (side: 'buy' | 'sell', dollars: number, now: number) => {
    const order = { profile: MARKET_TAKER, productId: product.id, side, type: 'market' } as const;
    engine.place(
      { ...order, size: sizeFor(dollars, prices, product), timeInForce: 'GTC', postOnly: false },
      now,
    );
  };

  return {
    sweep: (now, all = false) => {
      const middle = BigInt(middleTicks(prices, product)) * product.quoteIncrement;
      const most = all ? undefined : sizeFor(SWEEP_DOLLARS, prices, product);
      take('buy', middle, most, now);
      take('sell', middle + product.quoteIncrement, most, now);
    },
    takeGifts: (lowest, highest, now) => {
      take('buy', lowest, undefined, now);
      take('sell', highest, undefined, now);
    },
    noise: (now, certainly = false) => {
      // All three are drawn each time, so that what happened before does not change what comes after.
      const chance = random.below(100);
      const side = random.below(2) === 0 ? 'buy' : 'sell';
      const dollars = noiseDollars();
      if (chance < NOISE_CHANCE || certainly) trade(side, dollars, now);
    },
    print: (now) => trade('sell', noiseDollars(), now),
  };
}

/** What the other side offers at `limit` or better. */
function sizeUpTo(engine: Engine, productId: string, side: 'buy' | 'sell', limit: Units): Units {
  let size = 0n;
  for (const order of engine.resting(productId, side === 'buy' ? 'sell' : 'buy')) {
    const price = order.price ?? 0n;
    if (side === 'buy' ? price > limit : price < limit) break;
    size += (order.size ?? 0n) - order.filledSize;
  }
  return size;
}
