import type { EnvironmentName } from '../rules/environment-names';
import { CoinbaseError } from '../rules/errors';
import { orderApiOf } from '../rules/expressible';
import { shown } from '../rules/shapes';
import { say, type SentenceKey, type Words } from '../sentences';
import type { Scheme } from '../signer';

export type { EnvironmentName } from '../rules/environment-names';

/** One of Coinbase's APIs. */
export type ApiName = 'exchange' | 'advanced-trade' | 'coinbase-app' | 'prime' | 'international';

/** What is fixed about an environment. */
export interface EnvironmentFacts {
  /** Its own API address; undefined where it is found at run time (the embedded sandbox) or chosen by a person. */
  readonly origin: string | undefined;
  /** `live` moves real money. */
  readonly mode: 'paper' | 'live';
  /** Undefined: told by the scheme that a person chose. */
  readonly api: ApiName | undefined;
  /** It runs inside Node-RED, and a person may put it back to its start. */
  readonly embedded?: boolean;
  /** The schemes of its keys, the usual one first; empty for a free choice. */
  readonly schemes: readonly Scheme[];
  /** What all its endpoints begin with, where people leave that out; absent where a path is whole as it is. */
  readonly base?: string;
}

const exchange = { api: 'exchange', schemes: ['exchange'] } as const;
const advancedTrade = {
  api: 'advanced-trade',
  base: '/api/v3/brokerage',
  schemes: ['cdp'],
} as const;
const embedded = { origin: undefined, mode: 'paper', embedded: true } as const;
const live = { mode: 'live' } as const;

/** Source: base URLs of the Exchange, Advanced Trade, Coinbase App, Prime and International documentation. */
export const environments = {
  'local-sandbox': { ...embedded, ...exchange },
  'local-sandbox-advanced-trade': { ...embedded, ...advancedTrade },
  exchange: { origin: 'https://api.exchange.coinbase.com', mode: 'live', ...exchange },
  'exchange-sandbox': {
    origin: 'https://api-public.sandbox.exchange.coinbase.com',
    mode: 'paper',
    ...exchange,
  },
  'advanced-trade': { origin: 'https://api.coinbase.com', mode: 'live', ...advancedTrade },
  'coinbase-app': {
    origin: 'https://api.coinbase.com',
    api: 'coinbase-app',
    schemes: ['cdp', 'coinbase-app'],
    ...live,
  },
  prime: { origin: 'https://api.prime.coinbase.com', api: 'prime', schemes: ['prime'], ...live },
  international: {
    origin: 'https://api.international.coinbase.com',
    api: 'international',
    schemes: ['international'],
    ...live,
  },
  custom: { origin: undefined, api: undefined, schemes: [], ...live },
} as const satisfies Record<EnvironmentName, EnvironmentFacts>;

/** Whether the order nodes trade there in this version, and with them a trading switch. */
export function hasOrders(environment: string): boolean {
  return orderApiOf(environment) !== undefined;
}

/** Whether a person may put it back to its start. */
export function isEmbedded(environment: EnvironmentName): boolean {
  const facts: EnvironmentFacts = environments[environment];
  return facts.embedded === true;
}

/** What names an API by itself, or the sandbox's own requests. */
const WHOLE_PATH = /^\/(?:api|v\d+|sandbox)(?:[/?]|$)/;

/**
 * What a path lacks in front: `/accounts` is `/api/v3/brokerage/accounts` on Advanced Trade, as it is `/accounts` on
 * Exchange.
 * @returns the empty string where nothing is missing.
 */
export function missingBase(environment: string, path: string): string {
  if (!Object.hasOwn(environments, environment) || WHOLE_PATH.test(path)) return '';
  const { base = '' }: EnvironmentFacts = environments[environment as EnvironmentName];
  return base;
}

/** The API that a scheme's keys are made for: what `custom` talks to. */
const API_OF_SCHEME = {
  exchange: 'exchange',
  cdp: 'advanced-trade',
  'coinbase-app': 'coinbase-app',
  prime: 'prime',
  international: 'international',
} as const satisfies Record<Scheme, ApiName>;

/** The API behind an environment; `scheme` matters to `custom` alone. */
export function apiOf(environment: EnvironmentName, scheme: Scheme): ApiName {
  return environments[environment].api ?? API_OF_SCHEME[scheme];
}

const EXCHANGE = environments.exchange.origin;
const SANDBOX = environments['exchange-sandbox'].origin;

/** What a host is, as the sentences name it. */
type Host = Extract<SentenceKey, `host.${string}`>;

/** Hosts of the APIs, and what they are for somebody who wanted another one. */
const API_HOSTS: Readonly<Record<string, { readonly apis: readonly ApiName[]; readonly is: Host }>> = {
  'api.exchange.coinbase.com': { apis: ['exchange'], is: 'host.exchange' },
  'api-public.sandbox.exchange.coinbase.com': { apis: ['exchange'], is: 'host.exchangeSandbox' },
  'api.prime.coinbase.com': { apis: ['prime'], is: 'host.prime' },
  'api.coinbase.com': {
    apis: ['advanced-trade', 'coinbase-app'],
    is: 'host.retail',
  },
  'api-sandbox.coinbase.com': { apis: ['advanced-trade'], is: 'host.advancedTradeSandbox' },
  'api.international.coinbase.com': {
    apis: ['international'],
    is: 'host.international',
  },
  'api-n5e1.coinbase.com': { apis: ['international'], is: 'host.internationalSandbox' },
};

/** Hosts that people still have in old flows and notes, what they are, and the API that was meant. */
const WRONG_HOSTS: Readonly<Record<string, readonly [is: Host, meant: string]>> = {
  'api.pro.coinbase.com': ['host.pro', EXCHANGE],
  'api.gdax.com': ['host.gdax', EXCHANGE],
  'api.cdp.coinbase.com': ['host.developers', EXCHANGE],
  'api-public.sandbox.pro.coinbase.com': ['host.oldSandbox', SANDBOX],
  'api-public.sandbox.gdax.com': ['host.oldSandbox', SANDBOX],
  'public.sandbox.exchange.coinbase.com': ['host.sandboxPage', SANDBOX],
  'public.sandbox.pro.coinbase.com': ['host.oldSandboxPage', SANDBOX],
  'exchange.coinbase.com': ['host.page', EXCHANGE],
  'pro.coinbase.com': ['host.oldPage', EXCHANGE],
  'prime.coinbase.com': ['host.page', environments.prime.origin],
  'international.coinbase.com': ['host.page', environments.international.origin],
  'n5e1.coinbase.com': ['host.sandboxPage', 'https://api-n5e1.coinbase.com'],
  'www.coinbase.com': ['host.page', environments['advanced-trade'].origin],
  'coinbase.com': ['host.page', environments['advanced-trade'].origin],
  'docs.cdp.coinbase.com': ['host.documentation', EXCHANGE],
};

/**
 * Reads the address of an API: scheme, host and port, nothing else. HTTPS, except on loopback.
 * @param environment for which it is meant: the host of another Coinbase API is refused. `custom` takes any.
 * @returns the origin in its usual form, without a last slash.
 * @throws CoinbaseError ACCOUNT_MISSING with what is wrong and the right name where the host is a known mistake.
 */
export function checkOrigin(text: unknown, environment: EnvironmentName = 'exchange'): string {
  if (typeof text !== 'string' || text.trim() === '') throw refused(say('place.none', { text: shown(text) }));
  const url = parse(text.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(say('place.protocol', { text: shown(url.protocol) }));
  if (url.username !== '' || url.password !== '' || text.includes('@')) throw refused(say('place.user'));
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]/.test(text))
    throw refused(say('place.path', { origin: url.origin }));
  const host = url.hostname.replace(/\.$/, '');
  const wrong = wrongHost(host, environment);
  if (wrong !== undefined) throw refused(wrong);
  if (isFeed(host)) throw refused(say('place.feed', { host }));
  if (url.protocol === 'http:' && !isLoopback(host))
    throw refused(say('place.plain', { origin: url.origin }));
  return url.origin;
}

/** What a host is instead, where it cannot serve this environment. */
function wrongHost(host: string, environment: EnvironmentName): Words | undefined {
  const { api, origin }: EnvironmentFacts = environments[environment];
  const serves = (other: string): boolean =>
    api === undefined || (API_HOSTS[other]?.apis.includes(api) ?? true);
  const elsewhere = (is: Host): Words =>
    say('place.isElsewhere', { host, is: say(is), environment, origin: origin ?? EXCHANGE });
  const [is, meant] = Object.hasOwn(WRONG_HOSTS, host) ? (WRONG_HOSTS[host] ?? []) : [];
  if (is !== undefined && meant !== undefined)
    return serves(new URL(meant).host)
      ? say('place.useInstead', { host, is: say(is), origin: meant })
      : elsewhere(is);
  const known = Object.hasOwn(API_HOSTS, host) ? API_HOSTS[host] : undefined;
  return known === undefined || serves(host) ? undefined : elsewhere(known.is);
}

/** A feed's host, Coinbase's own or one of its looks. */
function isFeed(host: string): boolean {
  return host.startsWith('ws-') || /-ws(?:-user)?\.coinbase\.com$/.test(host);
}

function parse(text: string): URL {
  try {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw new TypeError();
    return new URL(text);
  } catch {
    const given = shown(text.replace(/\/\/[^/]*@/, '//'));
    throw refused(say('place.noUrl', { text: given, example: EXCHANGE }));
  }
}

/** True for names that never leave this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refused(why: Words): CoinbaseError {
  return new CoinbaseError('ACCOUNT_MISSING', why);
}
