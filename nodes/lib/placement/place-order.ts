import type { CallOptions, TradingApi } from '../api';
import { systemClock, type Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { Order, OrderIntent } from '../rules/orders';
import { isDone, outcomeOf, type Outcome } from '../rules/outcomes';
import { say } from '../sentences';
import { followOrder } from './follow-order';
import { createPatience, type Calling } from './patience';
import { resolveUnknown } from './resolve-unknown';
import { sendOrder, type SentOrder } from './send-order';
import { noTrail, type Trail } from './trail';

/** An order that the exchange took, as far as it was followed. */
export interface Placement {
  readonly outcome: Outcome;
  readonly order: Order;
  readonly client_oid: string;
  /**
   * How many times the order was sent. More than once only where it was proven that no earlier one arrived, or where
   * the API answers a client order id that it knows with the earlier order (Advanced Trade).
   */
  readonly attempts: number;
  /** True when no answer came and the order was found by its client order id. */
  readonly found: boolean;
  /** The wire's own object: the answer to the placement. Undefined when the order was found instead. */
  readonly raw: unknown;
}

export interface PlacementOptions {
  /** Until the order is accepted, refused or given up as unresolved, milliseconds. Default 60 s. */
  readonly timeoutMs?: number;
  /** `accepted`: done once the exchange took it. `done`: once nothing more can happen to it. */
  readonly waitFor?: 'accepted' | 'done';
  /** Longest wait for `done` after acceptance, milliseconds. Default 10 s. */
  readonly waitMs?: number;
  /** What happens to an order that is still open after `waitMs`. Default `leave`. */
  readonly afterWait?: 'leave' | 'cancel';
  /** The caller gives up. Before the order left: ABORTED. After: it cannot be unsent, so ORDER_UNRESOLVED. */
  readonly signal?: AbortSignal;
  /** Hears when the order waits for the rate limit, and when it does not any more. */
  readonly waiting?: CallOptions['waiting'];
}

export interface PlacementParts {
  readonly trading: TradingApi;
  /** The client order id is somebody's choice, so that another order may have it: default false. */
  readonly givenId?: boolean;
  readonly trail?: Trail;
  readonly clock?: Clock;
  /** Between 0 and 1, for the jitter of back-offs. */
  readonly random?: () => number;
}

/**
 * On Exchange enough to pass the horizon after which an order that nobody knows is proven not to be placed: 40 s. On
 * Advanced Trade that is 130 s; there an unknown is settled earlier, by sending it again under its client order id.
 */
export const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_WAIT_MS = 10_000;

/**
 * Places one order and finds out what became of it, within the caller's time. Never places it twice: it is sent again
 * only where it is proven that it did not arrive, or under the same client order id where the API knows a repeated one.
 * @throws CoinbaseError the exchange's refusal; ORDER_NOT_PLACED when nothing left; ORDER_UNRESOLVED when it may or
 * may not have been placed (`details.client_oid` names it); JOURNAL_UNAVAILABLE; ABORTED before anything left.
 */
export async function placeOrder(
  intent: OrderIntent,
  parts: PlacementParts,
  options: PlacementOptions = {},
): Promise<Placement> {
  const { trading, trail = noTrail, clock = systemClock, random = Math.random, givenId = false } = parts;
  const patience = createPatience(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal, clock);
  const { waiting } = options;
  const sent = await sendOrder(intent, {
    trading,
    trail,
    clock,
    patience,
    random,
    givenId,
    hooks: waiting ? { waiting } : {},
    resolve: (unknown) => resolveUnknown(intent, unknown, { trading, clock, patience }),
  });
  return finishOrder(intent, sent, { trading, clock }, options);
}

export interface FinishParts {
  readonly trading: TradingApi;
  readonly clock: Clock;
  readonly over?: Calling;
}

/**
 * Waits for what the caller wants to hear of an order that the exchange took.
 * @throws CoinbaseError ORDER_REFUSED when the exchange rejected it afterwards.
 */
export async function finishOrder(
  { client_oid }: Pick<OrderIntent, 'client_oid'>,
  sent: SentOrder,
  { trading, clock, over }: FinishParts,
  options: PlacementOptions,
): Promise<Placement> {
  const wait = createPatience(options.waitMs ?? DEFAULT_WAIT_MS, options.signal, clock);
  const follow = options.waitFor === 'done' && !isDone(sent.order);
  const afterWait = options.afterWait ?? 'leave';
  const order = follow
    ? await followOrder(sent.order, { trading, clock, patience: wait, afterWait, ...(over && { over }) })
    : sent.order;
  const waited = options.waitFor === 'done' || isDone(order);
  return { ...concluded({ client_oid }, { ...sent, order }), ...(!waited && { outcome: 'accepted' }) };
}

/**
 * What an order as it stands says of its placement.
 * @throws CoinbaseError ORDER_REFUSED when the exchange rejected it after it took it.
 */
export function concluded(
  { client_oid }: Pick<OrderIntent, 'client_oid'>,
  { order, attempts, found, raw }: SentOrder,
): Placement {
  if (order.status === 'rejected') throw rejected(order, client_oid);
  return { outcome: outcomeOf(order), order, client_oid, attempts, found, raw };
}

function rejected(order: Order, client_oid: string): CoinbaseError {
  const reason = order.reject_reason ?? 'no reason given';
  const details = { sent: true, client_oid, exchange: reason, order_id: order.id };
  return new CoinbaseError(
    'ORDER_REFUSED',
    say('refusal.rejected', { reason: JSON.stringify(reason) }),
    details,
  );
}
