import { ONE, type Units } from '../engine';
import type { Replay } from './replay';
import type { Walk } from './walk';

/** What everything is worth at the moment. */
export interface Prices {
  /** Quote per base, cut to one unit. */
  price(base: string, quote: string): Units;
  /** US dollars for one whole of a currency. */
  value(currency: string): Units;
}

/** The walk's prices, but for what is replayed: that product's price, and with it what its base is worth elsewhere. */
export function withReplays(walk: Walk, replays: readonly Replay[]): Prices {
  if (replays.length === 0) return walk;
  const byBase = new Map(replays.map((replay) => [replay.product.base, replay]));
  const value = (currency: string): Units => {
    const replay = byBase.get(currency);
    return replay ? (replay.price * value(replay.product.quote)) / ONE : walk.value(currency);
  };
  return {
    value,
    price: (base, quote) => {
      const replay = byBase.get(base);
      return replay?.product.quote === quote ? replay.price : (value(base) * ONE) / value(quote);
    },
  };
}
