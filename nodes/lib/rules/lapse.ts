import { invalid } from './field-checks';
import type { ParsedOrder } from './order-fields';
import type { CancelAfter, Order, OrderIntent } from './orders';

/** How long a good-till-time order lives, milliseconds; shortest first. */
const LIFE_MS: Readonly<Record<CancelAfter, number>> = { min: 60_000, hour: 3_600_000, day: 86_400_000 };
/** So long before its end it is renewed, milliseconds. */
const EARLY_MS: Readonly<Record<CancelAfter, number>> = { min: 20_000, hour: 300_000, day: 1_800_000 };
/** Later than this it is left to lapse: the exchange may end it at any moment. */
const LATE_MS = 3000;

export function isCancelAfter(value: unknown): value is CancelAfter {
  return typeof value === 'string' && Object.hasOwn(LIFE_MS, value);
}

/** The one that ends first. */
export function shortestLife(all: readonly CancelAfter[]): CancelAfter | undefined {
  return (Object.keys(LIFE_MS) as CancelAfter[]).find((one) => all.includes(one));
}

/**
 * An order that would rest until it is canceled, as one that the exchange itself ends; any other as it is.
 * @throws CoinbaseError ORDER_INVALID for one in the API's own words, which go out as they are.
 */
export function lapsing(asked: ParsedOrder, after: CancelAfter | undefined): ParsedOrder {
  const rests = asked.type === 'limit' && (asked.time_in_force ?? 'GTC') === 'GTC';
  if (!after || !rests) return asked;
  if (asked.order_configuration)
    throw invalid(
      'order_configuration',
      `it rests until it is canceled, and the account lets resting orders lapse (${after}); give one that has an end_time`,
    );
  return { ...asked, time_in_force: 'GTT', cancel_after: after };
}

/** It was asked for without an end, and sent with one. */
export function isLapsing(asked: ParsedOrder, { time_in_force }: OrderIntent): boolean {
  return time_in_force === 'GTT' && asked.time_in_force !== 'GTT';
}

/** When an order is to be renewed, Unix milliseconds on the exchange's clock; undefined where its end is not known. */
export function renewalTime(
  { expire_time, created_at }: Order,
  after: CancelAfter,
): { readonly fromMs: number; readonly untilMs: number } | undefined {
  const told = Date.parse(expire_time ?? '');
  const endMs = Number.isFinite(told) ? told : Date.parse(created_at) + LIFE_MS[after];
  return Number.isFinite(endMs) ? { fromMs: endMs - EARLY_MS[after], untilMs: endMs - LATE_MS } : undefined;
}
