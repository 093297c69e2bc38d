import { crosses } from './entry';
import { neededHold } from './holds';
import { available } from './ledger';
import type { LiveOrder } from './live-order';
import { modeRefusal } from './modes';
import type { EditRefusal, OrderTerms, Units } from './types';
import { refusalOf } from './validation';
import type { Venue } from './venue';

/** Why an open order cannot have these terms instead of its own; undefined when it can. @param feeRate what is held. */
export function editRefusal(
  order: LiveOrder,
  venue: Venue,
  terms: OrderTerms,
  feeRate: Units,
): EditRefusal | undefined {
  const { type, timeInForce, stopPrice, specifiedFunds, status, profile, productId, side, postOnly } = order;
  if (status !== 'open') return 'not-open';
  if (type !== 'limit' || timeInForce !== 'GTC' || stopPrice !== undefined) return 'not-limit';
  if (specifiedFunds !== undefined) return 'by-funds';
  const request = { profile, productId, side, type, timeInForce, postOnly, ...terms };
  if (modeRefusal(venue, request) !== undefined) return 'mode';
  const message = refusalOf(request, venue.product);
  if (message !== undefined) return message.startsWith('price') ? 'price' : 'size';
  if (terms.size <= order.filledSize) return 'filled';
  if (terms.price === order.price && terms.size === order.size) return 'equal';
  if (postOnly && crosses({ side, price: terms.price }, venue)) return 'post-only';
  const sizeLeft = terms.size - order.filledSize;
  const needed = neededHold({ side, dearestPrice: terms.price, sizeLeft }, feeRate);
  return available(order.holdAccount) + order.hold < needed ? 'funds' : undefined;
}
