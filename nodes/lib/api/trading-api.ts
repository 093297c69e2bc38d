import type { CoinbaseError } from '../rules/errors';
import type { Explanation } from '../signer';
import type { ApiName } from './environments';
import type { Feed, HeardFeed } from './feed';
import type {
  ApiPreview,
  Balance,
  Book,
  FeeRates,
  Fill,
  MarketTop,
  Order,
  OrderIntent,
  Product,
  Verdict,
} from '../rules/orders';

/** What every call takes: the caller's patience and its way to give up. */
export interface CallOptions {
  /** Time until the call fails with TIMEOUT, waiting for the rate limit included; milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Goes before all that has no such mark where requests wait for the rate limit; cancels go before both, and with them
   * a look that a cancel waits for.
   */
  readonly urgent?: boolean | 'for-cancel';
  /**
   * For a look that no order waits for: goes after everything else where requests wait for the rate limit, and leaves
   * half of what is saved up to the others.
   */
  readonly background?: boolean;
  /**
   * Called just before a request leaves, after any wait for the rate limit, in the same turn: what it throws is the
   * call's error, and nothing is sent.
   */
  readonly beforeSend?: () => void;
  /** Called with true when the call has to wait for the rate limit, and with false when that wait is over. */
  readonly waiting?: (waits: boolean) => void;
}

export interface ProductOptions extends CallOptions {
  /** What is remembered for longer is read anew; milliseconds, default half a minute. */
  readonly maxAgeMs?: number;
}

export interface OrderFilter {
  /** Empty or absent: what is not done yet. */
  readonly status?: readonly ('open' | 'pending' | 'active' | 'done' | 'rejected' | 'all')[];
  /** As the exchange calls it, which may be another name of the same order book: it proves nothing absent. */
  readonly productId?: string;
  /** ISO 8601, inclusive. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** Orders a page, where the API lets one choose; it is clamped to what the API allows. */
  readonly pageSize?: number;
}

/**
 * Fills of one order or of one product: the exchange wants one of the two. Where products share an order book and fills
 * may go by either name, those of all of them.
 */
export type FillFilter = { readonly orderId: string } | { readonly productId: string };

/** An order is named by the exchange's id or by the client's own. */
export type OrderName = { readonly id: string } | { readonly clientOid: string };

export interface FindOptions extends CallOptions {
  /**
   * For an API that cannot be asked by the client's own id, and has its orders looked through: the order is not older
   * than this on the exchange's clock, Unix milliseconds. Default: however old.
   */
  readonly sinceMs?: number;
}

/** The new limit price and the new whole size of an order: both, for one that is left out would become 0. */
export interface OrderChange {
  readonly price: string;
  readonly size: string;
}

/**
 * What became of a cancel: a closed set. `gone` is an order that the exchange does not know (any more). `id` is the
 * exchange's own id of the order, absent where the cancel did not tell it. `canceled` with a `message`: another cancel
 * of it was under way already. Where the API does not forget the unfilled, `canceled` says only that the cancel was
 * taken: the order may be open for a while, and fill.
 */
export type CancelResult =
  | { readonly kind: 'canceled'; readonly message?: string; readonly id?: string }
  | { readonly kind: 'already-done'; readonly message: string; readonly id?: string }
  | { readonly kind: 'gone'; readonly message: string; readonly id?: string };

/**
 * Trading on one Coinbase API with one key. Every API implements this one small interface; nodes and placement know
 * nothing else of an API. All methods fail with CoinbaseError only.
 */
export interface TradingApi {
  /**
   * A client order id that was used before makes no new order and is answered with the earlier one: an order whose
   * answer was lost may be sent again.
   */
  readonly repeatable: boolean;
  /** An order that was canceled without a fill is not found any more: one that is canceled and not found had none. */
  readonly forgetsUnfilled: boolean;
  /** A sandbox that a person may put back to its start: an order that it lastingly does not know was before that. */
  readonly canBeReset: boolean;
  /** How long after its time stamp a signed request is still taken, milliseconds. */
  readonly validMs: number;
  /**
   * Before anything is sent or written down: whether this API can say that order at all.
   * @throws CoinbaseError ORDER_INVALID naming the API and the field.
   */
  check(intent: OrderIntent): void;
  /** Sends the order once. Never throws: what the answer proves is the verdict. */
  place(intent: OrderIntent, options?: CallOptions): Promise<Verdict>;
  /** The order, or undefined when the exchange does not know it (yet, or any more). */
  find(name: OrderName, options?: FindOptions): Promise<Order | undefined>;
  /** Pages of orders, newest first. */
  listOrders(filter: OrderFilter, options?: CallOptions): AsyncIterable<readonly Order[]>;
  cancel(name: OrderName, productId: string | undefined, options?: CallOptions): Promise<CancelResult>;
  /**
   * Cancels what is open (of one product); the ids that the exchange canceled, or took the cancel of, as for `cancel`.
   * Repeats until nothing new is open.
   * @throws CoinbaseError of the round that failed; `details.canceled` has the ids of the rounds before it.
   */
  cancelAll(productId: string | undefined, options?: CallOptions): Promise<readonly string[]>;
  listFills(filter: FillFilter, options?: CallOptions): AsyncIterable<readonly Fill[]>;
  balances(options?: CallOptions): Promise<readonly Balance[]>;
  feeRates(options?: CallOptions): Promise<FeeRates>;
  /** From the connection's cache where it is fresh. */
  products(options?: ProductOptions): Promise<ReadonlyMap<string, Product>>;
  market(productId: string, options?: CallOptions): Promise<MarketTop>;
  /** The order book, best prices first: the best 50 of a side at least, where there are so many. */
  book(productId: string, options?: CallOptions): Promise<Book>;
  /** What the exchange itself says that the order would cost now; absent where it does not say. */
  preview?(intent: OrderIntent, options?: CallOptions): Promise<ApiPreview>;
  /**
   * Changes an open limit order, sent once; absent where an order cannot be changed.
   * @returns the id of the order as it is now.
   * @throws CoinbaseError ORDER_REFUSED with the exchange's reason; the order stays as it was.
   */
  edit?(id: string, change: OrderChange, options?: CallOptions): Promise<string>;
  /** The time that the exchange itself told while this call was under way, never later; Unix milliseconds. */
  serverTime(options?: CallOptions): Promise<number>;
  /** Proves that the key is accepted. */
  checkKey(options?: CallOptions): Promise<void>;
}

/** A request for any endpoint, as signed-request sends it. */
export interface RawRequest {
  readonly method: string;
  /** Path with leading slash and final query. */
  readonly path: string;
  readonly body?: string;
  /** Extra headers of the caller; none may touch signing, host or length. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Hears how exactly this request was signed, each time it is about to be sent; without the secret. */
  readonly explained?: (how: Explanation) => void;
}

export interface RawResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Parsed JSON; undefined for HEAD. */
  readonly body: unknown;
  /** How many times it was sent. */
  readonly attempts: number;
}

/** Everything that is shared by the nodes of one (origin, key): pool, limiter, clock, product cache. */
export interface Connection {
  /** Scheme, host and port, no path: `https://api.exchange.coinbase.com`. */
  readonly origin: string;
  readonly api: ApiName;
  /** @throws CoinbaseError ACCOUNT_MISSING on reading it, where the environment is for signed-request alone. */
  readonly trading: TradingApi;
  /** Live data over sockets. @throws CoinbaseError ACCOUNT_MISSING on reading it, where the environment has none. */
  readonly feed: Feed;
  /** What is listened to on that feed now, by all users of this connection, once for each; opens nothing. */
  readonly heard: readonly HeardFeed[];
  /**
   * Sends any signed request. Resolves for every JSON answer whatever its status; see {@link refusal} for turning a
   * status into an error. Only GET and HEAD are retried.
   */
  request(request: RawRequest, options?: CallOptions): Promise<RawResponse>;
  /** Asks the API for its time, without retries. @returns its clock minus the local one, milliseconds. */
  measureClock(options?: CallOptions): Promise<number | undefined>;
  /** Server clock minus local clock as it is now, milliseconds; 0 until known. */
  readonly clockOffsetMs: number;
  /**
   * Calls `heard` with {@link clockOffsetMs} whenever a measurement changed it by 2 s or more. The returned function, or
   * the end of this share, ends it.
   */
  onClockChange(heard: (offsetMs: number) => void): () => void;
  /** Gives this user's share back; the last one closes the pool. Idempotent, never rejects, under 3 seconds. */
  release(): Promise<void>;
}

/** Turns a non-2xx answer into the coded error with the exchange's own words, or undefined for 2xx. */
export type Refusal = (response: RawResponse, request: RawRequest) => CoinbaseError | undefined;
