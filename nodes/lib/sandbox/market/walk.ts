import { ONE, type Units } from '../engine';
import type { Random } from '../random';
import type { Prices } from './prices';
import { assets, type Asset } from './products';

/** Moves after which a difference from the start has shrunk to about a third: a day and a half at four a second. */
const REVERSION_MOVES = 500_000n;

const BILLION = 1_000_000_000n;

/** US dollars for one whole of each currency. */
export type Values = Readonly<Record<string, Units>>;

/** The values of all currencies in US dollars, as a random walk that is drawn back to its start. Integers only. */
export interface Walk extends Prices {
  /** One move of every currency. */
  move(): void;
  /** All of them, for another walk to go on from. */
  values(): Values;
}

/** @param from where an earlier walk stood. */
export function createWalk(random: Random, from: Values = {}): Walk {
  const values = new Map(assets.map((one) => [one.currency, moved(one, from[one.currency] ?? one.start, 0)]));
  const value = (currency: string): Units => values.get(currency) ?? ONE;
  return {
    value,
    values: () => Object.fromEntries(values),
    price: (base, quote) => (value(base) * ONE) / value(quote),
    move: () => {
      let bitcoin = 0;
      for (const each of assets) {
        const own = shock(random, each.shockPpb);
        if (each.currency === 'BTC') bitcoin = own;
        const shared = Math.trunc((bitcoin * each.withBitcoin) / 100);
        values.set(each.currency, moved(each, value(each.currency), own + shared));
      }
    },
  };
}

/** Never further than half as much again from the start, so that the outermost quotes stay outermost. */
function moved({ start }: Asset, value: Units, ppb: number): Units {
  const next = value + (value * BigInt(ppb)) / BILLION + (start - value) / REVERSION_MOVES;
  const low = (start * 2n) / 3n;
  const high = (start * 3n) / 2n;
  return next < low ? low : next > high ? high : next;
}

/** The sum of four even draws: close enough to a bell curve. */
function shock(random: Random, most: number): number {
  let sum = 0;
  for (let draw = 0; draw < 4; draw += 1) sum += random.below(2 * most + 1) - most;
  return sum;
}
