import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { ProductStream } from './product-stream';

export interface OverdueParts {
  readonly streams: () => readonly ProductStream[];
  readonly fail: (error: CoinbaseError, productIds: readonly string[]) => void;
}

/** Products that go stale within this time of each other are told as one outage; milliseconds. */
const TOGETHER_MS = 1000;
/** Products that a text names. */
const NAMED = 5;

/** Tells each outage that lasts too long, once, with all the products that it hits. */
export class Overdue {
  readonly #clock: Clock;
  readonly #afterMs: number;
  readonly #parts: OverdueParts;
  #stopTimer: (() => void) | undefined;
  /** What kept the connection away last. */
  why: CoinbaseError | undefined;

  constructor(clock: Clock, afterMs: number, parts: OverdueParts) {
    this.#clock = clock;
    this.#afterMs = afterMs;
    this.#parts = parts;
  }

  /** A state changed. */
  look(): void {
    if (this.#stopTimer) return;
    const waits = this.#quiet().map(({ quietMs }) => this.#afterMs - quietMs);
    if (waits.length === 0) return;
    this.#stopTimer = this.#clock.after(Math.max(0, Math.min(...waits)), () => this.#ring(), true);
  }

  end(): void {
    this.#stopTimer?.();
    this.#stopTimer = () => undefined;
  }

  #ring(): void {
    this.#stopTimer = undefined;
    const quiet = this.#quiet();
    if (quiet.some(({ quietMs }) => quietMs >= this.#afterMs)) {
      const due = quiet.filter(({ quietMs }) => quietMs >= this.#afterMs - TOGETHER_MS);
      for (const stream of due) stream.overdue = true;
      this.#tell(due);
    }
    this.look();
  }

  /** Without live data, and nothing said of it yet. What is refused was told with its own error. */
  #quiet(): ProductStream[] {
    return this.#parts
      .streams()
      .filter(({ state, overdue }) => !overdue && state.kind !== 'live' && state.kind !== 'refused');
  }

  #tell(due: readonly ProductStream[]): void {
    const ids = due.map(({ productId }) => productId);
    const [first] = due;
    const seconds = Math.round(Math.max(...due.map(({ quietMs }) => quietMs)) / 1000);
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    const state = first?.state;
    const reason = this.why?.code ?? (state?.kind === 'stale' ? state.reason : 'connecting');
    const said = this.why?.why ?? (state && 'detail' in state ? state.detail : undefined);
    const because = said === undefined ? reason : `${reason} (${said})`;
    const why = `no live data of ${ids.slice(0, NAMED).join(', ')}${more} for ${seconds} seconds: ${because}`;
    this.#parts.fail(new CoinbaseError('FEED_STALE', why, { products: ids, seconds, reason }), ids);
  }
}
