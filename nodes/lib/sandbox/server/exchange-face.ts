import { diagnose, type Finding, type ReceivedRequest } from '../../signer';
import { accountRoutes } from './account-routes';
import { authenticate, type KeyRing } from './authenticate';
import { candleRoutes } from './candle-routes';
import { currencyRoutes } from './currency-routes';
import { isSigned, type Admitted, type Face } from './face';
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
import { createRouter, type Match } from './router';
import { sandboxRoutes } from './sandbox-routes';

/** Everything that the sandbox answers as an Exchange. */
export const exchangeRoutes: readonly Route[] = [
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

const findSimulated = createRouter(exchangeRoutes);

/** Coinbase Exchange: signed with key, secret and passphrase. */
export class ExchangeFace implements Face {
  readonly #exchange: PaperExchange;
  readonly #keys: KeyRing;
  #limits = new RateLimits();

  constructor(exchange: PaperExchange, keys: readonly IssuedKey[]) {
    this.#exchange = exchange;
    this.#keys = new Map(keys.map((key) => [key.credential.key, key]));
  }

  find(method: string, path: string): Match | undefined {
    return leftOut.has(`${method} ${path}`) ? undefined : findSimulated(method, path);
  }

  admit(received: ReceivedRequest, { auth, bucket }: Route, address: string, now: number): Parsed<Admitted> {
    let admitted: Admitted = { profile: this.#exchange.profile, permissions: new Set() };
    if (auth !== 'public') {
      const key = authenticate(received, this.#keys, auth, now);
      if (key.kind === 'refused') return key;
      admitted = key.value;
    }
    if (!this.#exchange.settings.rateLimits) return parsed(admitted);
    const message = this.#limits.refusal(bucket, auth === 'public' ? address : admitted.profile, now);
    return message === undefined ? parsed(admitted) : refused(429, message);
  }

  /**
   * The real exchange answers an unsigned unknown path with "CB-ACCESS-KEY header is required", which sends people
   * looking for the wrong mistake; here the path is named whether signed or not, with the paths there are.
   */
  unknown(received: ReceivedRequest, path: string, now: number): Reply {
    const what = `${received.method} ${path.slice(0, 200)}`;
    const other = otherApi(path);
    // Its way to sign is right where its path is.
    const diagnosis = other === '' && isSigned(received) ? this.#diagnose(received, now) : [];
    return refuse(404, `${what} is not simulated by this sandbox${other}`, {
      ...(diagnosis.length > 0 && { diagnosis }),
      simulated: exchangeRoutes.map((route) => `${route.method} ${route.path}`),
    });
  }

  reset(): void {
    this.#limits = new RateLimits();
  }

  /** A path that nothing answers can itself be the mistake, such as a doubled slash. */
  #diagnose(received: ReceivedRequest, now: number): Finding[] {
    const credentials = [...this.#keys.values()].map(({ credential }) => credential);
    return diagnose(received, { credentials }, now);
  }
}

/** Names the API that a path belongs to when it is one of Coinbase's others. */
function otherApi(path: string): string {
  return path.startsWith('/v2/')
    ? ': this is a path of the Coinbase App API, and the sandbox is an Exchange, with paths such as /accounts'
    : '';
}
