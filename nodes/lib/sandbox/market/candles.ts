import type { EngineProduct } from '../engine';
import { csvRows } from './candle-csv';
import { jsonRows } from './candle-json';

/** One candle as a file says it: amounts as decimal text. */
export interface CandleRow {
  /** Where it stands, for messages: `line 7`, `row 3`. */
  readonly where: string;
  /** Unix seconds of its beginning. */
  readonly time: number;
  readonly low: string;
  readonly high: string;
  readonly open: string;
  readonly close: string;
}

/** A product's candles, oldest first, as the path that its price takes through them. */
export interface Candles {
  readonly productId: string;
  /** Unix seconds of each candle's beginning. */
  readonly times: Float64Array;
  /** Four prices a candle, in whole price steps (further decimals are cut off); see {@link corners}. */
  readonly path: Float64Array;
}

/** Prices stay far below what a double counts exactly, even four times as high and in the finest steps. */
const MOST_TICKS = 10 ** 15;

const PRICE = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?$/;

/**
 * Reads candles from CSV with a header line, or from the exchange's own JSON. Any order of time will do.
 * @throws RangeError that says where the file is wrong and why, in one line.
 */
export function readCandles(text: string, product: EngineProduct): Candles {
  const rows = [...(text.trimStart().startsWith('[') ? jsonRows(text) : csvRows(text))];
  if (rows.length === 0) throw new RangeError('it has no candle');
  rows.sort((a, b) => a.time - b.time);
  const times = new Float64Array(rows.length);
  const path = new Float64Array(rows.length * 4);
  for (const [index, row] of rows.entries()) {
    if (index > 0 && times[index - 1] === row.time)
      throw new RangeError(`${row.where}: a second candle for the same time`);
    times[index] = row.time;
    path.set(corners(row, product), index * 4);
  }
  return { productId: product.id, times, path };
}

/** Open, the extreme that is nearer to it (the low when both are as near), the other extreme, close; in price steps. */
function corners(row: CandleRow, product: EngineProduct): [number, number, number, number] {
  const [low, high, open, close] = (['low', 'high', 'open', 'close'] as const).map((name) => {
    const ticks = ticksOf(row[name], product);
    if (ticks === undefined)
      throw new RangeError(
        `${row.where}: ${name} must be a price, not ${JSON.stringify(row[name].slice(0, 40))}`,
      );
    return ticks;
  }) as [number, number, number, number];
  if (low > Math.min(open, close) || high < Math.max(open, close))
    throw new RangeError(`${row.where}: open and close must lie between low and high`);
  return high - open < open - low ? [open, high, low, close] : [open, low, high, close];
}

/** Undefined for what is no price, or one that the product cannot have: below one price step, or beyond counting. */
function ticksOf(text: string, { quoteIncrement }: EngineProduct): number | undefined {
  if (!PRICE.test(text)) return undefined;
  const [whole = '0', decimals = ''] = text.split('.');
  const ticks = Number(BigInt(whole + decimals.slice(0, 16).padEnd(16, '0')) / quoteIncrement);
  return ticks >= 1 && ticks <= MOST_TICKS ? ticks : undefined;
}
