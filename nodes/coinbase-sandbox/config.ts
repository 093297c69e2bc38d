/** Where the prices come from: the seed, a file, or Coinbase's public feed. */
export const pricesKinds = ['simulated', 'candles', 'live'] as const;
export type PricesKind = (typeof pricesKinds)[number];

export function isPricesKind(text: string): text is PricesKind {
  return (pricesKinds as readonly string[]).includes(text);
}

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
  /** `candles` without a file is a simulated price; empty is `candles`. */
  prices: PricesKind;
  /** Candles to replay: `FILE` for BTC-USD, or `PRODUCT=FILE`. */
  market: string;
  /** Candles a second; empty for one. */
  speed: string;
  /** Whether the exchange's rate limits are applied. */
  rateLimits: boolean;
  /** Whether balances, orders, fills and prices are kept in a file over restarts of Node-RED. Default false. */
  keepState: boolean;
}
