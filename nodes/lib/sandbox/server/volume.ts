import type { EngineTrade, Units } from '../engine';

const BUCKET_MS = 600_000;
const DAY_MS = 86_400_000;

/** Base volume of the last 24 hours by product, kept in steps of ten minutes. */
export class DayVolume {
  readonly #products = new Map<string, Map<number, Units>>();

  add(trade: EngineTrade): void {
    let buckets = this.#products.get(trade.productId);
    if (!buckets) this.#products.set(trade.productId, (buckets = new Map()));
    const bucket = Math.floor(trade.time / BUCKET_MS);
    const soFar = buckets.get(bucket);
    buckets.set(bucket, (soFar ?? 0n) + trade.size);
    if (soFar === undefined) forget(buckets, trade.time);
  }

  of(productId: string, nowMs: number): Units {
    const buckets = this.#products.get(productId);
    if (!buckets) return 0n;
    forget(buckets, nowMs);
    let sum = 0n;
    for (const size of buckets.values()) sum += size;
    return sum;
  }
}

function forget(buckets: Map<number, Units>, nowMs: number): void {
  const oldest = Math.floor((nowMs - DAY_MS) / BUCKET_MS);
  for (const bucket of buckets.keys()) {
    if (bucket > oldest) return;
    buckets.delete(bucket);
  }
}
