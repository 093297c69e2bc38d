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
  /** Milliseconds between moves of the market; 0 for a market that stands still. Default 250. */
  readonly marketEveryMs?: number;
}

/** A key of the sandbox: paper money only, so it may be shown. */
export interface SandboxKey {
  readonly key: string;
  /** Base64. */
  readonly secret: string;
  readonly passphrase: string;
}

/** A running sandbox. */
export interface Sandbox extends SandboxKey {
  /** `http://127.0.0.1:PORT` */
  readonly rest: string;
  /** `ws://127.0.0.1:PORT`; answers 503 for now. */
  readonly feed: string;
  readonly port: number;
  /** Back to the start: balances, orders, market. Keys and port stay. */
  reset(): void;
  /** Stops listening; what is under way is cut after a second. Idempotent. */
  close(): Promise<void>;
  /** Lets the process exit although the sandbox listens. */
  unref(): void;
}
