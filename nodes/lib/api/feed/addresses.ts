import { CoinbaseError } from '../../rules/errors';
import { isLoopback, type ApiName } from '../environments';

/** Where the feed of an API is. Exchange has one address for everything. */
export interface FeedAddresses {
  readonly market: string;
  /** Of own orders. */
  readonly user: string;
}

const both = (url: string): FeedAddresses => ({ market: url, user: url });

/**
 * Feeds by the origin of their REST API. Sources: Exchange systems and operations, its sandbox, its changelog of
 * 2025-12-11 (hosts of customers in the EU), and the websocket overview of Advanced Trade.
 */
const FEEDS: Readonly<Record<string, { readonly api: ApiName } & FeedAddresses>> = {
  'https://api.exchange.coinbase.com': { api: 'exchange', ...both('wss://ws-feed.exchange.coinbase.com') },
  'https://api-public.sandbox.exchange.coinbase.com': {
    api: 'exchange',
    ...both('wss://ws-feed-public.sandbox.exchange.coinbase.com'),
  },
  'https://api-us.dma.prime.coinbase.com': { api: 'exchange', ...both('wss://ws-us.dma.prime.coinbase.com') },
  'https://api-us.dma.sandbox.prime.coinbase.com': {
    api: 'exchange',
    ...both('wss://ws-us.dma.sandbox.prime.coinbase.com'),
  },
  'https://api.coinbase.com': {
    api: 'advanced-trade',
    market: 'wss://advanced-trade-ws.coinbase.com',
    user: 'wss://advanced-trade-ws-user.coinbase.com',
  },
};

/** What is served on this machine, by the local sandbox above all, has its feed beside its REST API. */
const LOCAL_PATHS: Partial<Readonly<Record<ApiName, FeedAddresses>>> = {
  exchange: both('/'),
  'advanced-trade': { market: '/advanced-trade', user: '/advanced-trade-user' },
};

/**
 * The feed that belongs to a REST API. A host comes from the table alone or, on loopback, from the account.
 * @param origin scheme, host and port of the account.
 * @throws CoinbaseError ACCOUNT_MISSING where no feed is known.
 */
export function feedAddresses(api: ApiName, origin: string): FeedAddresses {
  const known = Object.hasOwn(FEEDS, origin) ? FEEDS[origin] : undefined;
  if (known?.api === api) return { market: known.market, user: known.user };
  const url = new URL(origin);
  const paths = LOCAL_PATHS[api];
  if (!paths || !isLoopback(url.hostname))
    throw new CoinbaseError('ACCOUNT_MISSING', `no feed is known that belongs to ${origin}`, { sent: false });
  const base = `${url.protocol === 'https:' ? 'wss' : 'ws'}://${url.host}`;
  return { market: base + paths.market, user: base + paths.user };
}
