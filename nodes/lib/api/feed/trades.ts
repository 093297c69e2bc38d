import type { Clock } from '../../rules/clock';
import type { Trade } from '../../rules/market-data';
import { Recount } from '../../rules/recount';
import { QUIET_BEATS, type Channel } from './channel';
import { createFill, type PastTrades } from './fill';
import { createJumps } from './jumps';
import { createTopic, type TopicParts } from './topic';
import type { TradeBatch } from './types';

export interface TradesChannel extends Channel<TradeBatch> {
  /** @param first they open a subscription: what lies before them is not new. */
  hear(trades: readonly Trade[], first?: boolean): void;
  /** A heartbeat, and the id of the last trade where it tells it. */
  beat(lastTradeId?: number): void;
  /** What was heard until now is of another market. */
  forget(): void;
  close(): void;
}

export interface TradesParts extends Omit<TopicParts<TradeBatch>, 'latest'> {
  readonly clock: Clock;
  readonly past: PastTrades;
}

/** Trades that wait while a gap is filled; more are read over REST themselves, which reads more than that. */
const MOST_WAITING = 5000;
/** A gap that is only a change of order closes by itself within this. */
const REORDER_MS = 300;

/**
 * Trades in the order of their ids: what is missing is read over REST, what comes again is left out. Where ids begin anew,
 * those before are forgotten, which is told as a gap.
 */
export function createTradesChannel(
  productId: string,
  { clock, past, used, alive }: TradesParts,
): TradesChannel {
  let last: Trade | undefined;
  let lastId = -1;
  let waiting: Trade[] = [];
  /** Up to this id trades have waited for a gap to be filled. */
  let lateId = -1;
  /** Up to this id trades were missed, and told by the exchange itself at the beginning of a later subscription. */
  let missedId = -1;
  let stopReorder: (() => void) | undefined;
  let beats: number | undefined;
  let idOfBeat = 0;
  /** What was heard last is the present, as far as nothing is missing before it. */
  let current = false;
  const jumps = createJumps(clock);
  const recount = new Recount();

  const topic = createTopic<TradeBatch>({
    latest: () => last && { trades: [last], recovered: false },
    used,
    alive,
  });
  const fill = createFill(clock, past);
  const standing = (): void => {
    if (current && !fill.active && waiting.length === 0) topic.live();
  };
  const tell = (trades: readonly Trade[], read: boolean): void => {
    const [oldest] = trades;
    const newest = trades.at(-1);
    if (!oldest || !newest) return;
    const recovered = read || idOf(oldest) <= missedId;
    for (const trade of trades) {
      jumps.step(lastId, idOf(trade));
      lastId = idOf(trade);
    }
    last = newest;
    if (!recovered) standing();
    const isLate = !recovered && idOf(oldest) <= lateId;
    topic.tell({ trades, recovered, ...(isLate && { late: true }) });
  };

  /** Tells what follows without a gap; what lies behind one waits. */
  const drain = (): void => {
    waiting.sort(byId);
    const next: Trade[] = [];
    let id = lastId;
    let at = 0;
    for (; at < waiting.length; at += 1) {
      const trade = waiting[at] as Trade;
      const own = idOf(trade);
      if (own <= id) continue;
      if (id >= 0 && own !== id + 1 && !jumps.believed) break;
      next.push(trade);
      id = own;
    }
    waiting = waiting.slice(at);
    if (waiting.length === 0) {
      stopReorder?.();
      stopReorder = undefined;
    }
    tell(next, false);
    standing();
  };
  const wait = (): void => {
    if (waiting.length === 0 || fill.active) return;
    stopReorder ??= clock.after(REORDER_MS, () => {
      stopReorder = undefined;
      const [behind] = waiting;
      if (behind) recover(idOf(behind) - 1, behind.time);
    });
  };
  const recover = (to: number, until?: string): void => {
    const from = lastId + 1;
    topic.lost({ reason: 'gap', sinceMs: clock.now(), detail: `trades ${from} to ${to} are read over REST` });
    fill.start({ productId, from, to, ...(until !== undefined && { until }) }, ({ trades, left, none }) => {
      jumps.read(none);
      if (left !== undefined)
        topic.lost({ reason: 'gap', sinceMs: clock.now(), detail: left.why, unfilled: left.trades });
      tell(
        trades.filter((trade) => idOf(trade) > lastId),
        true,
      );
      lastId = Math.max(lastId, to);
      for (const trade of waiting) lateId = Math.max(lateId, idOf(trade));
      drain();
      wait();
      standing();
    });
  };

  /** Nothing is waited for any more. */
  const giveUp = (): void => {
    stopReorder?.();
    stopReorder = undefined;
    waiting = [];
    fill.stop();
  };
  /** What was heard until now is of another count, and so is what waits or is missing. */
  const beginAnew = (detail: string): void => {
    topic.lost({ reason: 'gap', sinceMs: clock.now(), detail });
    giveUp();
    last = undefined;
    [lastId, lateId, missedId, idOfBeat] = [-1, -1, -1, 0];
  };
  const take = (trade: Trade): void => {
    if (idOf(trade) > lastId) {
      recount.goesOn();
      waiting.push(trade);
      return;
    }
    const timeMs = last ? Date.parse(last.time) : NaN;
    const anew = recount.hear(trade, { id: lastId, timeMs });
    if (!anew) return;
    beginAnew(`trade ids began anew: ${idOf(trade)} follows ${lastId}`);
    waiting.push(...anew);
  };

  return {
    topic,
    granted() {
      beats = 0;
      idOfBeat = 0;
      topic.granted();
    },
    refused(error) {
      beats = undefined;
      current = false;
      topic.refused(error);
    },
    lost(loss) {
      beats = undefined;
      current = false;
      jumps.doubt();
      topic.lost(loss);
    },
    hear(trades, first = false) {
      const [only] = trades;
      const follows = only && trades.length === 1 && idOf(only) === lastId + 1;
      if (follows && !first && waiting.length === 0 && !fill.active) {
        current = true;
        recount.goesOn();
        return tell(trades, false);
      }
      const known = trades.filter((trade) => Number.isSafeInteger(idOf(trade))).sort(byId);
      const newest = known.at(-1);
      current ||= newest !== undefined;
      const opens = first && newest && (lastId < 0 || idOf(newest) <= lastId);
      if (first && newest && !opens) missedId = idOf(newest);
      for (const trade of opens ? [newest] : known) take(trade);
      if (waiting.length > MOST_WAITING) waiting = [];
      if (!fill.active) drain();
      wait();
    },
    beat(lastTradeId = 0) {
      if (beats === undefined) return;
      beats += 1;
      if (beats >= QUIET_BEATS) current = true;
      const missing = idOfBeat > lastId && waiting.length === 0 && !fill.active && !jumps.believed;
      if (missing && idOfBeat > 0) {
        // Of a product of which nothing was heard, the last trade is what is missing.
        if (lastId < 0) lastId = idOfBeat - 1;
        recover(idOfBeat);
      }
      idOfBeat = lastTradeId;
      standing();
    },
    forget() {
      if (lastId >= 0) beginAnew('the trades until now are those of another product');
    },
    close: giveUp,
  };
}

function byId(one: Trade, other: Trade): number {
  return idOf(one) - idOf(other);
}

function idOf({ trade_id }: Trade): number {
  return Number(trade_id);
}
