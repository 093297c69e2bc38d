import { createEngine, type Engine, type EngineEvent, type Units, valueOf } from '../engine';
import { createMarket, type Market, type ReplayOptions, sandboxProducts } from '../market';
import { createRandom } from '../random';
import { AccountLedger } from './account-ledger';
import { CandleHistory } from './candles';
import { createStamps } from './clock';
import type { Profile } from './profiles';
import type { Settings } from './settings';

/** All that a reset makes anew. */
export interface State {
  readonly engine: Engine;
  readonly market: Market;
  readonly stamp: () => number;
  readonly startedAt: number;
  readonly candles: CandleHistory;
  readonly ledger: AccountLedger;
  /** By profile. */
  readonly usdVolume: Map<string, Units>;
}

/** A fresh start: the starting balances, no orders, the market from its beginning. */
export function openState(
  settings: Settings,
  profiles: readonly Profile[],
  replays: readonly ReplayOptions[],
): State {
  const { seed, clock, makerFee, takerFee } = settings;
  const records = { candles: new CandleHistory(), ledger: new AccountLedger(), usdVolume: new Map() };
  const own = new Set(profiles.map(({ id }) => id));
  const ids = createRandom(seed).fork('order ids');
  const engine: Engine = createEngine({
    products: sandboxProducts,
    makerFee,
    takerFee,
    newId: () => ids.newId(),
    onEvent: (event) => record(event, engine, own, records),
  });
  const startedAt = clock.now();
  for (const profile of own) fund(profile, settings.balance, engine, records.ledger, startedAt);
  const market = createMarket({ engine, seed, replays });
  market.step(startedAt);
  return { engine, market, stamp: createStamps(() => clock.now()), startedAt, ...records };
}

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

function record(
  event: EngineEvent,
  engine: Engine,
  own: ReadonlySet<string>,
  { candles, ledger, usdVolume }: Pick<State, 'candles' | 'ledger' | 'usdVolume'>,
): void {
  if (event.type !== 'match') return;
  const { trade, maker, taker } = event;
  candles.add(trade);
  for (const { profile } of [maker, taker]) {
    if (!own.has(profile)) continue;
    const [fill] = engine.fills(profile);
    if (fill) ledger.fill(fill, engine);
    if (!trade.productId.endsWith('-USD')) continue;
    usdVolume.set(profile, (usdVolume.get(profile) ?? 0n) + valueOf(trade.price, trade.size));
  }
}
