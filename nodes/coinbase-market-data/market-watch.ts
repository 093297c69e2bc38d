import type { Connection } from '../lib/api';
import { findProduct } from '../lib/placement/find-product';
import type { Clock } from '../lib/rules/clock';
import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import type { Product } from '../lib/rules/orders';
import { isPlainObject } from '../lib/rules/shapes';
import {
  followConnection,
  type Account,
  type ConnectionFollower,
  type MessageFacts,
  type NodeState,
  type Outlet,
} from '../lib/runtime';
import { Streams, type SourceMemory, type Telling } from '../lib/streams';
import type { MarketDataSettings } from './read-settings';
import { stateOfStreams } from './state-of-streams';

/** Patience for the list of products, and for the exchange's clock; milliseconds. */
const PRODUCTS_MS = 5000;
const CLOCK_MS = 3000;
/** While a product is missing from the list, it is read again so often: a listing comes while the node runs. */
const LOOK_AGAIN_MS = 60_000;

export interface WatchParts {
  readonly account: Account<Connection>;
  readonly outlet: Outlet;
  readonly settings: MarketDataSettings;
  readonly clock: Clock;
  /** Of the node before a deploy or a restart. */
  readonly memories: ReadonlyMap<string, SourceMemory>;
  /** Hears what the next node has to know, whenever that may have changed. */
  readonly told: (memories: ReadonlyMap<string, SourceMemory>) => void;
}

/** One running node: the products that it follows, on the account's connection as it is now. */
export class MarketWatch {
  readonly streams: Streams;
  readonly #parts: WatchParts;
  #follower: ConnectionFollower | undefined;
  #connection: Connection | undefined;
  /** Why there is no connection. */
  #failed: CoinbaseError | undefined;
  #stopLooking: (() => void) | undefined;
  /** The last message that sets products. */
  #turn: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    const { outlet, settings, clock } = parts;
    this.streams = new Streams(
      settings.streams,
      {
        tell: (productId, telling, stale) => {
          outlet.send({ payload: telling.payload, topic: productId }, this.factsOf(telling, stale));
          if (settings.streams.channel === 'candles' && isFinal(telling)) this.#told();
        },
        fail: (error, productIds) => this.#tellFailure(error, productIds),
        changed: () => this.#changed(),
      },
      clock,
      parts.memories,
    );
    this.follow(settings.products);
  }

  /** Follows these products and no others. The connection is opened for the first one. */
  follow(products: readonly string[]): void {
    this.streams.follow(products);
    if (products.length === 0 || this.#follower) return;
    const { account, clock } = this.#parts;
    this.#follower = followConnection(
      account,
      {
        opened: (connection) => void this.#open(connection),
        failed: (error) => this.#close(error),
      },
      clock,
    );
    this.#changed();
  }

  /** One after the other: a message whose products are known must not overtake one whose products are checked. */
  inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Whether the exchange has them all; where its list cannot be read now, the feed will tell.
   * @throws CoinbaseError PRODUCT_UNKNOWN with the products that come closest.
   */
  async check(products: readonly string[], signal: AbortSignal): Promise<void> {
    const connection = this.#connection ?? (await this.#parts.account.connection().catch(() => undefined));
    const known = connection && (await this.#products(connection, signal));
    if (!known || this.#ended) return;
    for (const id of products) findProduct(id, known, this.#parts.account.environment);
    if (connection === this.#connection) this.streams.relist(this.#refusals(known));
  }

  /** @throws CoinbaseError ABORTED once it has ended, or where the signal gives up what is under way. */
  assertRunning(signal?: AbortSignal): void {
    if (this.#ended || signal?.aborted) throw new CoinbaseError('ABORTED', 'the node was reset or stopped');
  }

  /** `msg.coinbase` of what is told. */
  factsOf({ facts }: Telling, stale: boolean): Partial<MessageFacts> {
    const { channel } = this.#parts.settings.streams;
    const told: Partial<MessageFacts> = { channel, stale, recovered: false };
    return Object.assign(told, facts);
  }

  state(): NodeState {
    return stateOfStreams(this.streams, this.#failed);
  }

  end(): void {
    this.#told();
    this.#ended = true;
    this.#stopLooking?.();
    this.#follower?.end();
    this.streams.end();
  }

  async #open(connection: Connection): Promise<void> {
    this.#connection = connection;
    const { channel } = this.#parts.settings.streams;
    // A candle ends by the exchange's clock.
    const clock = channel === 'candles' ? connection.measureClock({ timeoutMs: CLOCK_MS }) : undefined;
    const [known] = await Promise.all([this.#products(connection), clock?.catch(() => undefined)]);
    if (this.#ended || this.#connection !== connection) return;
    try {
      const { feed } = connection;
      this.#failed = undefined;
      const refusals = this.#refusals(known);
      this.streams.connect({ feed, offsetMs: () => connection.clockOffsetMs }, refusals);
      if (refusals.size > 0) this.#lookAgain(connection);
    } catch (thrown) {
      this.#close(asCoinbaseError(thrown, 'ACCOUNT_MISSING'));
    }
  }

  /** Until no product is missing from the list, or the connection is another one. */
  #lookAgain(connection: Connection): void {
    const look = async (): Promise<void> => {
      const known = await this.#products(connection);
      if (this.#ended || this.#connection !== connection) return;
      const refusals = this.#refusals(known);
      if (known) this.streams.relist(refusals);
      if (!known || refusals.size > 0) this.#lookAgain(connection);
    };
    this.#stopLooking?.();
    const again = (): void => {
      if (!this.#ended) this.#lookAgain(connection);
    };
    this.#stopLooking = this.#parts.clock.after(LOOK_AGAIN_MS, () => void look().catch(again), true);
  }

  #close(error: CoinbaseError): void {
    this.#connection = undefined;
    this.#failed = error;
    this.streams.disconnect(error);
    this.#changed();
  }

  /** Undefined where they cannot be read now. */
  async #products(
    { trading }: Connection,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Product> | undefined> {
    try {
      return await trading.products({ timeoutMs: PRODUCTS_MS, ...(signal && { signal }) });
    } catch {
      return undefined;
    }
  }

  #refusals(known: ReadonlyMap<string, Product> | undefined): ReadonlyMap<string, CoinbaseError> {
    const refusals = new Map<string, CoinbaseError>();
    if (!known) return refusals;
    for (const id of this.streams.products) {
      try {
        findProduct(id, known, this.#parts.account.environment);
      } catch (thrown) {
        refusals.set(id, asCoinbaseError(thrown, 'PRODUCT_UNKNOWN'));
      }
    }
    return refusals;
  }

  #tellFailure(error: CoinbaseError, productIds: readonly string[]): void {
    const payload = this.streams.report().filter(({ product_id }) => productIds.includes(product_id));
    const stale = payload.some(({ state }) => state !== 'live');
    const [topic] = productIds;
    const { channel } = this.#parts.settings.streams;
    const message = { payload, ...(productIds.length === 1 && { topic }) };
    this.#parts.outlet.fail(error, message, { channel, stale });
  }

  #told(): void {
    this.#parts.told(this.streams.memories());
  }

  #changed(): void {
    if (this.#ended) return;
    this.#told();
    this.#parts.outlet.show(this.state());
    const doubtful = !this.streams.paused && this.streams.report().some(({ state }) => state !== 'live');
    this.#follower?.doubt(doubtful);
  }
}

/** Of a candle. */
function isFinal({ payload }: Telling): boolean {
  return isPlainObject(payload) && payload.final === true;
}
