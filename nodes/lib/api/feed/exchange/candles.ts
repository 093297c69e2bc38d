import type { Candle } from '../../../rules/market-data';
import { buildTarget } from '../../../rules/target';
import { productPath } from '../../product-path';
import type { Reader } from '../../reader';
import type { CallOptions } from '../../trading-api';
import { amount, listOf } from '../../wire-values';
import { readSpan, type ReadCandle } from '../candles';
import type { CandleSpan } from '../types';

/** Both ends are inclusive, and one without the other is not heeded. Source: Exchange product candles. */
export function readCandles(
  { read }: Reader,
  span: CandleSpan,
  options: CallOptions | undefined,
): Promise<readonly Candle[]> {
  return readSpan(span, ({ productId, size, first, last }) => {
    const target = buildTarget(`/products/${productPath(productId)}/candles`, {
      granularity: size,
      start: new Date(first * 1000),
      end: new Date(last * 1000),
    });
    return read(target, readRows, options);
  });
}

/** Rows of numbers: time, low, high, open, close, volume. */
function readRows(body: unknown): ReadCandle[] {
  return listOf(body, 'candles').flatMap((row) => {
    if (!Array.isArray(row)) return [];
    const [startS, ...figures] = row as unknown[];
    const [low, high, open, close, volume = '0'] = figures.map(amount);
    if (typeof startS !== 'number' || open === undefined || close === undefined) return [];
    return low === undefined || high === undefined ? [] : [{ startS, open, high, low, close, volume }];
  });
}
