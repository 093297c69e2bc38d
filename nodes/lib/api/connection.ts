import { checkCallerHeaders } from '../rules/caller-headers';
import { idleClock, systemClock, type Clock } from '../rules/clock';
import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import type { Credential } from '../signer';
import { createCore, type Core } from './core';
import { createDeadline } from './deadline';
import { createAdvancedTradeTrading } from './advanced-trade/trading';
import { createExchangeTrading } from './exchange/trading';
import { createProductCache, type ProductCache } from './product-cache';
import { createLifetime, type Lifetime } from '../rules/lifetime';
import { say } from '../sentences';
import { apiOf, hasOrders, isEmbedded, type ApiName, type EnvironmentName } from './environments';
import { createApiFeed, feedAddresses, shareFeed, type ApiFeed, type HeardFeed } from './feed';
import { createLimiter, noLimiter } from './limiter';
import { createReader, type TradingParts } from './reader';
import { styleOf } from './styles';
import { createServerClock } from './server-clock';
import type { CallOptions, Connection, RawRequest, RawResponse, TradingApi } from './trading-api';
import { createTransport, type Transport } from './transport';

export interface ConnectionOptions {
  /** From checkOrigin: scheme, host and port. */
  readonly origin: string;
  /** Absent: requests leave unsigned, which is enough for public data. */
  readonly credential: Credential | undefined;
  /** `exchange` keeps to the exchange's documented rate limit; `off` sends at once. */
  readonly limiter: 'exchange' | 'off';
  /** Which of Coinbase's APIs is there, and whether orders are placed on it; `exchange` when absent. */
  readonly environment?: EnvironmentName;
  readonly clock?: Clock;
  /** Keeps no process alive: what is heard is for as long as the process lives for something else. */
  readonly idle?: boolean;
  readonly userAgent?: string;
  readonly random?: () => number;
}

/** Kept open this long without a user, so that a redeploy finds its connection again; milliseconds. */
export const GRACE_MS = 1000;
const USER_AGENT = 'redtrade-node-red-coinbase';
/** Patience of the question about the time that a feed's subscription waits for. */
const MEASURING_MS = 3000;
/** Smaller corrections than this would not help a stamp that was refused. */
const WORTHWHILE_MS = 1000;

interface Shared {
  readonly options: ConnectionOptions;
  readonly transport: Transport;
  readonly core: Core;
  readonly products: ProductCache;
  readonly clockListeners: Set<(offsetMs: number) => void>;
  readonly heard: Set<HeardFeed>;
  /** Of what no single share owns: the reads of the feed. */
  readonly lifetime: Lifetime;
  /** From the first time that it was asked for. */
  feed?: ApiFeed;
  users: number;
  grace: NodeJS.Timeout | undefined;
}

/** One entry for each (origin, credential, limiter) in use in this process. */
const open = new Set<Shared>();

/**
 * A share in the one connection of this (origin, credential, limiter): one pool, one limiter, one clock offset, one
 * product cache. Opened by the first user, closed a moment after the last gave its share back.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const shared = [...open].find((one) => isSame(one.options, options)) ?? create(options);
  shared.users += 1;
  clearTimeout(shared.grace);
  return share(shared);
}

/** Compares the secrets themselves, in constant time: another secret for the same key is another connection. */
function isSame(a: ConnectionOptions, b: ConnectionOptions): boolean {
  if (a.origin !== b.origin || a.limiter !== b.limiter || a.clock !== b.clock) return false;
  if (environmentOf(a) !== environmentOf(b) || isIdle(a) !== isIdle(b)) return false;
  const [left, right] = [a.credential, b.credential];
  if (!left || !right) return left === right;
  if (left.scheme !== right.scheme) return false;
  return left.key === right.key && left.passphrase === right.passphrase && left.secret.equals(right.secret);
}

function isIdle({ idle = false }: ConnectionOptions): boolean {
  return idle;
}

function environmentOf({ environment }: ConnectionOptions): EnvironmentName {
  return environment ?? 'exchange';
}

function apiBehind(options: ConnectionOptions): ApiName {
  return apiOf(environmentOf(options), options.credential?.scheme ?? 'exchange');
}

/** @throws CoinbaseError ACCOUNT_MISSING where only signed-request works. */
function checkOrders(options: ConnectionOptions): void {
  const name = environmentOf(options);
  if (hasOrders(name)) return;
  throw new CoinbaseError('ACCOUNT_MISSING', say('place.noOrders', { environment: name }), {
    sent: false,
    environment: name,
  });
}

function create(options: ConnectionOptions): Shared {
  const given = options.clock ?? systemClock;
  const clock = isIdle(options) ? idleClock(given) : given;
  const api = apiBehind(options);
  const transport = createTransport(options.origin);
  const clockListeners: Shared['clockListeners'] = new Set();
  const core = createCore({
    credential: options.credential,
    styleOf: (path) => styleOf(api, path),
    host: new URL(options.origin).hostname,
    userAgent: options.userAgent ?? USER_AGENT,
    transport,
    limiter: options.limiter === 'off' ? noLimiter : createLimiter(clock, styleOf(api)),
    clock,
    serverClock: createServerClock(clock, (offsetMs) => {
      for (const heard of clockListeners) heard(offsetMs);
    }),
    random: options.random ?? Math.random,
  });
  const shared: Shared = {
    options,
    transport,
    core,
    products: createProductCache(clock),
    clockListeners,
    heard: new Set(),
    lifetime: createLifetime(),
    users: 0,
    grace: undefined,
  };
  open.add(shared);
  return shared;
}

function close(shared: Shared): void {
  if (shared.users > 0) return;
  open.delete(shared);
  shared.lifetime.end();
  shared.feed?.close();
  void shared.transport.close().catch(() => undefined);
}

/** Runs calls inside their deadlines, which end with the owner. */
function createWithin(core: Core, owner: Lifetime): TradingParts['within'] {
  return async (options, run) => {
    const deadline = createDeadline(options, owner, core.clock);
    try {
      return await run(deadline);
    } catch (thrown) {
      throw asCoinbaseError(thrown, 'NETWORK');
    } finally {
      deadline.dispose();
    }
  };
}

function tradingOn({ options, core, products }: Shared, owner: Lifetime): TradingApi {
  const canBeReset = isEmbedded(environmentOf(options));
  const parts = { core, within: createWithin(core, owner), products, canBeReset };
  return apiBehind(options) === 'advanced-trade'
    ? createAdvancedTradeTrading({ ...parts, signed: options.credential !== undefined })
    : createExchangeTrading(parts);
}

/** @throws CoinbaseError ACCOUNT_MISSING where no feed is known. */
function feedOn(shared: Shared): ApiFeed {
  const { options, core, lifetime } = shared;
  const api = apiBehind(options);
  const within = createWithin(core, lifetime);
  const offsetNow = (): number => core.serverClock.now() - core.clock.now();
  return createApiFeed(api, {
    addresses: feedAddresses(api, options.origin),
    credential: options.credential,
    clock: core.clock,
    serverNow: () => core.serverClock.now(),
    async measureClock() {
      const before = offsetNow();
      try {
        await within({ timeoutMs: MEASURING_MS, urgent: true }, (deadline) => core.measureClock(deadline));
      } catch {
        return false;
      }
      return Math.abs(offsetNow() - before) >= WORTHWHILE_MS;
    },
    reader: createReader({ core, within }, styleOf(api)),
    productIds: async () => {
      const all = await tradingOn(shared, lifetime).products();
      return [...all.values()].filter(({ status }) => status === 'online').map(({ id }) => id);
    },
    userAgent: options.userAgent ?? USER_AGENT,
    random: options.random ?? Math.random,
    limited: options.limiter !== 'off',
    idle: isIdle(options),
  });
}

function share(shared: Shared): Connection {
  const owner = createLifetime();
  const { core, clockListeners, options: opened } = shared;

  const within = createWithin(core, owner);

  const request = (wanted: RawRequest, options?: CallOptions): Promise<RawResponse> =>
    within(options, (deadline) => {
      if (wanted.headers) checkCallerHeaders(wanted.headers);
      return core.request(wanted, deadline);
    });

  const trading = tradingOn(shared, owner);
  return {
    origin: opened.origin,
    api: apiBehind(opened),
    get trading() {
      checkOrders(opened);
      return trading;
    },
    get feed() {
      checkOrders(opened);
      const feed = (shared.feed ??= feedOn(shared));
      return shareFeed({ feed, owner, signed: opened.credential !== undefined, heard: shared.heard });
    },
    get heard() {
      return [...shared.heard];
    },
    request,
    measureClock: (options) =>
      within(options, async (deadline) => {
        await core.measureClock(deadline);
        return core.serverClock.known ? core.serverClock.offsetMs : undefined;
      }),
    get clockOffsetMs() {
      return core.serverClock.offsetMs;
    },
    onClockChange(heard) {
      const own = (offsetMs: number): void => heard(offsetMs);
      clockListeners.add(own);
      const end = (): boolean => clockListeners.delete(own);
      owner.onEnd(end);
      return end;
    },
    release() {
      if (owner.ended) return Promise.resolve();
      owner.end();
      shared.users -= 1;
      if (shared.users === 0) {
        shared.grace = setTimeout(() => close(shared), GRACE_MS);
        shared.grace.unref();
      }
      return Promise.resolve();
    },
  };
}
