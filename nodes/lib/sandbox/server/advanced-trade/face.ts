import type { ReceivedRequest } from '../../../signer';
import { isSigned, type Admitted, type Face } from '../face';
import type { PaperExchange } from '../paper-exchange';
import type { IssuedKey } from '../profiles';
import { RateLimits } from '../rate-limits';
import { type Parsed, parsed, type Reply } from '../reply';
import type { Route } from '../route';
import { createRouter, type Match } from '../router';
import { sandboxRoutes } from '../sandbox-routes';
import { accountRoutes } from './account-routes';
import { refusal, tooManyRequests } from './answers';
import { marketRoutes } from './market-routes';
import { queryInSnakeCase } from './names';
import { notSimulated } from './not-simulated';
import { orderRoutes } from './order-routes';
import { TokenGate } from './token-gate';

/** Every path of Advanced Trade begins so. */
export const PREFIX = '/api/v3/brokerage';

/** Everything that the sandbox answers as Advanced Trade; whole paths. */
export const advancedTradeRoutes: readonly Route[] = [...orderRoutes, ...accountRoutes, ...marketRoutes].map(
  (route) => ({
    ...route,
    path: `${PREFIX}${route.path}`,
    answer: (call) => route.answer({ ...call, query: queryInSnakeCase(call.query) }),
  }),
);

/** Left out paths that a route's `{name}` would take. */
const leftOut = new Set(notSimulated.map(({ method, path }) => `${method} ${PREFIX}${path}`));

/** The sandbox's own paths take a token as well. */
const findSimulated = createRouter([...advancedTradeRoutes, ...sandboxRoutes]);

/** Advanced Trade: a token (JWT) for each request, made with a CDP key. */
export class AdvancedTradeFace implements Face {
  readonly #exchange: PaperExchange;
  readonly #gate: TokenGate;
  #limits = new RateLimits();

  constructor(exchange: PaperExchange, keys: readonly IssuedKey[]) {
    this.#exchange = exchange;
    this.#gate = new TokenGate(keys);
  }

  find(method: string, path: string): Match | undefined {
    return leftOut.has(`${method} ${path}`) ? undefined : findSimulated(method, path);
  }

  admit(received: ReceivedRequest, { auth, bucket }: Route, address: string, now: number): Parsed<Admitted> {
    let admitted: Admitted = { profile: this.#exchange.profile, permissions: new Set() };
    if (auth !== 'public') {
      const key = this.#gate.admit(received, auth, now);
      if (key.kind === 'refused') return key;
      admitted = key.value;
    }
    const holder = auth === 'public' ? address : admitted.profile;
    const isOver =
      this.#exchange.settings.rateLimits && this.#limits.refusal(bucket, holder, now) !== undefined;
    return isOver ? { kind: 'refused', reply: tooManyRequests() } : parsed(admitted);
  }

  unknown(received: ReceivedRequest, path: string, now: number): Reply {
    const diagnosis = isSigned(received) ? this.#gate.diagnosis(received, now) : [];
    const what = `${received.method} ${path.slice(0, 200)} is not simulated by this sandbox`;
    return refusal(404, 'NOT_FOUND', what, {
      ...(diagnosis.length > 0 && { diagnosis }),
      simulated: advancedTradeRoutes.map((route) => `${route.method} ${route.path}`),
    });
  }

  reset(): void {
    this.#limits = new RateLimits();
  }
}
