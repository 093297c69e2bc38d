import { dayStats, type DayStats } from '../rules/day-stats';
import type { Ticker } from '../rules/market-data';
import { createDayOpen } from './day-open';
import { createLatestSource, type LatestSource } from './latest-source';
import type { Source, SourceParts } from './types';

/** The last 24 hours, from the ticker. A change is any figure of them but the time. */
export function createStatsSource(parts: SourceParts): Source {
  const open = createDayOpen(parts, () => source.renew());
  const statsOf = (ticker: Ticker): DayStats => dayStats(ticker, ticker.open_24h ?? open.price());
  const source: LatestSource = createLatestSource<Ticker>(parts, {
    event: 'stats',
    subscribe: (listener) => parts.feed.ticker(parts.productId, listener),
    payload: (ticker) => (ticker.open_24h !== undefined || open.asked() ? statsOf(ticker) : undefined),
    changes: (ticker) => JSON.stringify({ ...statsOf(ticker), time: '' }),
  });
  return {
    ...source,
    end() {
      open.end();
      source.end();
    },
  };
}
