import type { ProductMode } from './engine';
import type { MirroredProduct, SandboxConditions } from '../rules/sandbox-conditions';
import type { ChooseFault } from './faults';
import type { ChooseFeedFault, FeedCounts, FeedFaultNow } from './feed-faults';
import type { SavedState } from './server/exchange-state';

export type { MirroredProduct, SandboxConditions } from '../rules/sandbox-conditions';

/** Time for the sandbox: real by default, virtual in tests. */
export interface SandboxClock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `tick` every `ms` until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
}

export interface SandboxOptions {
  /** 0 for a free port. */
  readonly port?: number;
  /** The same seed and clock give the same market, ids and keys. Default 1. */
  readonly seed?: number;
  /** Starting balances, decimal text by currency. Default USD 10000, EUR 10000, BTC 1, ETH 10. */
  readonly balance?: Readonly<Record<string, string>>;
  /** Whether the exchange's token buckets answer 429. Default true. */
  readonly rateLimits?: boolean;
  /** Fractions as decimal text. Default 0.004 and 0.006. */
  readonly makerFee?: string;
  readonly takerFee?: string;
  readonly clock?: SandboxClock;
  /**
   * Candles to replay instead of a simulated price: `FILE` for BTC-USD, or `PRODUCT=FILE`, once or for several products.
   * CSV with a header line (time, open, high, low, close), or the exchange's own JSON. After the last candle the price
   * stays where it is. Or the news of a market to mirror; when they end, it is stale.
   */
  readonly market?: string | readonly string[] | AsyncIterable<MirrorNews>;
  /** Candles a second, 0.001 to 1000. Default 1. */
  readonly speed?: number;
  /** Milliseconds between moves of the market; 0 for a market that stands still. Default 250, less for a fast replay. */
  readonly marketEveryMs?: number;
  /** What the default key may do. Default view and trade; `['view']` makes a key whose orders are refused with 403. */
  readonly permissions?: readonly KeyPermission[];
  /**
   * File that keeps balances, orders, fills, ledgers and the market (prices, where a replay stands, the latest public
   * trades and candles) over restarts; mode 0600, made when it is not there. What it holds wins over `balance`. One
   * sandbox a file: a lock beside it keeps others out while this one lives.
   */
  readonly state?: string;
  /** What a sandbox with the same seed held when it was closed: wins over `balance` and over what a file holds. */
  readonly from?: SandboxSnapshot;
  /**
   * For so many milliseconds after POST, GET of an order by its id or client id answers 404, and Advanced Trade's list
   * leaves it out. Default 0.
   */
  readonly late404Ms?: number;
  /** For so many milliseconds a done order and its fills say that they are not settled. Default 0. */
  readonly settleDelayMs?: number;
  /**
   * For so many milliseconds after Advanced Trade took its cancel, an order is `CANCEL_QUEUED`: in the book still, where
   * it may fill. Default 0.
   */
  readonly queuedCancelMs?: number;
  /**
   * Advanced Trade tells orders and fills of BTC-USDC under the other name of their order book, BTC-USD, and looks for
   * them by it; POST /orders still answers with the product that was asked for. Default false.
   */
  readonly usdcAsUsd?: boolean;
  /** Chooses what goes wrong with which request; for tests. */
  readonly faults?: ChooseFault;
  /** Chooses what goes wrong with which message of a feed; for tests. */
  readonly feedFaults?: ChooseFeedFault;
  /**
   * Hears of every order that either face takes, as the Exchange's POST /orders answers it, in the moment it takes it: also of one
   * whose answer never leaves, and of those that it forgets later; for tests.
   */
  readonly onAccepted?: (order: Readonly<Record<string, unknown>>) => void;
  /** Answers https instead of http, for clients that take nothing else; still on loopback alone. */
  readonly tls?: SandboxTls;
  /** Further keys beside the default one. Every profile that is named starts with the same balances. */
  readonly keys?: readonly SandboxKeyWish[];
}

/**
 * News of a market that a sandbox mirrors; amounts are plain decimal text. A product takes cancels only, and nothing in
 * it fills, until its first book has come and for as long as it is stale; products that the sandbox does not trade are
 * passed over.
 */
export type MirrorNews =
  /** The best levels of the whole book, best first: these and no others are quoted. One that cannot be (crossed, no decimals) leaves the product without prices until the next. */
  | {
      readonly kind: 'book';
      readonly productId: string;
      readonly bids: readonly (readonly [price: string, size: string])[];
      readonly asks: readonly (readonly [price: string, size: string])[];
    }
  | {
      readonly kind: 'trade';
      readonly productId: string;
      readonly price: string;
      readonly size: string;
      /** The taker's. */
      readonly side: 'buy' | 'sell';
      /** ISO 8601, there. Here it is made when it is heard. */
      readonly time: string;
    }
  /** The prices are those of the present; of every product where none is named. That is the beginning. */
  | { readonly kind: 'live'; readonly productId?: string }
  /** Nobody knows the present prices, until they are live again. */
  | {
      readonly kind: 'stale';
      readonly productId?: string;
      /** When the last thing was heard, ISO 8601; now where it is absent. */
      readonly since?: string;
      /** For people. */
      readonly why?: string;
    };

/** Two files in PEM form: any certificate, such as a self-signed one for `127.0.0.1`, and the key that belongs to it. */
export interface SandboxTls {
  readonly certFile: string;
  /** Without a passphrase. */
  readonly keyFile: string;
}

/** What {@link Sandbox.snapshot} gives: plain data, for {@link SandboxOptions.from} alone. */
export type SandboxSnapshot = SavedState;

/** `trade` includes reading; `transfer` moves money between profiles. */
export type KeyPermission = 'view' | 'trade' | 'transfer';

/** A key that the sandbox is to issue. */
export interface SandboxKeyWish {
  /** Up to 32 letters, digits, blanks, `_`, `.` and `-`; the same seed and name give the same key. */
  readonly name: string;
  readonly permissions: readonly KeyPermission[];
  /** The profile (portfolio) that it belongs to and alone sees, by name. Default `default`. */
  readonly profile?: string;
}

/** A key that the sandbox issued. */
export interface SandboxIssuedKey extends SandboxKey {
  readonly name: string;
  readonly permissions: readonly KeyPermission[];
  /** The profile's name. */
  readonly profile: string;
  readonly cdp: SandboxCdpKeys;
}

/** A CDP key as Coinbase's portal shows it. */
export interface SandboxCdpKey {
  /** `organizations/…/apiKeys/…`: what stands in a token as `kid` and `sub`. */
  readonly name: string;
  readonly privateKey: string;
}

/** What a key of the sandbox is called under `/api/v3/brokerage`: the same profile and permissions, by either key. */
export interface SandboxCdpKeys {
  /** P-256, for ES256: PEM in SEC1 form. */
  readonly ecdsa: SandboxCdpKey;
  /** For EdDSA: base64 of the seed and the public key. */
  readonly ed25519: SandboxCdpKey;
}

/** A key of the sandbox: paper money only, so it may be shown. */
export interface SandboxKey {
  readonly key: string;
  /** Base64. */
  readonly secret: string;
  readonly passphrase: string;
}

/** The sandbox's own books for its key's profile, to hold what a client reports against. A copy. */
export interface SandboxLedger {
  /** Trimmed decimal text, one for each currency. */
  readonly balances: readonly {
    readonly currency: string;
    readonly balance: string;
    readonly hold: string;
    readonly available: string;
  }[];
  /** As GET /orders/{id} shows them, newest first; canceled ones without a fill are forgotten. */
  readonly orders: readonly Readonly<Record<string, unknown>>[];
  /** As GET /fills shows them, newest first. */
  readonly fills: readonly Readonly<Record<string, unknown>>[];
}

/** A running sandbox; its own key is the default one. */
export interface Sandbox extends SandboxKey {
  /** The default key's. */
  readonly cdp: SandboxCdpKeys;
  /** Every key, the default one first. */
  readonly keys: readonly SandboxIssuedKey[];
  /** `http://127.0.0.1:PORT`, or `https:` with {@link SandboxOptions.tls}. */
  readonly rest: string;
  /**
   * `ws://127.0.0.1:PORT`, or `wss:`: the Exchange feed. A client whose first message is one of Advanced Trade's gets that
   * feed here, with all its channels; as on Coinbase's two hosts it is at `/advanced-trade` (market data) and
   * `/advanced-trade-user` (heartbeats, user, futures_balance_summary) below this address.
   */
  readonly feed: string;
  readonly port: number;
  /** Back to the start: balances, orders, market, rate limits, counts. Keys and port stay; order ids begin anew. */
  reset(): void;
  /**
   * Resolves when the state is in its file; at once where there is none. It is written by itself soon after each change
   * and on close.
   * @throws the system's error.
   */
  save(): Promise<void>;
  /** Balances, orders, fills, ledgers and the market's prices as they are, for a sandbox that takes this one's place. */
  snapshot(): SandboxSnapshot;
  /** Stops listening; what is under way is cut after a second. Idempotent. */
  close(): Promise<void>;
  /** Lets the process exit although the sandbox listens. */
  unref(): void;
  /** Moves the market by one step at the clock's present time: for tests with `marketEveryMs: 0`. */
  moveMarket(): void;
  ledger(): SandboxLedger;
  readonly conditions: SandboxConditions;
  /** @throws RangeError that names what cannot be; then nothing is changed. */
  setConditions(change: Partial<SandboxConditions>): void;
  /** How every product of a mirrored market stands; undefined where none is mirrored. */
  readonly mirrored: readonly MirroredProduct[] | undefined;
  /** Hears whenever one of them opens or shuts, or is shut for another reason. Returns a function that ends it. */
  onMirrored(listener: () => void): () => void;
  /**
   * What a product takes from now on, until the next reset: `full`, `post_only`, `limit_only`, `cancel_only` (no orders)
   * or `trading_disabled` (no cancels either). GET /products tells it.
   * @throws RangeError for an unknown product.
   */
  setMode(productId: string, mode: ProductMode): void;
  /** Something goes wrong with the feeds now; for tests. */
  feedFault(fault: FeedFaultNow): void;
  feedCounts(): FeedCounts;
  /** How many requests arrived by route, refused ones included: `{ 'POST /orders': 3, other: 1 }`. */
  requests(): Readonly<Record<string, number>>;
}
