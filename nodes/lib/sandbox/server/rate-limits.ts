/** The exchange's documented token bucket, filled lazily: a refused call takes nothing; it starts full. */
export interface Bucket {
  /** Takes one token if there is one. @param nowMs Unix milliseconds. */
  take(nowMs: number): boolean;
}

/** @param rate tokens a second. @param burst most tokens. */
export function createBucket(rate: number, burst: number): Bucket {
  // Thousandths of a token: whole numbers for whole milliseconds, so that nothing is lost to rounding.
  let thousandths = burst * 1000;
  let filledMs: number | undefined;
  return {
    take: (nowMs) => {
      const elapsedMs = Math.max(0, nowMs - (filledMs ?? nowMs));
      thousandths = Math.min(burst * 1000, thousandths + elapsedMs * rate);
      filledMs = nowMs;
      if (thousandths < 1000) return false;
      thousandths -= 1000;
      return true;
    },
  };
}

/**
 * Which bucket a route draws from. The public ones are kept for each address, the others for each profile. Those of
 * Advanced Trade are its own.
 */
export type BucketName = 'public' | 'private' | 'fills' | 'advanced-public' | 'advanced-private';

/** What the feeds draw from: for each address, new sockets and (Advanced Trade) messages without a token. */
export type FeedBucketName = 'feed-connections' | 'advanced-feed-connections' | 'advanced-feed-messages';

/** Source: the exchange's limits as documented in 2025; Advanced Trade's as documented in 2024. */
const LIMITS = {
  public: { rate: 10, burst: 15, message: 'Public rate limit exceeded' },
  private: { rate: 15, burst: 30, message: 'Private rate limit exceeded' },
  fills: { rate: 10, burst: 20, message: 'Private rate limit exceeded' },
  'advanced-public': { rate: 10, burst: 10, message: 'Too many requests' },
  'advanced-private': { rate: 30, burst: 30, message: 'Too many requests' },
  'feed-connections': { rate: 8, burst: 20, message: 'Public rate limit exceeded' },
  'advanced-feed-connections': { rate: 8, burst: 8, message: 'Too many requests' },
  'advanced-feed-messages': { rate: 8, burst: 8, message: 'rate limit exceeded' },
} as const;

/** Addresses remembered at once; on loopback there are hardly more than two. */
const MOST_BUCKETS = 1000;

/** Every bucket of one sandbox. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes a token; the exchange's verbatim refusal when there is none. */
  refusal(name: BucketName | FeedBucketName, holder: string, nowMs: number): string | undefined {
    const { rate, burst, message } = LIMITS[name];
    const id = `${name} ${holder}`;
    let bucket = this.#buckets.get(id);
    if (!bucket) {
      if (this.#buckets.size >= MOST_BUCKETS) this.#buckets.clear();
      bucket = createBucket(rate, burst);
      this.#buckets.set(id, bucket);
    }
    return bucket.take(nowMs) ? undefined : message;
  }
}
