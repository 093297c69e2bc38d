/** The channels of Advanced Trade's two hosts. Source: other-coinbase-apis.md, 1.12. */

interface ChannelRule {
  readonly needsProducts: boolean;
  readonly needsAuth: boolean;
  /** Also on the host for user orders. */
  readonly isOnUserHost: boolean;
  /** What stands in the envelope of its messages. */
  readonly shown: string;
}

const market = (shown: string, needsProducts = true): ChannelRule => ({
  needsProducts,
  needsAuth: false,
  isOnUserHost: false,
  shown,
});

const own = (shown: string): ChannelRule => ({
  needsProducts: false,
  needsAuth: true,
  isOnUserHost: true,
  shown,
});

export const channels = {
  heartbeats: { ...market('heartbeats', false), isOnUserHost: true },
  candles: market('candles'),
  market_trades: market('market_trades'),
  status: market('status', false),
  ticker: market('ticker'),
  ticker_batch: market('ticker_batch'),
  level2: market('l2_data'),
  user: own('user'),
  futures_balance_summary: own('futures_balance_summary'),
} as const satisfies Readonly<Record<string, ChannelRule>>;

export type Channel = keyof typeof channels;

export function isChannel(name: unknown): name is Channel {
  return typeof name === 'string' && Object.hasOwn(channels, name);
}
