import {
  createEngine,
  type Engine,
  type EngineEvent,
  type SavedEngine,
  type Units,
  valueOf,
} from '../engine';
import {
  createMarket,
  createMirrorMarket,
  type Market,
  type MirrorBoard,
  type MirrorMarket,
  type ReplayOptions,
  sandboxProducts,
  type SavedReplay,
  type Values,
} from '../market';
import { createRandom } from '../random';
import { AccountLedger, type SavedLedger } from './account-ledger';
import { CandleHistory, type SavedCandles } from './candles';
import { createStamps } from './clock';
import type { Profile } from './profiles';
import type { Settings } from './settings';

/** All that a reset makes anew. */
export interface State {
  readonly engine: Engine;
  readonly market: Market;
  /** The same, where it is one. */
  readonly mirror: MirrorMarket | undefined;
  readonly stamp: () => number;
  readonly startedAt: number;
  readonly candles: CandleHistory;
  readonly ledger: AccountLedger;
  /** By profile. */
  readonly usdVolume: Map<string, Units>;
  /** How often it was taken up from a file. */
  readonly generation: number;
  /** Grows with everything that happens to the profiles' orders. */
  changes: number;
}

/** What outlives a process: plain data. Of the public tape it is the latest; see the parts. */
export interface SavedState {
  readonly seed: number;
  readonly generation: number;
  readonly startedAt: number;
  /** The newest time given to an order or cancel. */
  readonly lastStamp: number;
  readonly engine: SavedEngine;
  readonly ledger: SavedLedger;
  readonly usdVolume: readonly (readonly [profile: string, dollars: Units])[];
  readonly market: Values;
  /** Absent, like the candles, in a file from before they were kept. */
  readonly replays?: readonly SavedReplay[];
  readonly candles?: SavedCandles;
}

/** What a state opens with. */
export interface Opening {
  readonly saved?: SavedState | undefined;
  /** Of the market to mirror. */
  readonly board?: MirrorBoard | undefined;
  /** Hears what happens in the engine, when it is on record. */
  readonly hear: (event: EngineEvent) => void;
}

/**
 * A fresh start (the starting balances, no orders, the market from its beginning), or where an earlier one stood. The
 * market's moves come from the seed and the generation; order ids from the moment of the start as well, so that none of
 * an earlier one comes again.
 */
export function openState(
  settings: Settings,
  profiles: readonly Profile[],
  replays: readonly ReplayOptions[],
  { saved, board, hear }: Opening,
): State {
  const { seed, clock, makerFee, takerFee } = settings;
  const generation = saved === undefined ? 0 : saved.generation + 1;
  const records: Records = {
    candles: new CandleHistory(),
    ledger: new AccountLedger(),
    usdVolume: new Map(saved?.usdVolume),
    changes: 0,
  };
  const own = new Set(profiles.map(({ id }) => id));
  const now = clock.now();
  const startedAt = saved?.startedAt ?? now;
  const ids = createRandom(seed).fork(`order ids ${startedAt} ${generation}`);
  const engine: Engine = createEngine({
    products: sandboxProducts,
    makerFee,
    takerFee,
    newId: () => ids.newId(),
    onEvent: (event) => {
      record(event, engine, own, records);
      hear(event);
    },
  });
  if (saved) {
    engine.restore(saved.engine);
    records.ledger.restore(saved.ledger);
    records.candles.restore(saved.candles ?? []);
  }
  const known = new Set(saved?.engine.balances.map(({ profile }) => profile));
  for (const profile of own) {
    if (!known.has(profile)) fund(profile, settings.balance, engine, records.ledger, now);
  }
  const from = saved && { from: saved.market, replayed: saved.replays ?? [] };
  const mirror = board && createMirrorMarket({ engine, board, ...from });
  const market = mirror ?? createMarket({ engine, seed: seed + generation, replays, ...from });
  market.step(now);
  const stamp = createStamps(() => clock.now(), saved?.lastStamp);
  return Object.assign(records, { engine, market, mirror, stamp, startedAt, generation });
}

/** The state as plain data. */
export function saveState(state: State, { seed }: Settings, profiles: readonly Profile[]): SavedState {
  const { generation, startedAt, stamp, engine, ledger, usdVolume, market, mirror, candles } = state;
  const saved = engine.save(profiles.map(({ id }) => id));
  return {
    seed,
    generation,
    startedAt,
    lastStamp: stamp(),
    engine: mirror ? withoutModes(saved) : saved,
    ledger: ledger.save(),
    usdVolume: [...usdVolume],
    market: market.values(),
    replays: market.saveReplays(),
    candles: candles.save(),
  };
}

/** A product that waits for its prices must not be shut in a market that has its own. */
function withoutModes(saved: SavedEngine): SavedEngine {
  return { ...saved, venues: saved.venues.map((venue) => ({ ...venue, mode: 'full' })) };
}

type Records = Pick<State, 'candles' | 'ledger' | 'usdVolume' | 'changes'>;

/** Every profile starts with the same money. */
function fund(
  profile: string,
  balance: ReadonlyMap<string, Units>,
  engine: Engine,
  ledger: AccountLedger,
  time: number,
): void {
  for (const [currency, amount] of balance) {
    engine.credit(profile, currency, amount);
    if (amount === 0n) continue;
    const details = { transfer_type: 'deposit' };
    ledger.transfer(profile, currency, { amount, balance: amount, time, details });
  }
}

function record(event: EngineEvent, engine: Engine, own: ReadonlySet<string>, records: Records): void {
  if (event.type !== 'match') {
    if (own.has(event.order.profile)) records.changes += 1;
    return;
  }
  const { candles, ledger, usdVolume } = records;
  const { trade, maker, taker } = event;
  candles.add(trade);
  for (const { profile } of [maker, taker]) {
    if (!own.has(profile)) continue;
    records.changes += 1;
    const [fill] = engine.fills(profile);
    if (fill) ledger.fill(fill, engine);
    if (!trade.productId.endsWith('-USD')) continue;
    usdVolume.set(profile, (usdVolume.get(profile) ?? 0n) + valueOf(trade.price, trade.size));
  }
}
