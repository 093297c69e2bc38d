/**
 * The simulated market of the local sandbox: prices walk from a seed, a market maker keeps the books filled, takers
 * move the tape. Pure: it acts only when stepped (or when somebody's order has swept a book), at the time it is given.
 */
import { ONE, type Engine } from '../engine';
import { createRandom } from '../random';
import { createMaker, MARKET_MAKER, type Maker } from './maker';
import { assets } from './products';
import { createTaker, MARKET_TAKER, type Taker } from './taker';
import { createWalk } from './walk';

export { sandboxProducts } from './products';
export { MARKET_MAKER } from './maker';
export { MARKET_TAKER } from './taker';

export interface MarketOptions {
  /** Trades {@link sandboxProducts} or some of them; products with a currency unknown to the market are left alone. */
  readonly engine: Engine;
  readonly seed: number;
}

export interface Market {
  /** Opens the market (the first call), or moves it on to `now`, Unix milliseconds. */
  step(now: number): void;
  /** Ends its watch over the engine. */
  close(): void;
}

/** The walk's own pace; a step after a longer time makes up for it, up to a limit. */
const MOVE_MS = 250;
const MOST_MOVES = 8;

/** More of each currency than anybody can buy up. */
const STOCK = ONE * 10n ** 15n;

interface Stall {
  readonly maker: Maker;
  readonly taker: Taker;
}

/** Same seed, same step times and same orders of others give the same books and trades, to the last id. */
export function createMarket({ engine, seed }: MarketOptions): Market {
  const random = createRandom(seed, 'market');
  const walk = createWalk(random.fork('walk'));
  const stalls = new Map<string, Stall>();
  const known = new Set(assets.map(({ currency }) => currency));
  for (const profile of [MARKET_MAKER, MARKET_TAKER]) {
    engine.keepNoHistory(profile);
    for (const currency of known) engine.credit(profile, currency, STOCK);
  }
  for (const product of engine.products.values()) {
    if (!known.has(product.base) || !known.has(product.quote)) continue;
    const own = random.fork(product.id);
    stalls.set(product.id, {
      maker: createMaker(engine, product, walk, own.fork('maker')),
      taker: createTaker(engine, product, walk, own.fork('taker')),
    });
  }

  let last: number | undefined;
  let stepping = false;
  const stopWatching = engine.afterMatch((productId, now) => {
    const stall = stepping || !isTrading(engine, productId) ? undefined : stalls.get(productId);
    if (!stall?.maker.isThin()) return;
    stall.taker.takeGifts(stall.maker.lowest, stall.maker.highest, now);
    stall.maker.quote(now);
  });

  return {
    close: stopWatching,
    step: (now) => {
      stepping = true;
      try {
        const opening = last === undefined;
        if (last !== undefined) for (let left = movesSince(last, now); left > 0; left -= 1) walk.move();
        for (const [productId, { maker, taker }] of stalls) {
          if (!isTrading(engine, productId)) continue;
          if (!opening) taker.sweep(now);
          maker.quote(now);
          taker.noise(now, opening);
        }
        last = now;
      } finally {
        stepping = false;
      }
    },
  };
}

/** Where no order is taken, the market stands still with its quotes in the book. */
function isTrading(engine: Engine, productId: string): boolean {
  const mode = engine.mode(productId);
  return mode !== 'cancel_only' && mode !== 'trading_disabled';
}

function movesSince(last: number, now: number): number {
  return Math.min(MOST_MOVES, Math.max(1, Math.floor((now - last) / MOVE_MS)));
}
