import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import { createBucket, type BucketRate, type TokenBucket } from '../rules/token-bucket';
import type { Deadline } from './deadline';
import { exchangeStyle } from './styles/exchange';
import type { ApiStyle } from './styles/style';

/** Waits for the exchange's rate limit, so that it never has to say 429. */
export interface Limiter {
  /** Resolves when the request may go; undefined when it may go at once. Rejects with RATE_QUEUE_FULL or the deadline's error. */
  admit(method: string, path: string, deadline: Deadline): Promise<void> | undefined;
  /** The exchange said 429: what was saved up is gone. */
  refused(method: string, path: string): void;
}

/** Sends at once; for local servers and measurements. */
export const noLimiter: Limiter = { admit: () => undefined, refused: () => undefined };

/** Most requests that wait; one more is refused at once. Cancels may be this many more. */
export const MOST_WAITING = 500;

interface Waiter {
  readonly go: () => void;
  readonly urgent: boolean;
}

/** Cancels go first; the others in their order of arrival. */
export function createLimiter(
  clock: Clock,
  style: Pick<ApiStyle, 'lanes' | 'laneOf'> = exchangeStyle,
): Limiter {
  const lanes = new Map(Object.entries(style.lanes).map(([name, rate]) => [name, createLane(rate, clock)]));
  return {
    admit: (method, path, deadline) => lanes.get(style.laneOf(path))?.admit(method === 'DELETE', deadline),
    refused: (_method, path) => lanes.get(style.laneOf(path))?.drain(),
  };
}

interface Lane {
  admit(urgent: boolean, deadline: Deadline): Promise<void> | undefined;
  drain(): void;
}

function createLane(rate: BucketRate, clock: Clock): Lane {
  const bucket: TokenBucket = createBucket(rate);
  const urgent = new Set<Waiter>();
  const ordinary = new Set<Waiter>();
  let stopTimer: (() => void) | undefined;

  const next = (): Waiter | undefined => first(urgent) ?? first(ordinary);
  const serve = (): void => {
    stopTimer = undefined;
    for (let waiter = next(); waiter && bucket.take(clock.elapsed()); waiter = next()) {
      (waiter.urgent ? urgent : ordinary).delete(waiter);
      waiter.go();
    }
    if (next()) stopTimer = clock.after(Math.max(1, bucket.waitMs(clock.elapsed())), serve);
  };
  return {
    admit(isUrgent, deadline) {
      const queue = isUrgent ? urgent : ordinary;
      const ahead = isUrgent ? urgent.size : urgent.size + ordinary.size;
      if (ahead === 0 && bucket.take(clock.elapsed())) return undefined;
      if (queue.size >= MOST_WAITING)
        return Promise.reject(
          new CoinbaseError('RATE_QUEUE_FULL', `${queue.size} requests wait for the rate limit`, {
            waiting: queue.size,
          }),
        );
      return new Promise((resolve, reject) => {
        const go = (): void => {
          deadline.waits(false);
          resolve();
        };
        const waiter = { go, urgent: isUrgent };
        queue.add(waiter);
        deadline.waits(true);
        deadline.watch((error) => {
          if (!queue.delete(waiter)) return;
          deadline.waits(false);
          reject(inQueue(error));
        });
        stopTimer ??= clock.after(Math.max(1, bucket.waitMs(clock.elapsed())), serve);
      });
    },
    drain: () => bucket.drain(clock.elapsed()),
  };
}

/** A time-out while still waiting for the rate limit is the rate limit's doing. */
function inQueue(error: CoinbaseError): CoinbaseError {
  if (error.code !== 'TIMEOUT') return error;
  return new CoinbaseError('RATE_LIMITED', 'the time-out passed while it waited for its turn', error.details);
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item;
  return undefined;
}
