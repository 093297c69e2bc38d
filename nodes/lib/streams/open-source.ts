import { createBookSource } from './book-source';
import { CandleSource } from './candle-source';
import { createStatsSource } from './stats-source';
import { createTickerSource } from './ticker-source';
import { createTradesSource } from './trades-source';
import type { Source, SourceParts } from './types';

/** Begins to follow what the settings say of one product. */
export function openSource(parts: SourceParts): Source {
  switch (parts.settings.channel) {
    case 'ticker':
      return createTickerSource(parts);
    case 'trades':
      return createTradesSource(parts);
    case 'book':
      return createBookSource(parts);
    case 'candles':
      return new CandleSource(parts);
    case 'stats':
      return createStatsSource(parts);
  }
}
