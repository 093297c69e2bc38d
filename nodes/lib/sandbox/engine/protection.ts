import type { LiveOrder } from './live-order';
import type { Units } from './types';
import { ONE } from './units';
import type { Venue } from './venue';

/** A best bid below this share of the last trade does not count as the market: the last trade does. */
const TRUSTED_BID: Units = (ONE * 95n) / 100n;

/**
 * The worst price that an order may trade at on entry. A market order stays within its product's `maxSlippage` of the
 * best price it meets; a limit buy below `highBidLimit`; otherwise its own price, or none.
 * Source: the exchange's product fields max_slippage_percentage and high_bid_limit_percentage.
 */
export function worstPriceOf(order: LiveOrder, venue: Venue): Units | undefined {
  const { price, side } = order;
  if (price === undefined) return slippageBound(order, venue);
  const cap = side === 'buy' ? highestBid(venue) : undefined;
  return cap !== undefined && cap < price ? cap : price;
}

function slippageBound({ side }: LiveOrder, venue: Venue): Units | undefined {
  const { maxSlippage } = venue.product;
  const best = venue.opposite(side).best();
  if (maxSlippage === undefined || !best) return undefined;
  if (side === 'buy') return (best.price * (ONE + maxSlippage)) / ONE;
  return (best.price * (ONE - maxSlippage) + ONE - 1n) / ONE;
}

function highestBid({ product, bids, lastPrice }: Venue): Units | undefined {
  const { highBidLimit } = product;
  if (highBidLimit === undefined) return undefined;
  const bid = bids.best()?.price;
  const isTrusted = bid !== undefined && (lastPrice === undefined || bid * ONE >= lastPrice * TRUSTED_BID);
  const reference = isTrusted ? bid : lastPrice;
  return reference === undefined ? undefined : (reference * (ONE + highBidLimit)) / ONE;
}
