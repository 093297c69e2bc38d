import type { CandleRow } from './candles';

/**
 * Candles as `GET /products/{product_id}/candles` answers them: rows of `[time, low, high, open, close, volume]`.
 * @throws RangeError for what is not JSON, or not such rows.
 */
export function* jsonRows(text: string): Generator<CandleRow> {
  for (const [index, row] of parse(text).entries()) {
    const where = `row ${index + 1}`;
    if (!Array.isArray(row) || row.length < 5)
      throw new RangeError(`${where} must be [time, low, high, open, close, volume]`);
    const [time, low, high, open, close] = row as unknown[];
    if (typeof time !== 'number' || !Number.isFinite(time) || time < 0)
      throw new RangeError(`${where}: its time must be Unix seconds`);
    yield { where, time, low: decimal(low), high: decimal(high), open: decimal(open), close: decimal(close) };
  }
}

function parse(text: string): readonly unknown[] {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    throw new RangeError('it begins like JSON but cannot be read as JSON');
  }
}

/** The exchange writes JSON numbers; a very small one would print with an exponent. */
function decimal(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  const text = String(value);
  return text.includes('e-') ? value.toFixed(20) : text;
}
