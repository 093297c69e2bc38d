import type { Engine, EngineEvent, EngineProduct, Units } from '../engine';
import { MirrorBoard, type ReplayOptions, type ReplayPosition, sandboxProducts, shutNote } from '../market';
import type { MirroredProduct, MirrorNews, SandboxConditions } from '../types';
import type { AccountLedger } from './account-ledger';
import { CancelQueue } from './cancel-queue';
import type { CandleHistory } from './candles';
import { openState, type SavedState, saveState, type State } from './exchange-state';
import { changedConditions, startConditions } from './conditions';
import { stableId, userId } from './keys';
import { DEFAULT, type Profile, profileId, profilesOf } from './profiles';
import type { Settings } from './settings';

/** What the routes answer from: one engine, one market, and the profiles that the sandbox's keys belong to. */
export class PaperExchange {
  readonly settings: Settings;
  /** The default key's profile, a UUID. */
  readonly profile: string;
  /** Every profile that a key belongs to, the default one first. */
  readonly profiles: readonly Profile[];
  readonly userId: string;
  /** Every currency there is an account in, in alphabetical order. */
  readonly currencies: readonly string[];
  readonly products: ReadonlyMap<string, EngineProduct> = new Map(
    sandboxProducts.map((one) => [one.id, one]),
  );
  readonly #accountIds: ReadonlyMap<string, string>;
  readonly #replays: readonly ReplayOptions[];
  /** Of a market to mirror. */
  readonly #board: MirrorBoard | undefined;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #mirrorListeners = new Set<() => void>();
  #cancels = new CancelQueue();
  #resets = 0;
  #state: State;
  #conditions: SandboxConditions;

  /** @param saved where an earlier exchange stood. */
  constructor(settings: Settings, replays: readonly ReplayOptions[] = [], saved?: SavedState) {
    const { seed } = settings;
    this.settings = settings;
    this.#conditions = startConditions(settings);
    this.#replays = replays;
    this.#board = settings.mirror && new MirrorBoard(sandboxProducts);
    this.profiles = profilesOf(seed, settings.keys);
    this.profile = profileId(seed, DEFAULT);
    this.userId = userId(seed);
    const traded = sandboxProducts.flatMap(({ base, quote }) => [base, quote]);
    this.currencies = [...new Set([...traded, ...settings.balance.keys()])].toSorted();
    this.#accountIds = new Map(
      this.profiles.flatMap(({ id, name }) =>
        this.currencies.map((one) => [`${id} ${one}`, accountId(seed, name, one)]),
      ),
    );
    this.#state = this.#open(saved);
  }

  get engine(): Engine {
    return this.#state.engine;
  }

  /** Hears what happens, in order and at once; must not place or cancel. Returns a function that ends it. */
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another text whenever something has happened that a file should know. */
  get changes(): string {
    return `${this.#resets} ${this.#state.changes}`;
  }

  /** All that outlives this process, as plain data. */
  save(): SavedState {
    return saveState(this.#state, this.settings, this.profiles);
  }

  /** Public candles since the start. */
  get candles(): CandleHistory {
    return this.#state.candles;
  }

  /** What moved the profiles' accounts since the start. */
  get ledger(): AccountLedger {
    return this.#state.ledger;
  }

  /** Unix milliseconds of the start or the last reset. */
  get startedAt(): number {
    return this.#state.startedAt;
  }

  /** A profile's trades in dollars since the start, for `usd_volume`. */
  usdVolume(profile: string): Units {
    return this.#state.usdVolume.get(profile) ?? 0n;
  }

  /** Unix milliseconds; the sandbox's time, real or virtual. */
  now(): number {
    return this.settings.clock.now();
  }

  get conditions(): SandboxConditions {
    return this.#conditions;
  }

  /** @throws RangeError */
  setConditions(change: Partial<SandboxConditions>): void {
    const next = changedConditions(this.#conditions, change);
    if (this.#board && (next.paused || next.speed !== 1))
      throw new RangeError('a mirrored market keeps the time of the real one: it has no pause and no speed');
    if (next.cancelOnly !== this.#conditions.cancelOnly) this.#setModes(next.cancelOnly);
    this.#conditions = next;
    this.#state.market.setPace(next, this.now());
  }

  /** What happened up to this time is settled. Unix milliseconds. */
  settledBy(): number {
    const { settleDelayMs } = this.#conditions;
    // Orders' times run ahead of a clock that stands still, so no delay means all of them.
    return settleDelayMs === 0 ? Infinity : this.now() - settleDelayMs;
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

  /** Which products of a mirrored market trade; undefined where none is mirrored. */
  mirrored(): readonly MirroredProduct[] | undefined {
    return this.#state.mirror?.products();
  }

  /** A mirrored market of which no product has a present price: an outage, for those who follow its prices. */
  get isOut(): boolean {
    return this.mirrored()?.every(({ isOpen }) => !isOpen) ?? false;
  }

  /** A mirrored product of which nobody knows the present price. */
  isShut(productId: string): boolean {
    return this.mirrored()?.some((one) => one.productId === productId && !one.isOpen) ?? false;
  }

  /** Hears when a mirrored product opens or shuts, or is shut for another reason. Returns a function that ends it. */
  onMirrored(listener: () => void): () => void {
    this.#mirrorListeners.add(listener);
    return () => this.#mirrorListeners.delete(listener);
  }

  /** News of the mirrored market. */
  hearMarket(news: MirrorNews): void {
    const isOther = this.#state.mirror?.hear(news, this.now());
    if (isOther) for (const listener of this.#mirrorListeners) listener();
    // A product whose prices became known opens by itself.
    if (this.#conditions.cancelOnly) this.#setModes(true);
  }

  accountId(profile: string, currency: string): string {
    return this.#accountIds.get(`${profile} ${currency}`) ?? '';
  }

  /** Cancels the good-till-time orders whose time has come, so that no answer shows one alive. */
  expireOrders(): void {
    this.#state.engine.expire(this.now());
    for (const { profile, orderId } of this.#cancels.takeDue(this.now()))
      this.engine.cancel(profile, orderId, this.stamp());
  }

  /** Takes a cancel and carries it out when the time for that has passed. */
  queueCancel(profile: string, orderId: string): void {
    this.#cancels.add({ profile, orderId, dueAt: this.now() + this.#conditions.queuedCancelMs });
  }

  isCancelQueued({ id }: { readonly id: string }): boolean {
    return this.#cancels.has(id);
  }

  moveMarket(): void {
    this.expireOrders();
    this.#state.market.step(this.now());
  }

  /** A mirrored product whose present price nobody knows stays shut. */
  #setModes(cancelOnly: boolean): void {
    const shut = new Map(
      this.mirrored()?.flatMap((one) => (one.isOpen ? [] : [[one.productId, shutNote(one)]])),
    );
    for (const id of this.products.keys())
      this.engine.setMode(id, cancelOnly || shut.has(id) ? 'cancel_only' : 'full', shut.get(id));
  }

  /** Back to the start: the same balances, no orders, the same market from its beginning. */
  reset(): void {
    this.#resets += 1;
    this.#cancels = new CancelQueue();
    this.#conditions = startConditions(this.settings);
    this.#state = this.#open();
  }

  /** What an exchange does while it opens is told to nobody. */
  #open(saved?: SavedState): State {
    let isOpen = false;
    const hear = (event: EngineEvent): void => {
      if (!isOpen) return;
      for (const listener of this.#listeners) listener(event);
    };
    const opening = { saved, board: this.#board, hear };
    const state = openState(this.settings, this.profiles, this.#replays, opening);
    isOpen = true;
    return state;
  }
}

/** The default profile's ids have no name in them, so that they are the same with and without other profiles. */
function accountId(seed: number, profileName: string, currency: string): string {
  return stableId(
    seed,
    profileName === DEFAULT ? `account ${currency}` : `account ${profileName} ${currency}`,
  );
}
