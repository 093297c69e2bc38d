import type { BookSide, Level } from './book';
import type { LiveOrder } from './live-order';
import type { CancelReason, Units } from './types';
import { floorToStep, ONE, valueOf } from './units';

/** What the matching loop asks its owner to do; every call may take the head order out of the book. */
export interface Deals {
  trade(maker: LiveOrder, taker: LiveOrder, size: Units, price: Units): void;
  /** Both orders are of one profile; `size` is what they would trade. Returns whether the taker goes on. */
  preventSelfTrade(maker: LiveOrder, taker: LiveOrder, size: Units): boolean;
}

/**
 * Why matching ended. `complete`: nothing is left to fill, or what is left of the funds buys less than one step.
 * `price`: the best offer is beyond the worst price the order may take. `empty`: there is no offer. `money`: its money
 * is gone. `stopped`: self-trade prevention.
 */
export type Ending = 'complete' | 'price' | 'empty' | 'money' | 'stopped';

/** Price-time priority: the best level first, the oldest order of a level first, at the resting order's price. */
export function match(taker: LiveOrder, opposite: BookSide, takerFee: Units, deals: Deals): Ending {
  for (;;) {
    if (isComplete(taker)) return 'complete';
    const level = opposite.best();
    if (!level?.first) return 'empty';
    if (!mayTake(taker, opposite, level)) return 'price';
    const wanted = wantedAt(level.price, taker, takerFee);
    if (wanted === 0n) return endingWithoutMeans(level.price, taker);
    const maker = level.first;
    const size = wanted < maker.sizeLeft ? wanted : maker.sizeLeft;
    if (maker.profile === taker.profile) {
      if (!deals.preventSelfTrade(maker, taker, size)) return 'stopped';
    } else {
      deals.trade(maker, taker, size, level.price);
    }
  }
}

function isComplete(order: LiveOrder): boolean {
  return order.byFunds ? order.fundsLeft === 0n : order.sizeLeft === 0n;
}

function mayTake({ worstPrice }: LiveOrder, opposite: BookSide, level: Level): boolean {
  return worstPrice === undefined || opposite.reaches(worstPrice, level.price);
}

/** The most base that the taker can still take at this price, in whole steps. */
function wantedAt(price: Units, taker: LiveOrder, takerFee: Units): Units {
  const step = taker.product.baseIncrement;
  if (taker.byFunds) {
    const size = floorToStep((taker.fundsLeft * ONE) / price, step);
    const held = floorToStep(taker.hold, step);
    return taker.side === 'sell' && held < size ? held : size;
  }
  if (taker.type === 'limit' || taker.side === 'sell') return taker.sizeLeft;
  const payable = affordableSize(price, taker.hold, takerFee, step);
  return payable < taker.sizeLeft ? payable : taker.sizeLeft;
}

/**
 * A market buy by size goes as far as the whole quote balance carries value and unrounded fee; what fits unrounded also
 * fits when the fee is rounded half up, because the money is a whole number of units.
 */
function affordableSize(price: Units, money: Units, takerFee: Units, step: Units): Units {
  return floorToStep((money * ONE * ONE) / (price * (ONE + takerFee)), step);
}

/** Funds that buy less than one step are used up as far as can be; a balance that ran out cuts the order short. */
function endingWithoutMeans(price: Units, taker: LiveOrder): Ending {
  if (!taker.byFunds || taker.filledSize === 0n) return 'money';
  return valueOf(price, taker.product.baseIncrement) > taker.fundsLeft ? 'complete' : 'money';
}

/** What becomes of an order after matching: filled, into the book, or canceled and why. */
export function outcomeOf(order: LiveOrder, ending: Ending): 'filled' | 'rest' | CancelReason {
  const { type, timeInForce, filledSize, worstPrice, price } = order;
  if (ending === 'stopped') return '102:Self Trade Prevention';
  // Self-trade prevention can use up all of an order that never traded.
  if (ending === 'complete') return filledSize > 0n ? 'filled' : '102:Self Trade Prevention';
  if (ending === 'money') return '105:Insufficient Funds';
  if (worstPrice !== price && (ending === 'price' || type === 'limit'))
    return '104:Price Bound Order Protection';
  if (type === 'market') return '106:Insufficient Liquidity';
  return timeInForce === 'GTC' || timeInForce === 'GTT' ? 'rest' : '101:Time In Force';
}
