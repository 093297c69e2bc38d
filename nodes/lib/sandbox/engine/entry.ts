/** Questions that are asked of an order when it enters. */
import type { LiveOrder } from './live-order';
import { isMet } from './stops';
import type { EngineProduct, OrderRequest, Units } from './types';
import { floorToStep, ONE } from './units';
import type { Venue } from './venue';

/** It can become an open order. */
export function mayStay({ type, timeInForce, stop }: OrderRequest): boolean {
  return type === 'limit' && (stop !== undefined || timeInForce === 'GTC' || timeInForce === 'GTT');
}

/** A limit order of this side at this price would trade at once. */
export function crosses(
  { side, price }: Pick<LiveOrder, 'side' | 'price'>,
  venue: Pick<Venue, 'opposite'>,
): boolean {
  const opposite = venue.opposite(side);
  const best = opposite.best();
  return best !== undefined && price !== undefined && opposite.reaches(price, best.price);
}

/** A stop stays away from the market until it is met; a bracket does not. */
export function isWaiting(order: LiveOrder, venue: Venue): boolean {
  return order.stopLimitPrice === undefined && isUnmet(order, venue);
}

/** It has a stop price that the last trade does not meet, or there is no trade yet. */
export function isUnmet({ fires, stopPrice }: LiveOrder, { lastPrice }: Venue): boolean {
  return stopPrice !== undefined && (lastPrice === undefined || !isMet(fires, stopPrice, lastPrice));
}

/** The size of a limit order by funds: what they come to at its dearest price, in whole steps. */
export function sizeFor(
  funds: Units | undefined,
  price: Units | undefined,
  { baseIncrement }: EngineProduct,
): Units | undefined {
  return funds === undefined || price === undefined
    ? undefined
    : floorToStep((funds * ONE) / price, baseIncrement);
}
