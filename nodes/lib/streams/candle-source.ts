import type { FeedState, FeedSubscription, TradeBatch } from '../api';
import { CandleKeeper, startOf, type FinalCandle, type KeeperOptions } from '../rules/candles';
import type { Candle, CandleSize, Trade } from '../rules/market-data';
import type { Pacer } from '../rules/pacer';
import { createCandleReader, type CandleReader } from './candle-reader';
import { pacerOf } from './paced';
import {
  MOST_KEPT,
  type Source,
  type SourceMemory,
  type SourceParts,
  type Telling,
  type TellingFacts,
} from './types';

/** Time for reading candles, milliseconds. */
const READ_MS = 10_000;
/** The exchange's clock turns out to be before what was thought: by so much a candle may be told late, milliseconds. */
const LATE_MS = 100;
/** A trade of a strange time must not make a timer too long to be set, milliseconds. */
const LONGEST_MS = 3_600_000;
/** A trade that is ahead of the exchange's clock by more than this has a wrong time, milliseconds. */
const MOST_AHEAD_MS = 3_600_000;

/** Candles out of trades: the one that forms, and each once when it is over. A change is another open, high, low or close. */
export class CandleSource implements Source {
  readonly #parts: SourceParts;
  readonly #keeper: CandleKeeper;
  readonly #reader: CandleReader;
  readonly #pacer: Pacer;
  readonly #subscription: FeedSubscription;
  #live = false;
  #began = false;
  /** The exchange's time at which the clock's `elapsed` was 0, by the last trade that was heard live. */
  #heardStartMs: number | undefined;
  /** The last trade seemed to be of the future. */
  #ahead = false;
  #told = '';
  #lastFinal: FinalCandle | undefined;
  /** What the timer waits for, Unix milliseconds of the exchange, and when it rings, on the clock's `elapsed`. */
  #dueMs: number | undefined;
  #ringsAt = 0;
  #stopTimer: (() => void) | undefined;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    const { feed, productId, clock, settings, memory } = parts;
    const { candleSize: size, emptyCandles: empty, pace } = settings;
    this.#keeper = new CandleKeeper({ productId, size, empty, ...beginning(memory, this.#now(), size) });
    this.#pacer = pacerOf(clock, pace, () => this.#tellForming());
    this.#reader = createCandleReader({
      clock,
      // While the feed is away REST hardly answers, and what it answers would be old when the feed is back.
      missing: () => (this.#live && this.#began ? this.#keeper.missing() : undefined),
      read: ({ startMs, endMs }, signal) =>
        feed.candles({ productId, size, startMs, endMs }, { timeoutMs: READ_MS, signal }),
      learn: (span, candles, anyway) => this.#keeper.learn(span, candles, anyway),
      learned: () => this.#advance(),
      failed: parts.failed,
    });
    this.#subscription = feed.trades(productId, {
      data: (batch) => this.#hear(batch),
      state: (state) => this.#follow(state),
    });
  }

  latest(): Telling | undefined {
    const forming = this.#keeper.forming();
    if (forming) return this.#telling(forming, false);
    return this.#lastFinal && this.#telling(this.#lastFinal.candle, true, this.#lastFinal.recovered);
  }

  still(): Telling | undefined {
    return this.#began ? this.latest() : undefined;
  }

  flush(): void {
    this.#pacer.flush();
  }

  memory(): SourceMemory {
    const { toldMs, lastClose } = this.#keeper;
    return { candlesToldMs: toldMs, ...(lastClose !== undefined && { lastClose }) };
  }

  end(): void {
    this.#stopTimer?.();
    this.#reader.end();
    this.#pacer.end();
    this.#subscription.end();
  }

  #now(): number {
    const { clock, offsetMs } = this.#parts;
    return this.#heardStartMs === undefined ? clock.now() + offsetMs() : this.#heardStartMs + clock.elapsed();
  }

  #hear({ trades, recovered, late }: TradeBatch): void {
    const timely = trades.filter((trade) => this.#isTimely(trade));
    for (const trade of timely) this.#keeper.add(trade, recovered);
    const last = timely.at(-1);
    // The first batch begins with a trade from before, and what waited for a gap is told after its time.
    if (last && this.#began && !recovered && !late)
      this.#heardStartMs = Date.parse(last.time) - this.#parts.clock.elapsed();
    this.#began = true;
    this.#advance();
  }

  /**
   * A trade without a time, or of the future, is left out: the hole in the ids is read over REST. Where the next one is of
   * the future as well, it is the clock that is wrong.
   */
  #isTimely({ time }: Trade): boolean {
    const aheadMs = Date.parse(time) - this.#now();
    if (!Number.isFinite(aheadMs)) return false;
    const wasAhead = this.#ahead;
    this.#ahead = aheadMs > MOST_AHEAD_MS;
    return !this.#ahead || wasAhead;
  }

  #follow(state: FeedState): void {
    this.#live = state.kind === 'live';
    // The machine may have slept, which `elapsed` does not count.
    if (state.kind === 'connecting' || (state.kind === 'stale' && state.reason !== 'gap'))
      this.#heardStartMs = undefined;
    if (state.kind === 'stale' && state.unfilled) this.#keeper.lost(this.#now());
    this.#parts.state(state);
    this.#advance();
  }

  /** Tells what is over, then what forms, and sees to what is missing. */
  #advance(): void {
    // Only while all is heard does the clock tell that nothing more will come for a candle.
    if (this.#live) this.#keeper.passed(this.#now());
    for (let final = this.#keeper.next(); final; final = this.#keeper.next()) this.#tellFinal(final);
    const forming = this.#keeper.forming();
    const { pace } = this.#parts.settings;
    if (forming && pace.kind !== 'final') {
      const { start, open, high, low, close, volume } = forming;
      const now = [start, open, high, low, close, pace.kind === 'change' ? '' : volume].join(' ');
      if (now !== this.#told) this.#pacer.due();
      this.#told = now;
    }
    this.#parts.renewed();
    this.#reader.look();
    this.#setTimer();
  }

  #setTimer(): void {
    const dueMs = this.#live ? this.#keeper.dueMs : undefined;
    const { clock } = this.#parts;
    const waitMs = dueMs === undefined ? 0 : Math.min(Math.max(0, dueMs - this.#now()), LONGEST_MS);
    const ringsAt = clock.elapsed() + waitMs;
    // One that rings too early is set again then.
    if (dueMs === this.#dueMs && (dueMs === undefined || this.#ringsAt - ringsAt <= LATE_MS)) return;
    this.#dueMs = dueMs;
    this.#ringsAt = ringsAt;
    this.#stopTimer?.();
    if (dueMs === undefined) return;
    this.#stopTimer = clock.after(waitMs, () => this.#ring(), true);
  }

  #ring(): void {
    this.#dueMs = undefined;
    this.#advance();
  }

  #tellFinal(final: FinalCandle): void {
    // It may have waited to be told as one that forms; what forms now is told anew.
    this.#pacer.cancel();
    this.#told = '';
    this.#lastFinal = final;
    this.#parts.tell(this.#telling(final.candle, true, final.recovered));
  }

  #tellForming(): void {
    const forming = this.#keeper.forming();
    if (forming) this.#parts.tell(this.#telling(forming, false));
  }

  #telling(candle: Candle, final: boolean, recovered = false): Telling {
    const { late, skipped } = this.#keeper;
    const facts: TellingFacts = {
      event: 'candle',
      recovered,
      ...(late > 0 && { late_trades: late }),
      ...(skipped > 0 && { skipped }),
    };
    return { payload: Object.assign({}, candle, { final }), facts };
  }
}

/** From where on candles are told, and how many are left out before; milliseconds. */
function beginning(
  { candlesToldMs, lastClose, paused, kept }: SourceMemory,
  nowMs: number,
  size: CandleSize,
): Pick<KeeperOptions, 'fromMs' | 'skipped' | 'lastClose'> {
  const formingMs = startOf(nowMs, size);
  const toldMs = Math.min(startOf(candlesToldMs ?? formingMs, size), formingMs);
  const over = (formingMs - toldMs) / (size * 1000);
  const most = paused ? 1 : kept ? MOST_KEPT : Infinity;
  const fromMs = formingMs - Math.min(over, most) * size * 1000;
  // Those that are left out may have ended at another price.
  if (over <= most) return { fromMs, ...(lastClose !== undefined && { lastClose }) };
  // Nobody wanted those of a pause.
  return { fromMs, skipped: paused ? 0 : over - most };
}
