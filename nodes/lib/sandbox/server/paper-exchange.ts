import { createEngine, type Engine, type EngineEvent, type EngineProduct, ONE, type Units } from '../engine';
import {
  createMarket,
  type Market,
  type ReplayOptions,
  type ReplayPosition,
  sandboxProducts,
} from '../market';
import { createRandom } from '../random';
import { createStamps } from './clock';
import { stableId, userId } from './keys';
import type { Settings } from './settings';
import { DayVolume } from './volume';

/** What the routes answer from: one engine, one market, and the one profile that the sandbox's key belongs to. */
export class PaperExchange {
  readonly settings: Settings;
  /** The key's profile, a UUID. */
  readonly profile: string;
  readonly userId: string;
  /** Every currency there is an account in, in alphabetical order. */
  readonly currencies: readonly string[];
  readonly products: ReadonlyMap<string, EngineProduct> = new Map(
    sandboxProducts.map((one) => [one.id, one]),
  );
  readonly #accountIds: ReadonlyMap<string, string>;
  readonly #replays: readonly ReplayOptions[];
  #state: State;

  constructor(settings: Settings, replays: readonly ReplayOptions[] = []) {
    const { seed } = settings;
    this.settings = settings;
    this.#replays = replays;
    this.profile = stableId(seed, 'profile');
    this.userId = userId(seed);
    const traded = sandboxProducts.flatMap(({ base, quote }) => [base, quote]);
    this.currencies = [...new Set([...traded, ...settings.balance.keys()])].toSorted();
    this.#accountIds = new Map(this.currencies.map((one) => [one, stableId(seed, `account ${one}`)]));
    this.#state = openState(settings, this.profile, replays);
  }

  get engine(): Engine {
    return this.#state.engine;
  }

  /** Own trades in dollars since the start, for `usd_volume`. */
  get usdVolume(): Units {
    return this.#state.usdVolume;
  }

  /** Unix milliseconds; the sandbox's time, real or virtual. */
  now(): number {
    return this.settings.clock.now();
  }

  /** A time for a new order or cancel, later than every one before it; what is replayed is where it is at that time. */
  stamp(): number {
    const now = this.#state.stamp();
    if (this.settings.marketEveryMs > 0) this.#state.market.follow(now);
    return now;
  }

  /** Where each replayed product stands. */
  replays(): readonly ReplayPosition[] {
    return this.#state.market.replays();
  }

  accountId(currency: string): string {
    return this.#accountIds.get(currency) ?? '';
  }

  /** Base volume of the last 24 hours. */
  dayVolume(productId: string): Units {
    return this.#state.volume.of(productId, this.now());
  }

  /** Cancels the good-till-time orders whose time has come, so that no answer shows one alive. */
  expireOrders(): void {
    this.#state.engine.expire(this.now());
  }

  moveMarket(): void {
    this.#state.market.step(this.now());
  }

  /** Back to the start: the same balances, no orders, the same market from its beginning. */
  reset(): void {
    this.#state = openState(this.settings, this.profile, this.#replays);
  }
}

interface State {
  readonly engine: Engine;
  readonly market: Market;
  readonly stamp: () => number;
  readonly volume: DayVolume;
  usdVolume: Units;
}

function openState(settings: Settings, profile: string, replays: readonly ReplayOptions[]): State {
  const { seed, clock, makerFee, takerFee, balance } = settings;
  const volume = new DayVolume();
  const hear = (event: EngineEvent): void => {
    if (event.type !== 'match') return;
    volume.add(event.trade);
    const own = event.maker.profile === profile || event.taker.profile === profile;
    if (own && event.trade.productId.endsWith('-USD')) {
      state.usdVolume += (event.trade.price * event.trade.size) / ONE;
    }
  };
  const ids = createRandom(seed).fork('order ids');
  const engine = createEngine({
    products: sandboxProducts,
    makerFee,
    takerFee,
    newId: () => ids.newId(),
    onEvent: hear,
  });
  for (const [currency, amount] of balance) engine.credit(profile, currency, amount);
  const market = createMarket({ engine, seed, replays });
  const state: State = { engine, market, stamp: createStamps(() => clock.now()), volume, usdVolume: 0n };
  market.step(clock.now());
  return state;
}
