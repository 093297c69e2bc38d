import type { Clock } from '../../rules/clock';
import { createBucket, type TokenBucket } from '../../rules/token-bucket';

/** The first try after a loss comes within this; milliseconds. */
const QUICK_MS = 250;
const FIRST_MS = 500;
/** Short enough to be back within seconds when the server is. */
const LONGEST_MS = 3000;
/** Where the server itself says no, with a status of 3xx or 4xx. */
const LONGEST_REFUSED_MS = 60_000;
const FIRST_REFUSED_MS = 5000;

/**
 * Milliseconds until the next try. Doubling, with jitter, so that clients that were cut off together do not come back
 * together.
 * @param tries that failed since the last connection that lasted.
 * @param status of a handshake that was refused.
 */
export function reconnectMs(tries: number, status: number | undefined, random: () => number): number {
  if (status !== undefined && status >= 300 && status < 500)
    return Math.min(FIRST_REFUSED_MS * 2 ** tries, LONGEST_REFUSED_MS) * (0.5 + random() / 2);
  if (tries === 0) return QUICK_MS * random();
  return Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_MS) * (0.5 + random() / 2);
}

/** Half of what both APIs allow: 8 connections a second and address, 20 at once on Exchange. */
const CONNECTIONS = { perSecond: 4, burst: 8 };

/** The limit counts by address: one for a host in the whole process. */
const buckets = new WeakMap<Clock, Map<string, TokenBucket>>();

export function connectionBucket(clock: Clock, url: string): TokenBucket {
  const byHost = buckets.get(clock) ?? new Map<string, TokenBucket>();
  buckets.set(clock, byHost);
  const { host } = new URL(url);
  const bucket = byHost.get(host) ?? createBucket(CONNECTIONS);
  byHost.set(host, bucket);
  return bucket;
}
