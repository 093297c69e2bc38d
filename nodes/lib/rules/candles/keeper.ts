import { decimal, decimalText } from '../decimal';
import type { Candle, CandleSize, Trade } from '../market-data';
import { Recount, type LastTaken } from '../recount';
import { Doubts } from './doubts';
import { CandleEntry } from './entry';
import { startOf } from './span';
import { CandleTally, type CandleFigures } from './tally';

/**
 * After the end of a candle its last trades may still be on their way, and whether one was lost a feed finds out with the
 * heartbeat of each second; milliseconds.
 */
export const GRACE_MS = 2000;

/** Candles that are told after a gap at most; older ones are left out. */
export const MOST_BACK = 1500;

export interface KeeperOptions {
  readonly productId: string;
  readonly size: CandleSize;
  /** What a span without any trade gives: nothing, or the last price again with volume 0. */
  readonly empty: 'skip' | 'repeat';
  /** Candles are told from here on; Unix milliseconds, a multiple of the size. */
  readonly fromMs: number;
  /** Candles before that were left out already; default none. */
  readonly skipped?: number;
  /** Of the last candle with a trade before, where that is known. */
  readonly lastClose?: string;
}

/** A candle that does not change any more. */
export interface FinalCandle {
  readonly candle: Candle;
  readonly recovered: boolean;
}

/** What must be read: `startMs` inclusive, `endMs` exclusive. What begins before `overMs` was over by now. */
export interface MissingSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly overMs: number;
}

/**
 * Makes candles of one size out of the trades of one product. A trade counts in the candle of its own time. A candle is
 * over once a trade, or the clock of the exchange, is two seconds past its end; then it is told, each once, oldest
 * first, and what comes later for it is counted nowhere but as late. Where trades may have been missed it is read first.
 */
export class CandleKeeper {
  readonly #options: KeeperOptions;
  readonly #stepMs: number;
  readonly #doubts = new Doubts();
  readonly #entries = new Map<number, CandleEntry>();
  /** All candles before were told. */
  #toldMs: number;
  /** All candles before are over. */
  #overMs: number;
  #last: LastTaken | undefined;
  readonly #recount = new Recount();
  #lastClose: string | undefined;
  #late = 0;
  #skipped: number;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#stepMs = options.size * 1000;
    this.#toldMs = options.fromMs;
    this.#overMs = options.fromMs;
    this.#skipped = options.skipped ?? 0;
    this.#lastClose = options.lastClose;
  }

  /** Trades that came after their candle had been told. */
  get late(): number {
    return this.#late;
  }

  /** Candles that a long gap left out. */
  get skipped(): number {
    return this.#skipped;
  }

  /** All candles before were told; Unix milliseconds. */
  get toldMs(): number {
    return this.#toldMs;
  }

  /** Of the last candle with a trade among them, or before; undefined while no trade is known. */
  get lastClose(): string | undefined {
    return this.#lastClose;
  }

  /** When the candle that forms now can be over; Unix milliseconds. */
  get dueMs(): number {
    return this.#overMs + this.#stepMs + GRACE_MS;
  }

  /** One whose time cannot be read is left out: the hole that it leaves in the ids is read. */
  add(trade: Trade, recovered: boolean): void {
    const timeMs = Date.parse(trade.time);
    if (!Number.isFinite(timeMs)) return;
    const id = Number(trade.trade_id);
    const before = this.#last;
    if (before && id <= before.id) return this.#again(trade, before, recovered);
    this.#recount.goesOn();
    this.#last = { id, timeMs };
    if (!before) this.#begin(timeMs);
    else if (id > before.id + 1) this.#doubt(before.timeMs, timeMs);
    const price = decimal(trade.price);
    const startMs = startOf(timeMs, this.#options.size);
    const entry = startMs < this.#toldMs ? undefined : this.#entryAt(startMs);
    if (entry && !entry.settled) {
      entry.add({ price, size: decimal(trade.size), timeMs });
      entry.recovered ||= recovered;
    } else if (!before) this.#lastClose ??= decimalText(price);
    else if (startMs >= this.#options.fromMs) this.#late += 1;
    this.passed(timeMs);
  }

  /** Trades after the last one that was heard, and until then, are missing for good. */
  lost(untilMs: number): void {
    if (this.#last) this.#doubt(this.#last.timeMs, untilMs);
  }

  /** It is this late at the exchange, and all trades from before {@link GRACE_MS} ago were heard. */
  passed(timeMs: number): void {
    const overMs = startOf(timeMs - GRACE_MS, this.#options.size);
    if (overMs <= this.#overMs) return;
    this.#overMs = overMs;
    const oldest = overMs - MOST_BACK * this.#stepMs;
    if (this.#toldMs >= oldest) return;
    this.#skipped += (oldest - this.#toldMs) / this.#stepMs;
    for (const startMs of this.#entries.keys()) if (startMs < oldest) this.#entries.delete(startMs);
    this.#tell(oldest);
  }

  /** The next candle that is over, oldest first; undefined where there is none, or where it must be read first. */
  next(): FinalCandle | undefined {
    while (this.#toldMs < this.#overMs) {
      const startMs = this.#toldMs;
      if (this.#isDoubtful(startMs)) return undefined;
      const entry = this.#entries.get(startMs);
      this.#entries.delete(startMs);
      this.#tell(startMs + this.#stepMs);
      const candle = entry?.tally ? this.#candle(startMs, entry.tally.figures()) : this.#repeated(startMs);
      if (!candle) continue;
      this.#lastClose = candle.close;
      return { candle, recovered: entry?.recovered ?? false };
    }
    return undefined;
  }

  /** The candle that forms now; undefined where it has no trade, or where it must be read first. */
  forming(): Candle | undefined {
    const startMs = this.#newestMs();
    const tally = startMs < this.#overMs ? undefined : this.#entries.get(startMs)?.tally;
    return tally && this.#candle(startMs, tally.figures());
  }

  /** What must be read before more can be told. */
  missing(): MissingSpan | undefined {
    if (this.#doubts.none) return undefined;
    let span: MissingSpan | undefined;
    for (let startMs = this.#toldMs; startMs <= this.#newestMs(); startMs += this.#stepMs) {
      if (!this.#needsReading(startMs)) continue;
      span = {
        startMs: span?.startMs ?? startMs,
        endMs: startMs + this.#stepMs,
        overMs: this.#overMs,
      };
    }
    return span;
  }

  /**
   * Takes what was read for {@link missing}; a span without a candle had no trade.
   * @param anyway takes it also where it lacks what was heard.
   * @returns whether it was taken; else it has to be read again, a little later.
   */
  learn(span: MissingSpan, candles: readonly Candle[], anyway = false): boolean {
    const read = new Map(candles.map((candle) => [Date.parse(candle.start), candle]));
    const tallyAt = (startMs: number): CandleTally | undefined => {
      const candle = read.get(startMs);
      return candle && CandleTally.of(candle);
    };
    const over = this.#starts(Math.max(span.startMs, this.#toldMs), Math.min(span.endMs, span.overMs));
    const agrees = new Map(over.map((startMs) => [startMs, this.#agrees(startMs, tallyAt(startMs))]));
    if (!anyway && [...agrees.values()].includes(false)) return false;
    for (const startMs of over) {
      const tally = tallyAt(startMs);
      const entry = tally ? this.#entryAt(startMs) : this.#entries.get(startMs);
      entry?.settle(tally, agrees.get(startMs) ?? true);
    }
    if (over.length > 0) this.#doubts.settle(Math.min(span.endMs, span.overMs));
    // What was over only after the question is asked for again.
    const forming = this.#starts(Math.max(span.startMs, this.#overMs), span.endMs);
    for (const startMs of forming)
      if (this.#needsReading(startMs)) this.#entries.get(startMs)?.form(tallyAt(startMs));
    return true;
  }

  /**
   * A trade whose id is not new comes again and is left out, or ids began anew. Then all that was heard and not told is of
   * another market: it is forgotten, and the candles since those that were told are read, as at the start.
   */
  #again(trade: Trade, before: LastTaken, recovered: boolean): void {
    const anew = this.#recount.hear(trade, before);
    if (!anew) return;
    this.#last = undefined;
    this.#lastClose = undefined;
    this.#entries.clear();
    for (const one of anew) this.add(one, recovered);
  }

  /** The first trade that was heard is the last one before: none is missed after it. */
  #begin(timeMs: number): void {
    this.#doubts.restart(timeMs);
    this.#doubts.settle(this.#toldMs);
  }

  /** All candles before are told, or left out. */
  #tell(untilMs: number): void {
    this.#toldMs = untilMs;
    this.#doubts.settle(untilMs);
  }

  #agrees(startMs: number, read: CandleTally | undefined): boolean {
    const lastDoubtMs = this.#doubts.lastIn(startMs, startMs + this.#stepMs) ?? -Infinity;
    return this.#entries.get(startMs)?.agrees(read, lastDoubtMs) ?? true;
  }

  #doubt(fromMs: number, toMs: number): void {
    this.#doubts.add(fromMs, toMs);
    for (const [startMs, entry] of this.#entries)
      if (!entry.settled && startMs + this.#stepMs > fromMs && startMs <= toMs) entry.doubt();
  }

  #needsReading(startMs: number): boolean {
    if (!this.#isDoubtful(startMs)) return false;
    if (startMs < this.#overMs) return true;
    return this.#entries.get(startMs)?.unread ?? false;
  }

  #isDoubtful(startMs: number): boolean {
    return this.#doubts.lastIn(startMs, startMs + this.#stepMs) !== undefined;
  }

  /** The latest candle that there can be something of. */
  #newestMs(): number {
    return Math.max(this.#overMs, ...this.#entries.keys());
  }

  #entryAt(startMs: number): CandleEntry {
    const known = this.#entries.get(startMs);
    if (known) return known;
    const entry = new CandleEntry(this.#isDoubtful(startMs));
    this.#entries.set(startMs, entry);
    return entry;
  }

  #starts(fromMs: number, untilMs: number): number[] {
    const starts: number[] = [];
    for (let startMs = fromMs; startMs < untilMs; startMs += this.#stepMs) starts.push(startMs);
    return starts;
  }

  #repeated(startMs: number): Candle | undefined {
    const price = this.#lastClose;
    if (this.#options.empty === 'skip' || price === undefined) return undefined;
    return this.#candle(startMs, { open: price, high: price, low: price, close: price, volume: '0' });
  }

  #candle(startMs: number, figures: CandleFigures): Candle {
    const { productId, size } = this.#options;
    return Object.assign({ product_id: productId, size, start: new Date(startMs).toISOString() }, figures);
  }
}
