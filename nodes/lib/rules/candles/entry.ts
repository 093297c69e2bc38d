import type { Decimal } from '../decimal';
import { CandleTally } from './tally';

interface Heard {
  readonly price: Decimal;
  readonly size: Decimal;
}

/** Trades that are kept to find out which of them a candle that was read holds already. */
const MOST_HEARD = 1000;

/** One candle that is being made: what was heard of it, and what was read of it. */
export class CandleEntry {
  /** Of the trades that were heard; undefined where there were none yet. */
  #own: CandleTally | undefined;
  /** What was read of it, and the trades after that. */
  #read: CandleTally | undefined;
  /** Trades since trades may have been missed; undefined while all of them are known. */
  #since: Heard[] | undefined;
  /** Something in it was read over REST. */
  recovered = false;
  /** It was read after it was over: nothing is added any more. */
  settled = false;
  #lastMs = -Infinity;

  constructor(doubtful: boolean) {
    if (doubtful) this.#since = [];
  }

  /** Trades before the next one may be missing. */
  doubt(): void {
    this.#read = undefined;
    this.#since = [];
  }

  add(trade: Heard & { readonly timeMs: number }): void {
    const { price, size } = trade;
    if (this.#own) this.#own.add(price, size);
    else this.#own = CandleTally.ofTrade(price, size);
    this.#read?.add(price, size);
    this.#lastMs = trade.timeMs;
    if (!this.#since) return;
    this.#since.push({ price, size });
    if (this.#since.length > MOST_HEARD) this.#since.shift();
  }

  /** It waits for being read, so that its figures so far can be told. */
  get unread(): boolean {
    return this.#since !== undefined;
  }

  /** The figures so far; undefined while they are not known. */
  get tally(): CandleTally | undefined {
    return this.#read ?? (this.#since ? undefined : this.#own);
  }

  /**
   * Takes what was read while the candle still forms. Which of the trades that were heard are in it already is told by
   * its last price: the latest trade at that price and all before it. Without such a trade all of them are.
   */
  form(read: CandleTally | undefined): void {
    const since = this.#since ?? [];
    this.#since = undefined;
    this.recovered = true;
    if (!read) return;
    const last = since.findLastIndex(({ price }) => read.closesAt(price));
    if (last >= 0) for (const { price, size } of since.slice(last + 1)) read.add(price, size);
    this.#read = read;
  }

  /**
   * Whether what was read after the end can be the whole candle: it has all that was heard, and ends with the last
   * trade, where that is known. An exchange may write a candle down a moment late.
   */
  agrees(read: CandleTally | undefined, lastDoubtMs: number): boolean {
    if (!this.#own) return true;
    if (!read?.covers(this.#own)) return false;
    return this.#lastMs < lastDoubtMs || read.closesLike(this.#own);
  }

  /** Takes what was read after the end. What does not agree is joined with what was heard. */
  settle(read: CandleTally | undefined, agrees: boolean): void {
    this.#own = agrees || !read || !this.#own ? (read ?? this.#own) : read.joined(this.#own);
    this.#read = undefined;
    this.#since = undefined;
    this.recovered = true;
    this.settled = true;
  }
}
