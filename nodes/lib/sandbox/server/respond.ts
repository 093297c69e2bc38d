import type { ReceivedRequest } from '../../signer';
import type { SandboxFault } from '../faults';
import { AdvancedTradeFace, PREFIX } from './advanced-trade/face';
import { ExchangeFace } from './exchange-face';
import type { Admitted, Face } from './face';
import type { PaperExchange } from './paper-exchange';
import type { IssuedKey } from './profiles';
import type { Reply } from './reply';
import type { Match } from './router';
import { sandboxRoutes } from './sandbox-routes';

/** On both faces: a person with either key may use them. */
const OWN_PATHS = new Set(sandboxRoutes.map(({ path }) => path));

/** The routes that take a new order, on either face. */
const NEW_ORDER: ReadonlySet<string> = new Set(['POST /orders', `POST ${PREFIX}/orders`]);
const LOST_ANSWER: SandboxFault = { kind: 'reset', accepted: true };

/** Answers requests of one sandbox, on whichever face their path belongs to; knows nothing of sockets. */
export class Responder {
  readonly #exchange: PaperExchange;
  readonly #faces: { readonly exchange: Face; readonly advancedTrade: Face };
  readonly #counts = new Map<string, number>();

  readonly #onReset: () => void;

  /** @param onReset hears of a reset before it happens. */
  constructor(exchange: PaperExchange, keys: readonly IssuedKey[], onReset: () => void = () => undefined) {
    this.#exchange = exchange;
    this.#onReset = onReset;
    this.#faces = {
      exchange: new ExchangeFace(exchange, keys),
      advancedTrade: new AdvancedTradeFace(exchange, keys),
    };
  }

  /** How many requests each route has seen, refused ones included: `POST /orders` → 3; `other` for no route. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  reset(): void {
    this.#onReset();
    this.#exchange.reset();
    for (const face of Object.values(this.#faces)) face.reset();
    this.#counts.clear();
  }

  /** @param address where the request came from, for the public rate limit. */
  respond(received: ReceivedRequest, address: string): Reply {
    const mark = received.path.indexOf('?');
    const path = mark < 0 ? received.path : received.path.slice(0, mark);
    const face = this.#faceOf(received, path);
    const match = face.find(received.method, path);
    const route = match ? `${match.route.method} ${match.route.path}` : 'other';
    const fault = this.#fault(received, route);
    this.#count(route);
    const answer = (): Reply => this.#rightAnswer(received, face, match, path, address);
    return fault ? faulty(fault, answer) : answer();
  }

  /** The path tells; of the sandbox's own paths, which are on both faces, the way the request is signed. */
  #faceOf({ headers }: ReceivedRequest, path: string): Face {
    const bearsToken = headers['authorization'] !== undefined;
    const isAdvancedTrade = path.startsWith(PREFIX) || (OWN_PATHS.has(path) && bearsToken);
    return isAdvancedTrade ? this.#faces.advancedTrade : this.#faces.exchange;
  }

  #fault({ method, path, body }: ReceivedRequest, route: string): SandboxFault | undefined {
    const { settings, conditions } = this.#exchange;
    const chosen = settings.faults?.({ method, path, body, route, earlier: this.#counts.get(route) ?? 0 });
    return chosen ?? (conditions.loseAnswers && NEW_ORDER.has(route) ? LOST_ANSWER : undefined);
  }

  #rightAnswer(
    received: ReceivedRequest,
    face: Face,
    match: Match | undefined,
    path: string,
    address: string,
  ): Reply {
    const now = this.#exchange.now();
    if (!match) return face.unknown(received, path, now);
    const admitted = face.admit(received, match.route, address, now);
    return admitted.kind === 'refused'
      ? admitted.reply
      : this.#answer(received, match, path.length, admitted.value);
  }

  #answer(
    received: ReceivedRequest,
    { route, params }: Match,
    mark: number,
    { profile, permissions }: Admitted,
  ): Reply {
    this.#exchange.expireOrders();
    const query = new URLSearchParams(received.path.slice(mark));
    const reply = route.answer({
      exchange: this.#exchange,
      profile,
      permissions,
      params,
      query,
      body: received.body,
      reset: () => this.reset(),
    });
    return { ...reply, headers: { 'Cache-Control': route.cache ?? 'no-store', ...reply.headers } };
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
