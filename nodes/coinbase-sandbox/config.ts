export interface SandboxConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  /** TCP port on 127.0.0.1; empty for a free one. */
  port: string;
  /** Seed of the simulated market: the same seed, the same market. */
  seed: string;
  /** What the paper account starts with, as `USD=10000,BTC=1`. */
  balance: string;
  /** Candles to replay instead of a simulated price: `FILE` for BTC-USD, or `PRODUCT=FILE`; empty for none. */
  market: string;
  /** Candles a second; empty for one. */
  speed: string;
  /** Whether the exchange's rate limits are applied. */
  rateLimits: boolean;
  /** Whether balances, orders, fills and prices are kept in a file over restarts of Node-RED. Default false. */
  keepState: boolean;
}
