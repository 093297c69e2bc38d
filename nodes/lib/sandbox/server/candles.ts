import { type EngineTrade, type Units } from '../engine';
import { Recent } from '../engine/recent';

/** What happened in one bucket of time. */
export interface Candle {
  /** Start of the bucket, Unix seconds. */
  readonly time: number;
  readonly open: Units;
  high: Units;
  low: Units;
  close: Units;
  /** In base. */
  volume: Units;
}

/** Lengths of a bucket that the exchange offers, in seconds. */
export const GRANULARITIES = [60, 300, 900, 3600, 21_600, 86_400] as const;

export type Granularity = (typeof GRANULARITIES)[number];

/** Buckets kept of each length; a request gives at most 301. */
const KEEP = 1000;

const DAY_SECONDS = 86_400;

/** What a product did in the last 24 hours and 30 days. */
export interface Stats {
  readonly open: Units;
  readonly high: Units;
  readonly low: Units;
  readonly last: Units;
  readonly volume: Units;
  readonly volume30Day: Units;
}

/** The candles of each product and length, newest first: plain data. */
export type SavedCandles = readonly (readonly [
  productId: string,
  seconds: Granularity,
  candles: readonly Candle[],
])[];

/** Of each length; as many as one request gives at most, and enough for the figures of 24 hours and 30 days. */
const KEEP_SAVED = 301;

type Series = ReadonlyMap<Granularity, Bars>;

/** Candles of every product since the start, made of its trades. Buckets without trades are not there. */
export class CandleHistory {
  readonly #products = new Map<string, Series>();

  add({ productId, time, price, size }: EngineTrade): void {
    for (const bars of this.#seriesOf(productId).values()) bars.add(time, price, size);
  }

  save(): SavedCandles {
    return [...this.#products].flatMap(([productId, series]) =>
      [...series].map(([seconds, bars]) => [productId, seconds, bars.newest(KEEP_SAVED)] as const),
    );
  }

  /** Takes up what was saved; for a history without candles. */
  restore(saved: SavedCandles): void {
    for (const [productId, seconds, candles] of saved)
      this.#seriesOf(productId).get(seconds)?.restore(candles);
  }

  #seriesOf(productId: string): Series {
    let series = this.#products.get(productId);
    if (!series) {
      series = new Map(GRANULARITIES.map((seconds) => [seconds, new Bars(seconds)]));
      this.#products.set(productId, series);
    }
    return series;
  }

  newestFirst(productId: string, seconds: Granularity): Iterable<Candle> {
    return this.#products.get(productId)?.get(seconds)?.newestFirst() ?? [];
  }

  /** Base volume of the last 24 hours, to five minutes. @param now Unix milliseconds. */
  dayVolume(productId: string, now: number): Units {
    return volumeOf(this.#since(productId, 300, now, DAY_SECONDS));
  }

  /** Undefined before the first trade. @param now Unix milliseconds. */
  stats(productId: string, now: number): Stats | undefined {
    for (const { close: last } of this.newestFirst(productId, 300)) {
      const day = [...this.#since(productId, 300, now, DAY_SECONDS)];
      const volume30Day = volumeOf(this.#since(productId, 21_600, now, 30 * DAY_SECONDS));
      const figures = { open: day.at(-1)?.open ?? last, high: last, low: last };
      for (const { high, low } of day) {
        if (high > figures.high) figures.high = high;
        if (low < figures.low) figures.low = low;
      }
      return { ...figures, last, volume: volumeOf(day), volume30Day };
    }
    return undefined;
  }

  /** Newest first: the buckets that began within the last `span` seconds. */
  *#since(productId: string, seconds: Granularity, now: number, span: number): Iterable<Candle> {
    for (const candle of this.newestFirst(productId, seconds)) {
      if (candle.time <= now / 1000 - span) return;
      yield candle;
    }
  }
}

/** Candles of one length. */
class Bars {
  readonly #seconds: number;
  readonly #bars = new Recent<Candle>(KEEP);
  #forming: Candle | undefined;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** A clock that was set back does not bring an old bucket back: its trades count for the newest one. */
  add(timeMs: number, price: Units, size: Units): void {
    const time = Math.floor(timeMs / (this.#seconds * 1000)) * this.#seconds;
    const bar = this.#forming;
    if (!bar || time > bar.time) {
      this.#forming = { time, open: price, high: price, low: price, close: price, volume: size };
      this.#bars.push(this.#forming);
      return;
    }
    if (price > bar.high) bar.high = price;
    if (price < bar.low) bar.low = price;
    bar.close = price;
    bar.volume += size;
  }

  newestFirst(): Iterable<Candle> {
    return this.#bars.newestFirst();
  }

  newest(most: number): Candle[] {
    const found: Candle[] = [];
    for (const candle of this.#bars.newestFirst()) {
      if (found.length === most) break;
      found.push({ ...candle });
    }
    return found;
  }

  /** @param candles newest first; the newest goes on forming. */
  restore(candles: readonly Candle[]): void {
    for (const candle of candles.toReversed()) this.#bars.push((this.#forming = { ...candle }));
  }
}

function volumeOf(candles: Iterable<Candle>): Units {
  let sum = 0n;
  for (const { volume } of candles) sum += volume;
  return sum;
}
