import type { CallOptions, TradingApi } from '../api';
import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { Order, OrderIntent } from '../rules/orders';
import type { Journal } from './journal';
import type { Patience } from './patience';
import { note } from './record';
import type { SentOrder } from './send-order';

export interface ResolveParts {
  readonly trading: TradingApi;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly attempts: number;
  /** On the clock's `elapsed`: just before the try whose end is unknown. */
  readonly sentAt: number;
  /** The time stamp of that try, Unix milliseconds; without it nothing is ever proven absent. */
  readonly stampMs: number | undefined;
}

const LOOKUP_MS = 5000;
/** Pauses before each look for the order; the last one repeats. */
const PAUSES_MS = [500, 1000, 2000, 4000, 8000] as const;
/**
 * The exchange takes a request until its own clock is 30 s past the time stamp, so until then it may still arrive, and
 * a 404 proves nothing; the rest is for an order that it took and does not find yet. Counted on the exchange's clock
 * from the stamp itself: signing may have waited for the rate limit, and a stamp of a clock that runs ahead, or that
 * was set since, is good for longer than a time measured here would tell.
 */
const HORIZON_MS = 40_000;

/**
 * No answer, or none that proves anything: looks for the order by its client order id while there is time.
 * @throws CoinbaseError ORDER_NOT_PLACED when it is proven absent past the horizon, else ORDER_UNRESOLVED.
 */
export async function resolveUnknown(
  intent: OrderIntent,
  error: CoinbaseError,
  parts: ResolveParts,
): Promise<SentOrder> {
  const { journal, patience, attempts } = parts;
  let lookups = 0;
  while (!patience.aborted) {
    const pause = PAUSES_MS[Math.min(lookups, PAUSES_MS.length - 1)] ?? 0;
    if (pause >= patience.remainingMs()) break;
    await patience.pause(pause);
    if (patience.aborted) break;
    lookups += 1;
    const sighting = await look(intent, parts);
    if (sighting === 'unsure') continue;
    if (sighting === 'absent') {
      await note(() => journal.resolved(intent, null));
      throw notPlaced(intent, error, attempts, lookups);
    }
    await note(() => journal.resolved(intent, sighting.id));
    return { order: sighting, attempts, found: true, raw: undefined };
  }
  await note(() => journal.resolved(intent, undefined));
  throw unresolved(intent, error, attempts, lookups);
}

async function look(intent: OrderIntent, parts: ResolveParts): Promise<Order | 'absent' | 'unsure'> {
  const { trading, patience } = parts;
  try {
    // Asked before the look: what is absent then cannot come any more.
    const sentAtServer = await sendTimePastHorizon(parts);
    const order = await trading.find({ clientOid: intent.client_oid }, patience.call(LOOKUP_MS));
    if (order) return order;
    if (sentAtServer === undefined) return 'unsure';
    return (await lookEverywhere(intent, parts, sentAtServer)) ?? 'absent';
  } catch {
    // A look that fails proves nothing either; the next one may not.
    return 'unsure';
  }
}

/**
 * Undefined until the exchange's clock is past the horizon.
 * @returns the exchange's time just before the try, Unix milliseconds.
 */
async function sendTimePastHorizon(parts: ResolveParts): Promise<number | undefined> {
  const { trading, patience, clock, sentAt, stampMs } = parts;
  // Saves the question while it is too early in any case.
  if (stampMs === undefined || clock.elapsed() - sentAt < HORIZON_MS) return undefined;
  const serverMs = await trading.serverTime(patience.call(LOOKUP_MS)).catch(() => undefined);
  if (serverMs === undefined || serverMs < stampMs + HORIZON_MS) return undefined;
  return serverMs - (clock.elapsed() - sentAt);
}

/** Open orders, and the orders behind the fills since the send: what the exchange keeps of an order that it took. */
async function lookEverywhere(
  intent: OrderIntent,
  { trading, patience }: ResolveParts,
  sentAtServer: number,
): Promise<Order | undefined> {
  const options = (): CallOptions => patience.call(LOOKUP_MS);
  for await (const page of trading.listOrders({ productId: intent.product_id }, options())) {
    const found = page.find(({ client_oid }) => client_oid === intent.client_oid);
    if (found) return found;
  }
  for (const id of await ordersFilledSince(sentAtServer - SERVER_MARGIN_MS, intent, trading, options())) {
    const order = await trading.find({ id }, options());
    if (order?.client_oid === intent.client_oid) return order;
  }
  return undefined;
}

/** Two measurements of the server's clock never differ by more. */
const SERVER_MARGIN_MS = 10_000;

async function ordersFilledSince(
  sinceMs: number,
  { product_id, side }: OrderIntent,
  trading: TradingApi,
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const page of trading.listFills({ productId: product_id }, options)) {
    const recent = page.filter(({ created_at }) => !(Date.parse(created_at) < sinceMs));
    for (const fill of recent) if (fill.side === side) ids.add(fill.order_id);
    if (recent.length < page.length) break;
  }
  return ids;
}

function notPlaced(
  intent: OrderIntent,
  error: CoinbaseError,
  attempts: number,
  lookups: number,
): CoinbaseError {
  const why = `${error.why}, and long after that the exchange knows neither the order nor a fill of it`;
  return new CoinbaseError('ORDER_NOT_PLACED', why, facts(intent, error, attempts, lookups));
}

function unresolved(
  intent: OrderIntent,
  error: CoinbaseError,
  attempts: number,
  lookups: number,
): CoinbaseError {
  const { client_oid, product_id } = intent;
  const looked = lookups === 0 ? 'there was no time to look for it' : `it was not found in ${lookups} looks`;
  const why = `order ${client_oid} for ${product_id} was sent, then ${error.why}; ${looked}`;
  return new CoinbaseError('ORDER_UNRESOLVED', why, facts(intent, error, attempts, lookups));
}

function facts(intent: OrderIntent, error: CoinbaseError, attempts: number, lookups: number) {
  const { client_oid, product_id } = intent;
  return { ...error.details, client_oid, product_id, attempts, lookups, reason: error.code, sent: true };
}
