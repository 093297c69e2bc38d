import { decimal, decimalText, type Decimal } from '../decimal';
import type { Candle } from '../market-data';

export type CandleFigures = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>;

/** The figures of one candle while trades are counted into it. */
export class CandleTally {
  readonly #open: Decimal;
  #high: Decimal;
  #low: Decimal;
  #close: Decimal;
  #volume: Decimal;

  private constructor(open: Decimal, high: Decimal, low: Decimal, close: Decimal, volume: Decimal) {
    this.#open = open;
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.#volume = volume;
  }

  static ofTrade(price: Decimal, size: Decimal): CandleTally {
    return new CandleTally(price, price, price, price, size);
  }

  static of({ open, high, low, close, volume }: CandleFigures): CandleTally {
    return new CandleTally(decimal(open), decimal(high), decimal(low), decimal(close), decimal(volume));
  }

  /** Counts a trade later than all before. */
  add(price: Decimal, size: Decimal): void {
    if (price.gt(this.#high)) this.#high = price;
    if (price.lt(this.#low)) this.#low = price;
    this.#close = price;
    this.#volume = this.#volume.plus(size);
  }

  /** Whether it may have been made of all the trades of the other one, and of more. */
  covers(other: CandleTally): boolean {
    return this.#volume.gte(other.#volume) && this.#high.gte(other.#high) && this.#low.lte(other.#low);
  }

  closesLike(other: CandleTally): boolean {
    return this.#close.eq(other.#close);
  }

  closesAt(price: Decimal): boolean {
    return this.#close.eq(price);
  }

  /** Of two that each miss some trades what both together tell; the other one has the later trades. */
  joined(later: CandleTally): CandleTally {
    const high = later.#high.gt(this.#high) ? later.#high : this.#high;
    const low = later.#low.lt(this.#low) ? later.#low : this.#low;
    const volume = later.#volume.gt(this.#volume) ? later.#volume : this.#volume;
    return new CandleTally(this.#open, high, low, later.#close, volume);
  }

  /** Plain decimal text without trailing zeros. */
  figures(): CandleFigures {
    return {
      open: decimalText(this.#open),
      high: decimalText(this.#high),
      low: decimalText(this.#low),
      close: decimalText(this.#close),
      volume: decimalText(this.#volume),
    };
  }
}
