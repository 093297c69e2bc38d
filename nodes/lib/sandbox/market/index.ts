/**
 * The market of the local sandbox: prices walk from a seed or follow recorded candles, a market maker keeps the books
 * filled, takers move the tape. Pure: it acts only when stepped (or when somebody's order has swept a book), at the
 * time it is given.
 */
import type { Engine } from '../engine';
import { createRandom } from '../random';
import { Replay, type ReplayOptions, type ReplayPosition, type SavedReplay } from './replay';
import { isTrading, openStalls, quoteAndTrade, replayMove } from './stall';
import { createWalk, type Values } from './walk';

export { sandboxProducts } from './products';
export { MARKET_MAKER } from './maker';
export { createMirrorMarket, type MirrorMarket } from './mirror';
export { MirrorBoard, shutNote } from './mirror-board';
export { MARKET_TAKER } from './taker';
export { type Candles, readCandles } from './candles';
export type { Values } from './walk';
export type { ReplayOptions, ReplayPosition, SavedReplay } from './replay';

export interface MarketOptions {
  /** Trades {@link sandboxProducts} or some of them; products with a currency unknown to the market are left alone. */
  readonly engine: Engine;
  readonly seed: number;
  /** Products whose prices were recorded; no two with the same base. The others are simulated around them. */
  readonly replays?: readonly ReplayOptions[];
  /** Where an earlier market's simulated prices stood. */
  readonly from?: Values;
  /** Where an earlier market's replays stood. */
  readonly replayed?: readonly SavedReplay[];
}

/** How time goes by for the market. */
export interface MarketPace {
  readonly paused: boolean;
  /** A multiple of its own pace, above 0. */
  readonly speed: number;
}

export interface Market {
  /** Opens the market (the first call), or moves it on to `now`, Unix milliseconds. */
  step(now: number): void;
  /** Moves what is replayed on to `now`, and nothing else: so that an order meets the price of its own time. */
  follow(now: number): void;
  /** Where the simulated prices stand, for a later market to go on from. */
  values(): Values;
  /** Where each replay stands. */
  replays(): readonly ReplayPosition[];
  /** The same for a later market to go on from. */
  saveReplays(): readonly SavedReplay[];
  /** Stops it or lets it go on, from where it stands, at a multiple of its own pace. */
  setPace(pace: MarketPace, now: number): void;
  /** Ends its watch over the engine. */
  close(): void;
}

/** The walk's own pace; a step after a longer time makes up for it, up to a limit. */
const MOVE_MS = 250;
const MOST_MOVES = 8;

/** Same seed, same step times and same orders of others give the same books and trades, to the last id. */
export function createMarket(options: MarketOptions): Market {
  const { engine, seed, replays: recorded = [], from, replayed } = options;
  const random = createRandom(seed, 'market');
  const walk = createWalk(random.fork('walk'), from);
  const replays = recorded.map((one) => replayOf(engine, one));
  const stalls = openStalls(engine, walk, replays, random);
  let last: number | undefined;
  let stepping = false;
  let pace: MarketPace = { paused: false, speed: 1 };
  const stopWatching = engine.afterMatch((productId, now) => {
    const stall = stepping ? undefined : stalls.get(productId);
    if (!stall?.maker.isThin() || !isTrading(engine, stall)) return;
    stall.taker.takeGifts(stall.maker.lowest, stall.maker.highest, now);
    stall.maker.quote(now);
  });
  const stepped = (act: () => void) => {
    stepping = true;
    try {
      act();
    } finally {
      stepping = false;
    }
  };
  const follow = (now: number) => {
    for (const stall of stalls.values())
      stall.replay?.follow(now, (due, isLast) => isTrading(engine, stall) && replayMove(stall, due, isLast));
  };
  const open = (now: number) => {
    for (const replay of replays) replay.start(now, replayed);
    for (const stall of stalls.values()) quoteAndTrade(stall, now, true);
    last = now;
  };
  const move = (now: number, since: number) => {
    const { speed } = pace;
    // A replay asks for steps more often than the others move; a slow market moves less often than it is stepped.
    if ((replays.length > 0 || speed < 1) && (now - since) * Math.min(1, speed) < MOVE_MS) return;
    for (let left = movesSince(since, now, speed); left > 0; left -= 1) walk.move();
    for (const stall of stalls.values()) {
      if (!isTrading(engine, stall)) continue;
      stall.taker.sweep(now);
      quoteAndTrade(stall, now, false);
    }
    last = now;
  };

  return {
    close: stopWatching,
    setPace: (next, now) => {
      if (!pace.paused) stepped(() => follow(now));
      pace = next;
      if (!next.paused) for (const replay of replays) replay.goOn(now, next.speed);
    },
    values: () => walk.values(),
    replays: () => replays.map(({ position }) => position),
    saveReplays: () => replays.map((replay) => replay.save()),
    follow: (now) => {
      if (!pace.paused) stepped(() => follow(now));
    },
    step: (now) =>
      stepped(() => {
        if (last === undefined) return open(now);
        if (pace.paused) {
          last = now;
          return;
        }
        follow(now);
        move(now, last);
      }),
  };
}

function replayOf(engine: Engine, options: ReplayOptions): Replay {
  const product = engine.products.get(options.candles.productId);
  if (!product) throw new RangeError(`${options.candles.productId} is not a product of this engine`);
  return new Replay(options, product);
}

function movesSince(last: number, now: number, speed: number): number {
  const due = Math.floor(((now - last) * speed) / MOVE_MS);
  return Math.min(Math.ceil(MOST_MOVES * Math.max(1, speed)), Math.max(1, due));
}
