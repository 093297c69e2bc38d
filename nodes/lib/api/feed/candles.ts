import { CoinbaseError } from '../../rules/errors';
import { candleSizes, type Candle } from '../../rules/market-data';
import type { CandleSpan } from './types';

/** Both APIs give so many at once. */
const MOST_IN_PAGE = 300;
/** Much more than anybody means: a year of hours, two months of minutes. */
const MOST_CANDLES = 100_000;

/** The beginnings of the first and the last candle of a page, Unix seconds. */
export interface CandlePage {
  readonly productId: string;
  readonly size: CandleSpan['size'];
  readonly first: number;
  readonly last: number;
}

/** A candle as it was read: its beginning in Unix seconds, amounts as decimal text. */
export type ReadCandle = Omit<Candle, 'product_id' | 'size' | 'start'> & { readonly startS: number };

/**
 * Reads a span page by page, the oldest first.
 * @param read one page, in any order; what is outside of it does no harm.
 * @throws CoinbaseError REQUEST_REFUSED for a span that is none, and what `read` throws.
 */
export async function readSpan(
  { productId, size, startMs, endMs }: CandleSpan,
  read: (page: CandlePage) => Promise<readonly ReadCandle[]>,
): Promise<readonly Candle[]> {
  const begin = Math.ceil(startMs / 1000 / size) * size;
  const end = Math.ceil(endMs / 1000 / size) * size;
  if (!candleSizes.includes(size) || !Number.isSafeInteger(begin) || !Number.isSafeInteger(end))
    throw refused('its size, its beginning or its end is not a number that it can be');
  if ((end - begin) / size > MOST_CANDLES) throw refused(`it has more than ${MOST_CANDLES} candles`);
  const found = new Map<number, Candle>();
  for (let first = begin; first < end; first += MOST_IN_PAGE * size) {
    const last = Math.min(first + (MOST_IN_PAGE - 1) * size, end - size);
    const page = await read({ productId, size, first, last });
    for (const { startS, open, high, low, close, volume } of page.toSorted((a, b) => a.startS - b.startS)) {
      if (startS < first || startS > last) continue;
      const start = new Date(startS * 1000).toISOString();
      found.set(startS, { product_id: productId, size, start, open, high, low, close, volume });
    }
  }
  return [...found.values()];
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('REQUEST_REFUSED', `the span of candles cannot be read: ${why}`, { sent: false });
}
