/** The candles of one chart, kept while only the newest ones are told. */
import type { Candle, CandleSize } from '../../rules/market-data';

export interface CandleStore {
  /** ISO 8601: what began before it need not be told again; undefined for all. */
  readonly since: string | undefined;
  add(candles: readonly Candle[]): void;
  clear(): void;
  /**
   * Oldest first. The last trade counts for the candle of its time, also where that is not told yet.
   * @param at of the trade, ISO 8601
   */
  with(size: CandleSize, last: string | undefined, at: string | undefined): readonly Candle[];
}

export function createCandleStore(): CandleStore {
  let kept: readonly Candle[] = [];
  const newest = (): Candle | undefined => kept[kept.length - 1];
  return {
    get since() {
      return newest()?.start;
    },
    add(candles) {
      const [first] = candles;
      if (!first) return;
      // Told from the newest on, that one is among them: else there is a gap, or what is known is of another time.
      if (first.start > (newest()?.start ?? '')) kept = [];
      kept = [...kept.filter(({ start }) => start < first.start), ...candles];
    },
    clear: () => void (kept = []),
    with(size, last, at) {
      const known = newest();
      const newer =
        known && last !== undefined && at !== undefined ? traded(known, size, last, at) : undefined;
      if (!newer) return kept;
      return [...(newer.start === known?.start ? kept.slice(0, -1) : kept), newer];
    },
  };
}

/** The candle of a trade's time, which the trade may be the first of; undefined for one that is older than what is known. */
function traded(known: Candle, size: CandleSize, price: string, at: string): Candle | undefined {
  const ms = Math.floor(Date.parse(at) / 1000 / size) * size * 1000;
  if (Number.isNaN(ms)) return undefined;
  const start = new Date(ms).toISOString();
  if (start < known.start) return undefined;
  const [open, high, low] =
    start === known.start ? [known.open, known.high, known.low] : [price, price, price];
  return {
    ...known,
    start,
    open,
    high: Number(price) > Number(high) ? price : high,
    low: Number(price) < Number(low) ? price : low,
    close: price,
  };
}
