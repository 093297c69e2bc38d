import type { CallOptions, OrderName, TradingApi } from '../api';
import { systemClock, type Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { Order } from '../rules/orders';
import { isDone, outcomeOf } from '../rules/outcomes';
import { createPatience } from './patience';

/** What became of a cancel: a closed list. */
export const cancelOutcomes = {
  canceled: 'The order is canceled; what was filled before stays filled.',
  'already-filled': 'It was filled before the cancel came.',
  'already-canceled': 'It was canceled before, with or without a part filled.',
  'not-found': 'The exchange does not know it: never placed here, or canceled without a fill and forgotten.',
} as const;

export type CancelOutcome = keyof typeof cancelOutcomes;

export interface Cancellation {
  readonly outcome: CancelOutcome;
  /** The order as it stands, where the exchange still knows it. */
  readonly order: Order | undefined;
  /** The exchange's own words, where it did not simply cancel. */
  readonly message: string | undefined;
}

export interface CancelParts {
  readonly trading: TradingApi;
  readonly clock?: Clock;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A cancel can still lose the race against a fill: the order is read until it says so itself, at most this long. */
const PROOF_MS = 2000;
const PAUSE_MS = 100;

/**
 * Cancels one order and reports what it is now: "already done" and "not found" are looked up, not passed on.
 * @throws CoinbaseError when the exchange could not be asked or refused for another reason.
 */
export async function cancelOrder(
  name: OrderName,
  productId: string | undefined,
  { trading, clock = systemClock }: CancelParts,
  options: CallOptions = {},
): Promise<Cancellation> {
  const patience = createPatience(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal, clock);
  const result = await trading.cancel(name, productId, patience.call(DEFAULT_TIMEOUT_MS));
  const message = result.kind === 'canceled' ? undefined : result.message;
  const proof = patience.extended(Math.min(PROOF_MS, patience.remainingMs()));
  let order: Order | undefined;
  do {
    if (order) await proof.pause(PAUSE_MS);
    order = await trading.find(name, patience.call(DEFAULT_TIMEOUT_MS));
  } while (
    result.kind === 'canceled' &&
    order &&
    !isDone(order) &&
    proof.remainingMs() > 0 &&
    !proof.aborted
  );
  return { outcome: outcomeOfCancel(result.kind, order), order, message };
}

function outcomeOfCancel(
  kind: 'canceled' | 'already-done' | 'gone',
  order: Order | undefined,
): CancelOutcome {
  if (order && isDone(order) && outcomeOf(order) === 'filled') return 'already-filled';
  if (kind === 'canceled') return 'canceled';
  if (order && isDone(order)) return 'already-canceled';
  if (order)
    throw new CoinbaseError('REQUEST_REFUSED', `order ${order.id} was not canceled; it is ${order.status}`);
  // Done and then forgotten is what the exchange does with an order that was canceled without a fill.
  return kind === 'already-done' ? 'already-canceled' : 'not-found';
}
