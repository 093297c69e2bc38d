import { available } from './ledger';
import type { LiveOrder } from './live-order';
import type { Units } from './types';
import { feeCeiling, valueOf } from './units';

/**
 * What an order must hold on entry (exchange rules on holds): limit buy price x size x (1 + fee); sell its size; market
 * buy its funds. Market buy by size and market sell by funds hold all that is available, for the moment they take.
 */
export function entryHold(order: LiveOrder, feeRate: Units): Units {
  if (order.side === 'buy') {
    if (order.type === 'limit') return limitBuyHold(order, feeRate);
    return order.specifiedFunds ?? available(order.quote);
  }
  return order.size ?? available(order.base);
}

/** Whether what is available covers the hold; an order that takes "all there is" needs there to be something. */
export function isAffordable(order: LiveOrder, hold: Units): boolean {
  return hold > 0n && available(order.holdAccount) >= hold;
}

/** After a fill or a reduction: holds what the rest needs and releases the surplus, price improvement included. */
export function shrinkHold(order: LiveOrder, feeRate: Units): void {
  if (order.type !== 'limit') return;
  const needed = neededHold(order, feeRate);
  if (needed < order.hold) order.holdExactly(needed);
}

/** The part of a buy's hold that is not there for fees: what the rest of it costs at most. */
export function principalLeft(order: LiveOrder): Units {
  if (order.type === 'limit') return valueOf(order.price ?? 0n, order.sizeLeft);
  return order.byFunds ? order.fundsLeft : 0n;
}

/** What the rest of a limit order must hold. */
export function neededHold(
  order: Pick<LiveOrder, 'side' | 'dearestPrice' | 'sizeLeft'>,
  feeRate: Units,
): Units {
  return order.side === 'buy' ? limitBuyHold(order, feeRate) : order.sizeLeft;
}

function limitBuyHold(order: Pick<LiveOrder, 'dearestPrice' | 'sizeLeft'>, feeRate: Units): Units {
  const value = valueOf(order.dearestPrice, order.sizeLeft);
  return value + feeCeiling(value, feeRate);
}
