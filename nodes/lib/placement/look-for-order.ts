import type { CallOptions, TradingApi } from '../api';
import type { Clock } from '../rules/clock';
import type { CoinbaseError } from '../rules/errors';
import type { Order, OrderIntent } from '../rules/orders';
import { takenByAnother } from '../rules/same-order';

/** A send of which no answer tells what became of it. */
export interface UnknownSend {
  readonly error: CoinbaseError;
  readonly attempts: number;
  /** On the clock's `elapsed`, just before the first try; undefined for one from before a restart. */
  readonly sentAt: number | undefined;
  /**
   * The latest time stamp that a try can carry, Unix milliseconds on the exchange's clock; without it nothing is ever
   * proven absent.
   */
  readonly stampMs: number | undefined;
  /** Where `sentAt` is not known: the exchange's time before which it was surely not sent, Unix milliseconds. */
  readonly earliestMs?: number;
  /** The client order id is somebody's choice, so that an order under it may be another. */
  readonly givenId: boolean;
}

export type Sighting =
  | { readonly kind: 'found'; readonly order: Order }
  /** Proven that there is none and that none can come: another order has the client order id. */
  | { readonly kind: 'taken'; readonly error: CoinbaseError }
  /** Proven, and none can come any more. */
  | { readonly kind: 'absent' }
  /** Nothing is proven. */
  | { readonly kind: 'unsure' };

export interface LookParts {
  readonly trading: TradingApi;
  readonly clock: Clock;
  /** Of each call. */
  readonly options: () => CallOptions;
}

/**
 * The exchange takes a request until its own clock is `validMs` past the time stamp, so until then it may still arrive,
 * and a 404 proves nothing; this is for an order that it took and does not find yet. Counted on the exchange's clock
 * from the stamp itself: signing may have waited for the rate limit, and a stamp of a clock that runs ahead, or that
 * was set since, is good for longer than a time measured here would tell.
 */
const LATE_SIGHT_MS = 10_000;
/** The longest that an order is sent again, milliseconds: an earlier try than the latest stamp may have been taken. */
const LONGEST_SENDING_MS = 600_000;
/** Larger errors of this machine's clock are not allowed for where no time stamp tells the exchange's: one day. */
const CLOCK_MS = 86_400_000;
/** Two measurements of the server's clock never differ by more. */
const SERVER_MARGIN_MS = 10_000;

/** One look for an order by its client order id. Never throws: a look that fails proves nothing. */
export async function lookForOrder(
  intent: OrderIntent,
  unknown: UnknownSend,
  parts: LookParts,
): Promise<Sighting> {
  try {
    // Asked before the look: what is absent then cannot come any more.
    const sentAtServer = await sendTimePastHorizon(unknown, parts);
    const order = await parts.trading.find(
      { clientOid: intent.client_oid },
      { ...parts.options(), sinceMs: startOf(unknown, parts.clock) },
    );
    if (order) return sightingOf(order, intent, unknown, parts.trading);
    if (sentAtServer === undefined) return { kind: 'unsure' };
    const found = await lookEverywhere(intent, parts, sentAtServer);
    return found ? sightingOf(found, intent, unknown, parts.trading) : { kind: 'absent' };
  } catch {
    return { kind: 'unsure' };
  }
}

/** What an order under our client order id is. */
function sightingOf(
  order: Order,
  intent: OrderIntent,
  { givenId }: UnknownSend,
  { repeatable }: TradingApi,
): Sighting {
  const error = givenId ? takenByAnother(intent, order) : undefined;
  if (!error) return { kind: 'found', order };
  // Where an id can have many orders, ours may be one of the others.
  return repeatable ? { kind: 'taken', error } : { kind: 'unsure' };
}

/** How far back to look, for an API that cannot be asked by our own id. Unix milliseconds. */
function startOf({ stampMs, earliestMs, sentAt }: UnknownSend, clock: Clock): number {
  if (earliestMs !== undefined) return earliestMs;
  if (stampMs !== undefined) return stampMs - LONGEST_SENDING_MS;
  const now = clock.elapsed();
  return clock.now() - (now - (sentAt ?? now)) - CLOCK_MS;
}

/**
 * Undefined until the exchange's clock is past the horizon.
 * @returns the exchange's time just before the try, Unix milliseconds.
 */
async function sendTimePastHorizon(
  { sentAt, stampMs, earliestMs = 0 }: UnknownSend,
  { trading, clock, options }: LookParts,
): Promise<number | undefined> {
  if (stampMs === undefined) return undefined;
  const horizonMs = trading.validMs + LATE_SIGHT_MS;
  const agoMs = sentAt === undefined ? undefined : clock.elapsed() - sentAt;
  // Saves the question while it is too early in any case.
  if (agoMs !== undefined && agoMs < horizonMs) return undefined;
  const serverMs = await trading.serverTime(options()).catch(() => undefined);
  if (serverMs === undefined || serverMs < stampMs + horizonMs) return undefined;
  return agoMs === undefined ? earliestMs : serverMs - agoMs;
}

/**
 * Open orders, and the orders behind the fills since the send: what the exchange keeps of an order that it took. Told by
 * the client order id alone: the exchange may list an order under another name of its order book.
 */
async function lookEverywhere(
  intent: OrderIntent,
  { trading, options }: LookParts,
  sentAtServer: number,
): Promise<Order | undefined> {
  for await (const page of trading.listOrders({}, options())) {
    const found = page.find(({ client_oid }) => client_oid === intent.client_oid);
    if (found) return found;
  }
  for (const id of await ordersFilledSince(sentAtServer - SERVER_MARGIN_MS, intent, trading, options())) {
    const order = await trading.find({ id }, options());
    if (order?.client_oid === intent.client_oid) return order;
  }
  return undefined;
}

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
