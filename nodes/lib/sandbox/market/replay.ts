import type { EngineProduct, Units } from '../engine';
import type { Candles } from './candles';

/** Recorded candles and how fast they go by. */
export interface ReplayOptions {
  readonly candles: Candles;
  /** Candles a second. */
  readonly speed: number;
}

/** Where a replay stands. */
export interface ReplayPosition {
  readonly productId: string;
  /** The candle that goes by, from 0. */
  readonly candle: number;
  readonly candles: number;
  /** Unix seconds of that candle's beginning, as recorded. */
  readonly candleTime: number;
  readonly price: Units;
  readonly speed: number;
  /** Unix milliseconds when the first candle began, by the sandbox's clock; without the time that it was not running. */
  readonly startedAt: number;
  /** The last price is reached; it stays. */
  readonly ended: boolean;
}

/** How far a replay had come, and through which candles: plain data. */
export interface SavedReplay {
  readonly productId: string;
  /** How many candles there are, and when the first and the last began: other candles begin anew. */
  readonly candles: number;
  readonly first: number;
  readonly last: number;
  /** Candles that have gone by, in quarters and parts of them. */
  readonly progress: number;
}

/** The price stands still no longer than this while it goes from one corner of a candle to the next. */
const LONGEST_STAND_MS = 250;

/**
 * One product's price as recorded. Each candle takes 1/speed seconds in four equal legs, which begin at its open, its
 * nearer extreme, its other extreme and its close; a leg longer than a quarter of a second is walked in even moves. So
 * the price depends on nothing but the time since the start.
 */
export class Replay {
  readonly product: EngineProduct;
  readonly #candles: Candles;
  readonly #usualSpeed: number;
  #speed = 0;
  #movesPerLeg = 0;
  #last = 0;
  #startMicros: number | undefined;
  #move = 0;

  constructor({ candles, speed }: ReplayOptions, product: EngineProduct) {
    this.product = product;
    this.#candles = candles;
    this.#usualSpeed = speed;
    this.#setSpeed(speed);
  }

  /**
   * Goes on from where it stands, so many times as fast as it was made for: also after a pause, which is then none of
   * its time. @param now Unix milliseconds
   */
  goOn(now: number, times: number): void {
    if (this.#startMicros === undefined) return;
    const stands = this.save();
    this.#setSpeed(this.#usualSpeed * times);
    this.start(now, [stands]);
  }

  #setSpeed(speed: number): void {
    this.#speed = speed;
    this.#movesPerLeg = Math.max(1, Math.round(1000 / speed / 4 / LONGEST_STAND_MS));
    this.#last = (this.#candles.path.length - 1) * this.#movesPerLeg;
  }

  /** Quote per base, in whole price steps. */
  get price(): Units {
    return BigInt(this.#ticks()) * this.product.quoteIncrement;
  }

  get position(): ReplayPosition {
    const { productId, times } = this.#candles;
    const candle = Math.floor(this.#move / this.#movesPerLeg / 4);
    return {
      productId,
      candle,
      candles: times.length,
      candleTime: times[candle] ?? 0,
      price: this.price,
      speed: this.#speed,
      startedAt: (this.#startMicros ?? 0) / 1000,
      ended: this.#move === this.#last,
    };
  }

  /**
   * The first candle begins, or the path goes on where an earlier replay of the same candles stood.
   * @param now Unix milliseconds
   */
  start(now: number, saved: readonly SavedReplay[] = []): void {
    const own = this.save();
    const from = saved.find(
      ({ productId, candles, first, last }) =>
        productId === own.productId && candles === own.candles && first === own.first && last === own.last,
    );
    this.#move = Math.min(this.#last, Math.round((from?.progress ?? 0) * 4 * this.#movesPerLeg));
    const perSecond = 4 * this.#movesPerLeg * this.#speed;
    this.#startMicros = Math.round(now * 1000) - Math.ceil((this.#move * 1e6) / perSecond);
  }

  save(): SavedReplay {
    const { productId, times } = this.#candles;
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    const progress = this.#move / this.#movesPerLeg / 4;
    return { productId, candles: times.length, first, last, progress };
  }

  /** Makes every move that is due by `now`, one after the other, and calls `moved` with the time each was due. */
  follow(now: number, moved: (due: number, isLast: boolean) => void): void {
    if (this.#startMicros === undefined) return;
    const perSecond = 4 * this.#movesPerLeg * this.#speed;
    const elapsed = Math.round(now * 1000) - this.#startMicros;
    const target = Math.min(this.#last, Math.floor((elapsed * perSecond) / 1e6));
    while (this.#move < target) {
      this.#move += 1;
      moved((this.#startMicros + Math.ceil((this.#move * 1e6) / perSecond)) / 1000, this.#move === target);
    }
  }

  #ticks(): number {
    const { path } = this.#candles;
    const corner = Math.floor(this.#move / this.#movesPerLeg);
    const part = (this.#move % this.#movesPerLeg) / this.#movesPerLeg;
    const from = path[corner] ?? 0;
    return part === 0 ? from : from + Math.round(((path[corner + 1] ?? from) - from) * part);
  }
}
