import { isPlainObject } from '../../rules/shapes';
import { buildTarget } from '../../rules/target';
import { productPath } from '../product-path';
import { valueAt } from '../styles/reading';
import type { CallOptions, Connection } from '../trading-api';
import { amounts, listOf } from '../wire-values';
import { ask } from './ask';
import { BROKERAGE } from './paths';

/** Seconds of a candle by the API's name for it. Source: get-product-candles reference. */
export const granularities = {
  ONE_MINUTE: 60,
  FIVE_MINUTE: 300,
  FIFTEEN_MINUTE: 900,
  THIRTY_MINUTE: 1800,
  ONE_HOUR: 3600,
  TWO_HOUR: 7200,
  FOUR_HOUR: 14_400,
  SIX_HOUR: 21_600,
  ONE_DAY: 86_400,
} as const;

export type Granularity = keyof typeof granularities;

/** Amounts are decimal text; `volume` is in base. */
export interface Candle {
  /** Its beginning, Unix milliseconds. */
  readonly startMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

export interface CandleRange {
  readonly productId: string;
  readonly granularity: Granularity;
  /** Inclusive, Unix milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

/** The reference says 350, an error text of the API 300. */
const MOST_CANDLES = 300;

/** Pages of candles, newest first; from the public address, so any connection to the API will do. */
export async function* candles(
  connection: Connection,
  { productId, granularity, startMs, endMs }: CandleRange,
  options?: CallOptions,
): AsyncGenerator<readonly Candle[]> {
  const step = granularities[granularity];
  const first = Math.ceil(startMs / 1000 / step) * step;
  for (let end = Math.floor(endMs / 1000 / step) * step; end >= first; end -= MOST_CANDLES * step) {
    const start = Math.max(first, end - (MOST_CANDLES - 1) * step);
    const path = buildTarget(`${BROKERAGE}/market/products/${productPath(productId)}/candles`, {
      start: String(start),
      end: String(end),
      granularity,
    });
    const page = await ask(connection, path, readCandles, options);
    // A server that counts the end as outside would be missing one; one that gives more gives it twice.
    const inside = page.filter((one) => one.startMs >= start * 1000 && one.startMs <= end * 1000);
    if (inside.length > 0) yield inside.toSorted((a, b) => b.startMs - a.startMs);
  }
}

export function readCandles(body: unknown): Candle[] {
  return listOf(valueAt(body, 'candles'), 'candles').flatMap((entry) => {
    if (!isPlainObject(entry)) return [];
    const {
      open,
      high,
      low,
      close,
      volume = '0',
    } = amounts(entry, ['open', 'high', 'low', 'close', 'volume']);
    const startMs = Number(entry['start']) * 1000;
    if (open === undefined || high === undefined || low === undefined || close === undefined) return [];
    return Number.isSafeInteger(startMs) ? [{ startMs, open, high, low, close, volume }] : [];
  });
}
