import { CoinbaseError } from '../rules/errors';
import { shown } from '../rules/shapes';

/** What is fixed about an environment. */
export interface EnvironmentFacts {
  /** Its own API address; undefined where it is found at run time (the embedded sandbox listens on a free port). */
  readonly origin: string | undefined;
  /** `live` moves real money. */
  readonly mode: 'paper' | 'live';
  readonly api: 'exchange';
}

/** Source: Exchange API, base URLs. */
export const environments = {
  'local-sandbox': { origin: undefined, mode: 'paper', api: 'exchange' },
  exchange: { origin: 'https://api.exchange.coinbase.com', mode: 'live', api: 'exchange' },
  'exchange-sandbox': {
    origin: 'https://api-public.sandbox.exchange.coinbase.com',
    mode: 'paper',
    api: 'exchange',
  },
} as const satisfies Record<string, EnvironmentFacts>;

export type EnvironmentName = keyof typeof environments;

const EXCHANGE = environments.exchange.origin;
const SANDBOX = environments['exchange-sandbox'].origin;

/** Hosts that people still have in old flows and notes, and what to use in their place. */
const WRONG_HOSTS: Readonly<Record<string, string>> = {
  'api.pro.coinbase.com': `is Coinbase Pro, closed since 2024; use ${EXCHANGE}`,
  'api.gdax.com': `is GDAX, closed since 2019; use ${EXCHANGE}`,
  'api.prime.coinbase.com': `is Coinbase Prime, another product with other signatures; Exchange is ${EXCHANGE}`,
  'api.coinbase.com': `is Coinbase App and Advanced Trade, whose keys and signatures differ; Exchange is ${EXCHANGE}`,
  'api-sandbox.coinbase.com': `is the sandbox of Advanced Trade; that of Exchange is ${SANDBOX}`,
  'api.international.coinbase.com': `is Coinbase International, another product; Exchange is ${EXCHANGE}`,
  'api.cdp.coinbase.com': `is the developer platform; Exchange is ${EXCHANGE}`,
  'api-public.sandbox.pro.coinbase.com': `is the old name of the public sandbox; use ${SANDBOX}`,
  'api-public.sandbox.gdax.com': `is the old name of the public sandbox; use ${SANDBOX}`,
  'public.sandbox.exchange.coinbase.com': `is the sandbox's web page; its API is ${SANDBOX}`,
  'public.sandbox.pro.coinbase.com': `is the old sandbox's web page; use ${SANDBOX}`,
  'exchange.coinbase.com': `is the web page; the API is ${EXCHANGE}`,
  'pro.coinbase.com': `is the old web page; the API is ${EXCHANGE}`,
  'www.coinbase.com': `is the web page; the API is ${EXCHANGE}`,
  'coinbase.com': `is the web page; the API is ${EXCHANGE}`,
  'docs.cdp.coinbase.com': `is the documentation; the API is ${EXCHANGE}`,
};

/**
 * Reads the address of an API: scheme, host and port, nothing else. HTTPS, except on loopback.
 * @returns the origin in its usual form, without a last slash.
 * @throws CoinbaseError ACCOUNT_MISSING with what is wrong and the right name where the host is a known mistake.
 */
export function checkOrigin(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '') throw refused(`the URL is ${shown(text)}`);
  const url = parse(text.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(`the URL starts with ${shown(url.protocol)}; it must start with https://`);
  if (url.username !== '' || url.password !== '' || text.includes('@'))
    throw refused('the URL holds a user name or password; take it out');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]/.test(text))
    throw refused(`the URL must end after the host: ${url.origin}; paths belong into the other nodes`);
  const host = url.hostname.replace(/\.$/, '');
  const known = Object.hasOwn(WRONG_HOSTS, host) ? WRONG_HOSTS[host] : undefined;
  if (known) throw refused(`${host} ${known}`);
  if (host.startsWith('ws-'))
    throw refused(`${host} is a feed; the URL of the account is that of the REST API`);
  if (url.protocol === 'http:' && !isLoopback(host))
    throw refused(`${url.origin} is not encrypted; use https:// (http:// is for this machine only)`);
  return url.origin;
}

function parse(text: string): URL {
  try {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw new TypeError();
    return new URL(text);
  } catch {
    throw refused(`${shown(text.replace(/\/\/[^/]*@/, '//'))} is not a URL such as ${EXCHANGE}`);
  }
}

/** True for names that never leave this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('ACCOUNT_MISSING', why);
}
