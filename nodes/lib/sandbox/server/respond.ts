import { diagnose, type Finding, type ReceivedRequest } from '../../signer';
import type { SandboxFault } from '../faults';
import { accountRoutes } from './account-routes';
import { authenticate, type KeyRing } from './authenticate';
import { candleRoutes } from './candle-routes';
import { currencyRoutes } from './currency-routes';
import { ledgerRoutes } from './ledger-routes';
import { marketRoutes } from './market-routes';
import { notSimulated } from './not-simulated';
import { orderRoutes } from './order-routes';
import type { PaperExchange } from './paper-exchange';
import { profileRoutes } from './profile-routes';
import type { IssuedKey } from './profiles';
import { RateLimits } from './rate-limits';
import { type Parsed, parsed, refuse, refused, type Reply } from './reply';
import type { Route } from './route';
import { sandboxRoutes } from './sandbox-routes';
import { createRouter, type Match } from './router';

/** Everything that the sandbox answers. */
export const routes: readonly Route[] = [
  ...marketRoutes,
  ...candleRoutes,
  ...currencyRoutes,
  ...accountRoutes,
  ...ledgerRoutes,
  ...profileRoutes,
  ...orderRoutes,
  ...sandboxRoutes,
];

/** Left out paths that a route's `{name}` would take: `/products/volume-summary` is no product. */
const leftOut = new Set(notSimulated.map(({ method, path }) => `${method} ${path}`));

const findSimulated = createRouter(routes);

function findRoute(method: string, path: string): Match | undefined {
  return leftOut.has(`${method} ${path}`) ? undefined : findSimulated(method, path);
}

/** Answers requests of one sandbox; knows nothing of sockets. */
export class Responder {
  readonly #exchange: PaperExchange;
  readonly #keys: KeyRing;
  readonly #counts = new Map<string, number>();
  #limits = new RateLimits();

  constructor(exchange: PaperExchange, keys: readonly IssuedKey[]) {
    this.#exchange = exchange;
    this.#keys = new Map(keys.map((key) => [key.credential.key, key]));
  }

  /** How many requests each route has seen, refused ones included: `POST /orders` → 3; `other` for no route. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  reset(): void {
    this.#exchange.reset();
    this.#limits = new RateLimits();
    this.#counts.clear();
  }

  /** @param address where the request came from, for the public rate limit. */
  respond(received: ReceivedRequest, address: string): Reply {
    const mark = received.path.indexOf('?');
    const path = mark < 0 ? received.path : received.path.slice(0, mark);
    const match = findRoute(received.method, path);
    const route = match ? `${match.route.method} ${match.route.path}` : 'other';
    const fault = this.#fault(received, route);
    this.#count(route);
    if (!fault) return this.#rightAnswer(received, match, path, address);
    return faulty(fault, () => this.#rightAnswer(received, match, path, address));
  }

  #fault({ method, path, body }: ReceivedRequest, route: string): SandboxFault | undefined {
    const { faults } = this.#exchange.settings;
    return faults?.({ method, path, body, route, earlier: this.#counts.get(route) ?? 0 });
  }

  #rightAnswer(received: ReceivedRequest, match: Match | undefined, path: string, address: string): Reply {
    if (!match) return this.#notSimulated(received, path);
    const admitted = this.#admit(received, match.route, address);
    return admitted.kind === 'refused'
      ? admitted.reply
      : this.#answer(received, match, path.length, admitted.value);
  }

  #answer(received: ReceivedRequest, { route, params }: Match, mark: number, profile: string): Reply {
    this.#exchange.expireOrders();
    const query = new URLSearchParams(received.path.slice(mark));
    const { body } = received;
    const reset = (): void => this.reset();
    const reply = route.answer({ exchange: this.#exchange, profile, params, query, body, reset });
    return { ...reply, headers: { 'Cache-Control': route.cache ?? 'no-store', ...reply.headers } };
  }

  /** The profile that the request is for, or why it is not answered. */
  #admit(received: ReceivedRequest, { auth, bucket }: Route, address: string): Parsed<string> {
    const { settings } = this.#exchange;
    const now = this.#exchange.now();
    let { profile } = this.#exchange;
    if (auth !== 'public') {
      const key = authenticate(received, this.#keys, auth, now);
      if (key.kind === 'refused') return key;
      profile = key.value.profile;
    }
    if (!settings.rateLimits) return parsed(profile);
    const message = this.#limits.refusal(bucket, auth === 'public' ? address : profile, now);
    return message === undefined ? parsed(profile) : refused(429, message);
  }

  /**
   * The real exchange answers an unsigned unknown path with "CB-ACCESS-KEY header is required", which sends people
   * looking for the wrong mistake; here the path is named whether signed or not, with the paths there are.
   */
  #notSimulated(received: ReceivedRequest, path: string): Reply {
    const what = `${received.method} ${path.slice(0, 200)}`;
    const diagnosis = received.headers['cb-access-sign'] === undefined ? [] : this.#diagnose(received);
    return refuse(404, `${what} is not simulated by this sandbox${otherApi(path)}`, {
      ...(diagnosis.length > 0 && { diagnosis }),
      simulated: routes.map((route) => `${route.method} ${route.path}`),
    });
  }

  /** A path that nothing answers can itself be the mistake, such as a doubled slash. */
  #diagnose(received: ReceivedRequest): Finding[] {
    const credentials = [...this.#keys.values()].map(({ credential }) => credential);
    return diagnose(received, { credentials }, this.#exchange.now());
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

/** @param rightAnswer carries the request out. */
function faulty(fault: SandboxFault, rightAnswer: () => Reply): Reply {
  if (!('accepted' in fault)) return { ...rightAnswer(), delivery: fault };
  if (fault.accepted) rightAnswer();
  if (fault.kind !== 'answer') return { status: 500, body: '', delivery: fault };
  const { status, body = '', headers } = fault;
  return { status, body, ...(headers && { headers }) };
}

/** Names the API that a path belongs to when it is one of Coinbase's others. */
function otherApi(path: string): string {
  if (path.startsWith('/api/v3/brokerage')) {
    return ': this is a path of Advanced Trade, and the sandbox is an Exchange, with paths such as /orders';
  }
  if (path.startsWith('/v2/')) {
    return ': this is a path of the Coinbase App API, and the sandbox is an Exchange, with paths such as /accounts';
  }
  return '';
}
