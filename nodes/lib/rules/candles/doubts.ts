/** Times between which trades may have been missed; Unix milliseconds, both ends inclusive. */
interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** More gaps than this at a time are taken for one long one. */
const MOST = 50;

/** Where trades may be missing, in the order of time. */
export class Doubts {
  #ranges: readonly Range[];

  /** At first everything is in doubt: nothing was heard. */
  constructor() {
    this.#ranges = [{ fromMs: -Infinity, toMs: Infinity }];
  }

  get none(): boolean {
    return this.#ranges.length === 0;
  }

  /** All before this is in doubt, and nothing else. */
  restart(untilMs: number): void {
    this.#ranges = [{ fromMs: -Infinity, toMs: untilMs }];
  }

  add(fromMs: number, toMs: number): void {
    const range = { fromMs: Math.min(fromMs, toMs), toMs: Math.max(fromMs, toMs) };
    const last = this.#ranges.at(-1);
    if (!last || this.#ranges.length < MOST) this.#ranges = [...this.#ranges, range];
    else {
      const wide = { fromMs: Math.min(last.fromMs, range.fromMs), toMs: Math.max(last.toMs, range.toMs) };
      this.#ranges = [...this.#ranges.slice(0, -1), wide];
    }
  }

  /** The last doubtful moment of a span, its end exclusive; undefined where nothing of it is in doubt. */
  lastIn(startMs: number, endMs: number): number | undefined {
    let last: number | undefined;
    for (const { fromMs, toMs } of this.#ranges)
      if (fromMs < endMs && toMs >= startMs) last = Math.max(last ?? -Infinity, Math.min(toMs, endMs));
    return last;
  }

  /** Nothing before this is in doubt any more. */
  settle(untilMs: number): void {
    this.#ranges = this.#ranges
      .filter(({ toMs }) => toMs >= untilMs)
      .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, untilMs), toMs }));
  }
}
