import type { Ticker } from '../rules/market-data';
import { createLatestSource } from './latest-source';
import type { Source, SourceParts } from './types';

/** The ticker. A change is another price, best bid or best ask. */
export function createTickerSource(parts: SourceParts): Source {
  return createLatestSource<Ticker>(parts, {
    event: 'ticker',
    subscribe: (listener) => parts.feed.ticker(parts.productId, listener),
    // A copy: the feed's own is for all who hear it.
    payload: (ticker) => ({ ...ticker }),
    changes: ({ price, best_bid, best_ask }) => `${price} ${best_bid} ${best_ask}`,
  });
}
