import { ONE, type Engine, type EngineProduct } from '../engine';
import type { Random } from '../random';
import { createMaker, MARKET_MAKER, type Maker } from './maker';
import { withReplays } from './prices';
import { assets } from './products';
import type { Replay } from './replay';
import { createTaker, MARKET_TAKER, type Taker } from './taker';
import type { Walk } from './walk';

/** More of each currency than anybody can buy up. */
const STOCK = ONE * 10n ** 15n;

/** US dollars that a replayed product has at its best bid (the recorded price) and ask (one price step above it). */
const REPLAYED_BEST = [100_000, 100_000] as const;

/** One product's market. */
export interface Stall {
  readonly product: EngineProduct;
  readonly maker: Maker;
  readonly taker: Taker;
  readonly replay: Replay | undefined;
}

/** Gives the market's two profiles their stock of every currency that is known. */
export function fundMarket(engine: Engine): ReadonlySet<string> {
  const known = new Set(assets.map(({ currency }) => currency));
  for (const profile of [MARKET_MAKER, MARKET_TAKER]) {
    engine.keepNoHistory(profile);
    for (const currency of known) engine.credit(profile, currency, STOCK);
  }
  return known;
}

/** Funds the market and opens a stall for every product whose currencies are known. */
export function openStalls(
  engine: Engine,
  walk: Walk,
  replays: readonly Replay[],
  random: Random,
): ReadonlyMap<string, Stall> {
  const prices = withReplays(walk, replays);
  const known = fundMarket(engine);
  const stalls = new Map<string, Stall>();
  for (const product of engine.products.values()) {
    if (!known.has(product.base) || !known.has(product.quote)) continue;
    const own = random.fork(product.id);
    const replay = replays.find((one) => one.product.id === product.id);
    stalls.set(product.id, {
      product,
      maker: createMaker(engine, product, prices, own.fork('maker'), replay && REPLAYED_BEST),
      taker: createTaker(engine, product, prices, own.fork('taker')),
      replay,
    });
  }
  return stalls;
}

/** Where no order is taken, the market stands still with its quotes in the book. */
export function isTrading(engine: Engine, { product: { id } }: Stall): boolean {
  const mode = engine.mode(id);
  return mode !== 'cancel_only' && mode !== 'trading_disabled';
}

/** Quotes what is missing, then makes the tape tick: now and then, or certainly. */
export function quoteAndTrade({ maker, taker, replay }: Stall, now: number, certainly: boolean): void {
  maker.quote(now);
  // The last trade of a replayed product is always at its recorded price, which is the best bid.
  if (replay) taker.print(now);
  else taker.noise(now, certainly);
}

/**
 * One recorded move: whatever rests beyond the new price is filled, whole and at its own price; then the quotes follow,
 * all of them after the last of several moves, and a trade at the new price goes onto the tape.
 */
export function replayMove({ maker, taker }: Stall, due: number, isLast: boolean): void {
  maker.retreat(due);
  taker.sweep(due, true);
  if (isLast) maker.quote(due);
  else maker.quoteBest(due);
  taker.print(due);
}
