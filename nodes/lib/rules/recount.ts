import type { Trade } from './market-data';

/** The last trade that was taken. */
export interface LastTaken {
  readonly id: number;
  /** Unix milliseconds; NaN where it is not known. */
  readonly timeMs: number;
}

/** A trade with an id from before that happened by so much after the last one is none from before. */
const CLEARLY_LATER_MS = 1000;
/** No change of order on the way puts a trade back by more ids than this. */
const FAR_BELOW = 1000;
/** Trades in a row that are a little later, or far below, and prove it together. */
const MANY = 5;

/**
 * Finds out where trade ids begin anew: a sandbox that was reset counts from 1 again. Ids and times of one market rise
 * together, so an id from before with a later time is of another count. An old trade that comes again never is: it has its
 * old time.
 */
export class Recount {
  /** Perhaps of another count; none with a new id came since. */
  #held: Trade[] = [];

  /** A trade with a new id came: the count goes on. */
  goesOn(): void {
    if (this.#held.length > 0) this.#held = [];
  }

  /**
   * A trade came whose id is not above that of the last one.
   * @returns the trades of the new count so far by their ids, once it is sure that there is one.
   */
  hear(trade: Trade, last: LastTaken): readonly Trade[] | undefined {
    const laterMs = Date.parse(trade.time) - last.timeMs;
    if (!(laterMs > 0) && Number(trade.trade_id) >= last.id - FAR_BELOW) return undefined;
    if (this.#held.some(({ trade_id }) => trade_id === trade.trade_id)) return undefined;
    this.#held.push(trade);
    const isSure = laterMs > CLEARLY_LATER_MS || this.#held.length >= MANY;
    if (!isSure) return undefined;
    const anew = this.#held.toSorted((one, other) => Number(one.trade_id) - Number(other.trade_id));
    this.#held = [];
    return anew;
  }
}
