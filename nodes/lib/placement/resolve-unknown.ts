import type { TradingApi } from '../api';
import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { OrderIntent } from '../rules/orders';
import { say } from '../sentences';
import { lookForOrder, type UnknownSend } from './look-for-order';
import type { Patience } from './patience';
import type { SentOrder } from './send-order';

export interface ResolveParts {
  readonly trading: TradingApi;
  readonly clock: Clock;
  readonly patience: Patience;
}

/** Longest call of a look, milliseconds. */
export const LOOK_MS = 5000;
/** Pauses before each look for the order; the last one repeats. */
const PAUSES_MS = [500, 1000, 2000, 4000, 8000] as const;

/** @param looks how many there were. @returns milliseconds until the next. */
export function pauseBeforeLook(looks: number): number {
  return PAUSES_MS[Math.min(looks, PAUSES_MS.length - 1)] ?? 0;
}

/**
 * No answer, or none that proves anything: looks for the order by its client order id while there is time.
 * @throws CoinbaseError ORDER_NOT_PLACED when it is proven absent past the horizon, IDEMPOTENCY_CONFLICT when another
 * order has its client order id, else ORDER_UNRESOLVED.
 */
export async function resolveUnknown(
  intent: OrderIntent,
  unknown: UnknownSend,
  { trading, clock, patience }: ResolveParts,
): Promise<SentOrder> {
  const parts = { trading, clock, options: () => ({ ...patience.call(LOOK_MS), urgent: true }) };
  let looks = 0;
  while (!patience.aborted) {
    const pause = pauseBeforeLook(looks);
    if (pause >= patience.remainingMs()) break;
    await patience.pause(pause);
    if (patience.aborted) break;
    looks += 1;
    const sighting = await lookForOrder(intent, unknown, parts);
    if (sighting.kind === 'unsure') continue;
    if (sighting.kind === 'absent') throw notPlaced(intent, unknown, looks);
    if (sighting.kind === 'taken') throw sighting.error;
    return { order: sighting.order, attempts: unknown.attempts, found: true, raw: undefined };
  }
  throw unresolved(intent, unknown, looks);
}

/** Nothing came of it, and nothing can any more. */
export function notPlaced(intent: OrderIntent, unknown: Failure, looks: number): CoinbaseError {
  const why = `${unknown.error.why}, and long after that the exchange knows neither the order nor a fill of it`;
  return new CoinbaseError('ORDER_NOT_PLACED', why, facts(intent, unknown, looks));
}

/** It may exist. */
export function unresolved(intent: OrderIntent, unknown: Failure, looks: number): CoinbaseError {
  const { client_oid, product_id } = intent;
  const looked =
    looks === 0 ? say('unresolved.noTime') : say('unresolved.notFound', { looks: String(looks) });
  const what = { id: client_oid, product: product_id };
  const why = say('unresolved.sent', { ...what, why: unknown.error.toldWhy, looked });
  return new CoinbaseError('ORDER_UNRESOLVED', why, facts(intent, unknown, looks));
}

/** What is told of a send of which nothing is known. */
type Failure = Pick<UnknownSend, 'error' | 'attempts'>;

function facts(intent: OrderIntent, { error, attempts }: Failure, lookups: number) {
  const { client_oid, product_id } = intent;
  return { ...error.details, client_oid, product_id, attempts, lookups, reason: error.code, sent: true };
}
