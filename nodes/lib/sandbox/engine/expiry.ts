import type { LiveOrder } from './live-order';
import type { CancelAfter } from './types';

/** Milliseconds; the exchange counts a day as 24 hours. */
const LIFETIME_MS: Readonly<Record<CancelAfter, number>> = { min: 60_000, hour: 3_600_000, day: 86_400_000 };

const CLEAN_AT = 128;

/** Unix milliseconds at which an order that lives so long expires. */
export function expiryOf(cancelAfter: CancelAfter | undefined, now: number): number | undefined {
  return cancelAfter === undefined ? undefined : now + LIFETIME_MS[cancelAfter];
}

/** Good-till-time orders by the moment they expire, the older of two first: a binary heap. */
export class ExpiryQueue {
  #heap: LiveOrder[] = [];
  /** Orders that ended before their time stay in the heap until it has grown to this. */
  #cleanAt = CLEAN_AT;

  add(order: LiveOrder): void {
    if (this.#heap.length >= this.#cleanAt) this.#clean();
    this.#push(order);
  }

  /** The next live order that is due at `now`, taken out; undefined when there is none. */
  takeDue(now: number): LiveOrder | undefined {
    for (let first = this.#heap[0]; first && (first.expireTime ?? 0) <= now; first = this.#heap[0]) {
      const last = this.#heap.pop() as LiveOrder;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink();
      }
      if (first.isLive) return first;
    }
    return undefined;
  }

  #clean(): void {
    const live = this.#heap.filter((order) => order.isLive);
    this.#heap = [];
    for (const order of live) this.#push(order);
    this.#cleanAt = Math.max(CLEAN_AT, live.length * 2);
  }

  #push(order: LiveOrder): void {
    this.#heap.push(order);
    this.#rise(this.#heap.length - 1);
  }

  #rise(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >>> 1;
      if (!this.#swapUnlessSorted(parent, index)) break;
      index = parent;
    }
  }

  #sink(): void {
    for (let index = 0; ;) {
      const left = index * 2 + 1;
      const right = left + 1;
      if (left >= this.#heap.length) return;
      const child = right < this.#heap.length && this.#isBefore(right, left) ? right : left;
      if (!this.#swapUnlessSorted(index, child)) return;
      index = child;
    }
  }

  #swapUnlessSorted(parent: number, child: number): boolean {
    if (!this.#isBefore(child, parent)) return false;
    const heap = this.#heap;
    [heap[parent], heap[child]] = [heap[child] as LiveOrder, heap[parent] as LiveOrder];
    return true;
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one] as LiveOrder;
    const b = this.#heap[other] as LiveOrder;
    const apart = (a.expireTime ?? 0) - (b.expireTime ?? 0);
    return apart === 0 ? a.sequence < b.sequence : apart < 0;
  }
}
