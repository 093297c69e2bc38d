import { answerTo, buildTarget, type CallOptions, type CandleSpan, type Connection } from '../lib/api';
import { candles as candlePages, granularities, type Granularity } from '../lib/api/advanced-trade';
import { amount, listOf } from '../lib/api/wire-values';
import type { Candle } from '../lib/rules/market-data';

/** Past candles of a product, at most 300, oldest first; public data. @throws CoinbaseError */
export async function pastCandles(
  connection: Connection,
  span: CandleSpan,
  options: CallOptions,
): Promise<readonly Candle[]> {
  const { productId: product_id, size } = span;
  const rows =
    connection.api === 'advanced-trade'
      ? await ofAdvancedTrade(connection, span, options)
      : await ofExchange(connection, span, options);
  return rows
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ startMs, ...prices }) => ({
      product_id,
      size,
      start: new Date(startMs).toISOString(),
      ...prices,
    }));
}

type Row = Omit<Candle, 'product_id' | 'size' | 'start'> & { readonly startMs: number };

async function ofAdvancedTrade(
  connection: Connection,
  { productId, size, startMs, endMs }: CandleSpan,
  options: CallOptions,
): Promise<readonly Row[]> {
  const names = Object.keys(granularities) as Granularity[];
  const granularity = names.find((name) => granularities[name] === size) ?? 'ONE_MINUTE';
  const rows: Row[] = [];
  for await (const page of candlePages(connection, { productId, granularity, startMs, endMs }, options))
    rows.push(...page);
  return rows;
}

/** Rows of numbers: time, low, high, open, close, volume. Source: Exchange product candles. */
async function ofExchange(
  connection: Connection,
  { productId, size, startMs, endMs }: CandleSpan,
  options: CallOptions,
): Promise<readonly Row[]> {
  const [start, end] = [startMs, endMs].map((ms) => new Date(ms));
  const path = buildTarget(`/products/${productId}/candles`, { granularity: size, start, end });
  const { response, error } = await answerTo(connection, { method: 'GET', path }, options);
  if (error) throw error;
  return listOf(response.body, 'candles').flatMap((row) => {
    if (!Array.isArray(row)) return [];
    const [startS, ...figures] = row as unknown[];
    const [low, high, open, close, volume = '0'] = figures.map(amount);
    if (typeof startS !== 'number' || !low || !high || !open || !close) return [];
    return [{ startMs: startS * 1000, low, high, open, close, volume }];
  });
}
