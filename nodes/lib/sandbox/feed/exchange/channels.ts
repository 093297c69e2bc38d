/** The channels of the Exchange feed. Source: docs.cdp.coinbase.com/exchange/websocket-feed/channels. */

interface ChannelRule {
  /** What its list of ids is: products (needed, or may be left out), accounts, or nothing. */
  readonly ids: 'products' | 'some-products' | 'accounts' | 'none';
  readonly needsAuth: boolean;
  /** What the acknowledgement calls it. */
  readonly shown: string;
}

const rule = (shown: string, ids: ChannelRule['ids'] = 'products', needsAuth = false): ChannelRule => ({
  ids,
  needsAuth,
  shown,
});

/** `auctionfeed` and `rfq_matches` stay silent: the sandbox holds no auctions and takes no requests for quotes. */
export const channels = {
  heartbeat: rule('heartbeat'),
  status: rule('status', 'none'),
  ticker: rule('ticker'),
  ticker_batch: rule('ticker_1000'),
  level2: rule('level2', 'products', true),
  level2_batch: rule('level2_50'),
  level3: rule('level3', 'products', true),
  matches: rule('matches'),
  full: rule('full', 'products', true),
  user: rule('user', 'products', true),
  balance: rule('balance', 'accounts', true),
  auctionfeed: rule('auctionfeed'),
  rfq_matches: rule('rfq_matches', 'some-products'),
} as const satisfies Readonly<Record<string, ChannelRule>>;

export type Channel = keyof typeof channels;

/** A channel by either of its names. */
export function channelNamed(name: string): Channel | undefined {
  if (Object.hasOwn(channels, name)) return name as Channel;
  const found = Object.entries(channels).find(([, { shown }]) => shown === name);
  return found?.[0] as Channel | undefined;
}

/** Its list of ids may be left out. */
export function needsIds(channel: Channel): boolean {
  const { ids } = channels[channel];
  return ids === 'products' || ids === 'accounts';
}
