import { diagnose, type ExchangeCredential, type Finding, type ReceivedRequest } from '../../signer';
import { accountRoutes } from './account-routes';
import { refuseUnauthentic } from './authenticate';
import { currencyRoutes } from './currency-routes';
import { marketRoutes } from './market-routes';
import { orderRoutes } from './order-routes';
import type { PaperExchange } from './paper-exchange';
import { RateLimits } from './rate-limits';
import { refuse, type Reply } from './reply';
import type { Route } from './route';
import { createRouter, type Match } from './router';

/** Everything that the sandbox answers. */
export const routes: readonly Route[] = [
  ...marketRoutes,
  ...currencyRoutes,
  ...accountRoutes,
  ...orderRoutes,
];

const findRoute = createRouter(routes);

/** Answers requests of one sandbox; knows nothing of sockets. */
export class Responder {
  readonly #exchange: PaperExchange;
  readonly #credential: ExchangeCredential;
  readonly #counts = new Map<string, number>();
  #limits = new RateLimits();

  constructor(exchange: PaperExchange, credential: ExchangeCredential) {
    this.#exchange = exchange;
    this.#credential = credential;
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
    this.#count(match ? `${match.route.method} ${match.route.path}` : 'other');
    if (!match) return this.#notSimulated(received, path);
    return this.#refusal(received, match.route, address) ?? this.#answer(received, match, mark);
  }

  #answer(received: ReceivedRequest, { route, params }: Match, mark: number): Reply {
    this.#exchange.expireOrders();
    const query = new URLSearchParams(mark < 0 ? '' : received.path.slice(mark));
    const reply = route.answer({ exchange: this.#exchange, params, query, body: received.body });
    return { ...reply, headers: { 'Cache-Control': route.cache ?? 'no-store', ...reply.headers } };
  }

  #refusal(received: ReceivedRequest, { auth, bucket }: Route, address: string): Reply | undefined {
    const { settings, profile } = this.#exchange;
    const now = this.#exchange.now();
    if (auth !== 'public') {
      const issued = { credential: this.#credential, permissions: settings.permissions };
      const refusal = refuseUnauthentic(received, issued, auth, now);
      if (refusal) return refusal;
    }
    if (!settings.rateLimits) return undefined;
    const message = this.#limits.refusal(bucket, auth === 'public' ? address : profile, now);
    return message === undefined ? undefined : refuse(429, message);
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
    return diagnose(received, { credentials: [this.#credential] }, this.#exchange.now());
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
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
