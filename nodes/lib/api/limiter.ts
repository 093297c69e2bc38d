import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import { createBucket, type TokenBucket } from '../rules/token-bucket';
import { say } from '../sentences';
import type { Deadline } from './deadline';
import { exchangeStyle } from './styles/exchange';
import type { ApiStyle, LaneRate } from './styles/style';

/** Waits for the exchange's rate limit, so that it never has to say 429. */
export interface Limiter {
  /** Resolves when the request may go; undefined when it may go at once. Rejects with RATE_QUEUE_FULL or the deadline's error. */
  admit(method: string, path: string, deadline: Deadline): Promise<void> | undefined;
  /**
   * The exchange said 429: what was saved up is gone, and nothing but cancels leaves for as long as it asked for. Those
   * are still tried: a refused one costs nothing, an order that stays open may.
   */
  refused(path: string, retryAfterSeconds: number | undefined): void;
}

/** Sends at once; for local servers and measurements. */
export const noLimiter: Limiter = { admit: () => undefined, refused: () => undefined };

/** Most requests of a rank that wait; one more is refused at once. */
export const MOST_WAITING = 500;

/** Who goes first; within a rank in the order of arrival. */
const CANCEL = 0;
const URGENT = 1;
const ORDINARY = 2;
const BACKGROUND = 3;
type Rank = typeof CANCEL | typeof URGENT | typeof ORDINARY | typeof BACKGROUND;

/** How Advanced Trade cancels. */
const BATCH_CANCEL = '/api/v3/brokerage/orders/batch_cancel';

export function isCancel(method: string, path: string): boolean {
  return method === 'DELETE' || (method === 'POST' && path === BATCH_CANCEL);
}

export function createLimiter(
  clock: Clock,
  style: Pick<ApiStyle, 'lanes' | 'laneOf'> = exchangeStyle,
): Limiter {
  const lanes = new Map(Object.entries(style.lanes).map(([name, rate]) => [name, createLane(rate, clock)]));
  return {
    admit: (method, path, deadline) => {
      const rank = isCancel(method, path) ? CANCEL : rankOf(deadline);
      return lanes.get(style.laneOf(path))?.admit(rank, deadline);
    },
    refused: (path, retryAfterSeconds = 0) => lanes.get(style.laneOf(path))?.refused(retryAfterSeconds),
  };
}

function rankOf({ urgent, background }: Deadline): Rank {
  if (urgent === 'for-cancel') return CANCEL;
  return urgent ? URGENT : background ? BACKGROUND : ORDINARY;
}

interface Lane {
  admit(rank: Rank, deadline: Deadline): Promise<void> | undefined;
  refused(retryAfterSeconds: number): void;
}

/** Those who wait, by rank. */
type Queues = readonly [Set<() => void>, Set<() => void>, Set<() => void>, Set<() => void>];

function createLane({ keptForCancels = 0, ...rate }: LaneRate, clock: Clock): Lane {
  const bucket: TokenBucket = createBucket(rate);
  const queues: Queues = [new Set(), new Set(), new Set(), new Set()];
  /** Tokens that a rank leaves to those before it. */
  const kept: readonly number[] = [0, keptForCancels, keptForCancels, Math.ceil(rate.burst / 2)];
  let stopTimer: (() => void) | undefined;
  /** On the clock's `elapsed`. */
  let heldUntil = 0;

  const takes = (rank: Rank): boolean => {
    const now = clock.elapsed();
    return (rank === CANCEL || now >= heldUntil) && bucket.take(now, kept[rank]);
  };
  const waitMs = (rank: Rank): number => {
    const now = clock.elapsed();
    const wait = bucket.waitMs(now, kept[rank]);
    return rank === CANCEL ? wait : Math.max(heldUntil - now, wait);
  };
  const arm = (): void => {
    stopTimer?.();
    const rank = frontOf(queues);
    stopTimer = rank === undefined ? undefined : clock.after(Math.max(1, waitMs(rank)), serve);
  };
  const serve = (): void => {
    for (let rank = frontOf(queues); rank !== undefined && takes(rank); rank = frontOf(queues)) {
      const go = first(queues[rank]);
      if (go) queues[rank].delete(go);
      go?.();
    }
    arm();
  };
  return {
    admit(rank, deadline) {
      const front = frontOf(queues);
      const isFirst = front === undefined || rank < front;
      if (isFirst && takes(rank)) return undefined;
      const queue = queues[rank];
      if (queue.size >= MOST_WAITING) return Promise.reject(full(queue.size));
      const turn = inLine(queue, deadline, arm);
      if (isFirst) arm();
      return turn;
    },
    refused(retryAfterSeconds) {
      const now = clock.elapsed();
      bucket.drain(now);
      heldUntil = Math.max(heldUntil, now + retryAfterSeconds * 1000);
    },
  };
}

/**
 * Joins the queue; leaves it with its turn or with the deadline.
 * @param left called after it left with the deadline: when nobody waits any more, no timer may keep the process.
 */
function inLine(queue: Set<() => void>, deadline: Deadline, left: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = (): void => {
      deadline.waits(false);
      resolve();
    };
    queue.add(go);
    deadline.waits(true);
    deadline.watch((error) => {
      if (!queue.delete(go)) return;
      deadline.waits(false);
      left();
      reject(whileWaiting(error));
    });
  });
}

function full(waiting: number): CoinbaseError {
  return new CoinbaseError('RATE_QUEUE_FULL', say('network.queue', { waiting: String(waiting) }), {
    waiting,
  });
}

/** A time-out while still waiting for the rate limit is the rate limit's doing. */
function whileWaiting(error: CoinbaseError): CoinbaseError {
  if (error.code !== 'TIMEOUT') return error;
  return new CoinbaseError('RATE_LIMITED', say('network.turn'), error.details);
}

/** The rank whose turn is next; undefined while nobody waits. */
function frontOf(queues: readonly ReadonlySet<unknown>[]): Rank | undefined {
  return ([CANCEL, URGENT, ORDINARY, BACKGROUND] as const).find((rank) => (queues[rank]?.size ?? 0) > 0);
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item;
  return undefined;
}
