import type { Candle, CandleSize } from '../../../rules/market-data';
import { buildTarget } from '../../../rules/target';
import { granularities, readCandles as readPage, type Granularity } from '../../advanced-trade/candles';
import { BROKERAGE } from '../../advanced-trade/paths';
import { productPath } from '../../product-path';
import type { Reader } from '../../reader';
import type { CallOptions } from '../../trading-api';
import { readSpan } from '../candles';
import type { CandleSpan } from '../types';

/** From the public address. Source: get-public-product-candles reference. */
export function readCandles(
  { read }: Reader,
  span: CandleSpan,
  options: CallOptions | undefined,
): Promise<readonly Candle[]> {
  return readSpan(span, async ({ productId, size, first, last }) => {
    const path = `${BROKERAGE}/market/products/${productPath(productId)}/candles`;
    const query = { start: String(first), end: String(last), granularity: nameOf(size) };
    const page = await read(buildTarget(path, query), readPage, options);
    return page.map(({ startMs, ...candle }) => ({ ...candle, startS: startMs / 1000 }));
  });
}

function nameOf(size: CandleSize): Granularity | undefined {
  return (Object.keys(granularities) as Granularity[]).find((name) => granularities[name] === size);
}
