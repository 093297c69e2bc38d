import type { LiveOrder } from './live-order';
import type { Units } from './types';

/** What self-trade prevention does to one of two own orders that meet. */
export type Consequence = 'cancel' | 'reduce' | 'keep';

export interface Prevention {
  readonly maker: Consequence;
  /** `keep`: it goes on as it is. */
  readonly taker: Consequence;
}

/**
 * The exchange's table; the taker's choice counts. `size` is what the two would trade, so at least one of them has no
 * more than that. Under `dc` the smaller is canceled and the larger reduced by as much, both canceled when equal.
 */
export function preventionFor(maker: LiveOrder, taker: LiveOrder, size: Units): Prevention {
  switch (taker.stp) {
    case 'co':
      return { maker: 'cancel', taker: 'keep' };
    case 'cn':
      return { maker: 'keep', taker: 'cancel' };
    case 'cb':
      return { maker: 'cancel', taker: 'cancel' };
    case 'dc':
      if (maker.sizeLeft > size) return { maker: 'reduce', taker: 'cancel' };
      return { maker: 'cancel', taker: isLarger(taker, size) ? 'reduce' : 'cancel' };
  }
}

/**
 * Whether something is left of a taker when `size` is taken from it. A market buy by funds loses the value of that size
 * from its funds, which ends it in the next step of matching if nothing is left; a market sell by funds may sell what it
 * holds.
 */
function isLarger(taker: LiveOrder, size: Units): boolean {
  if (!taker.byFunds) return taker.sizeLeft > size;
  return taker.side === 'buy' || taker.hold > size;
}
