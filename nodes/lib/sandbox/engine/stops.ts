import type { LiveOrder } from './live-order';
import type { StopKind, Units } from './types';

/** Whether a last trade at `price` triggers a stop. */
export function isMet(kind: StopKind, stopPrice: Units, price: Units): boolean {
  return kind === 'loss' ? price <= stopPrice : price >= stopPrice;
}

/**
 * The stops and brackets of one product that wait for a trade, each kind sorted so that the next to be triggered is last: the stop
 * price that a moving market passes first, and the older of two equal ones.
 */
export class StopBook {
  readonly #waiting: Readonly<Record<StopKind, LiveOrder[]>> = { loss: [], entry: [] };
  #triggered: LiveOrder[] = [];

  add(order: LiveOrder): void {
    order.awaitsStop = true;
    this.#waiting[order.fires].splice(this.#indexOf(order), 0, order);
  }

  /** Of one that does not wait (any more), nothing happens. */
  remove(order: LiveOrder): void {
    if (!order.awaitsStop) return;
    order.awaitsStop = false;
    this.#waiting[order.fires].splice(this.#indexOf(order), 1);
  }

  /** A trade at `price`: what it triggers waits in line for {@link nextTriggered}. */
  hear(price: Units): void {
    for (const kind of ['loss', 'entry'] as const) {
      const waiting = this.#waiting[kind];
      for (
        let next = waiting.at(-1);
        next && isMet(kind, next.stopPrice ?? 0n, price);
        next = waiting.at(-1)
      ) {
        waiting.pop();
        next.awaitsStop = false;
        this.#triggered.push(next);
      }
    }
  }

  /** In order of trigger; each is handed out once. */
  nextTriggered(): LiveOrder | undefined {
    return this.#triggered.shift();
  }

  /** Where an order is, or belongs. */
  #indexOf(order: LiveOrder): number {
    const waiting = this.#waiting[order.fires];
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(order, waiting[middle] as LiveOrder)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether one stop is triggered before another. */
function isBefore(one: LiveOrder, other: LiveOrder): boolean {
  const [a, b] = [one.stopPrice ?? 0n, other.stopPrice ?? 0n];
  if (a === b) return one.sequence < other.sequence;
  return one.fires === 'loss' ? a > b : a < b;
}
