import type { Order } from '../../rules/orders';
import { differs } from './catch-up';
import { timeOf } from './figures';
import { ToldOrder, type SavedOrder } from './told-order';

export interface SavedMemory {
  /** Everything before this moment was told, or is older than the events; Unix milliseconds of the exchange. */
  readonly horizonMs?: number;
  readonly orders: readonly SavedOrder[];
}

/** An order that is done is kept so long, for a fill that comes late; milliseconds. */
const LATE_FILL_MS = 600_000;
/** Of more that are done, those go first that no list shows again. */
const MOST_DONE = 2000;

/** What was told of the own orders: those that are not done, and those that were done lately. */
export class Memory {
  readonly #orders = new Map<string, ToldOrder>();
  #horizonMs: number | undefined;

  constructor({ horizonMs, orders }: SavedMemory = { orders: [] }) {
    this.#horizonMs = horizonMs;
    for (const saved of orders) this.#orders.set(saved.order.id, new ToldOrder(saved));
  }

  /** Undefined until the exchange was asked for the first time. */
  get horizonMs(): number | undefined {
    return this.#horizonMs;
  }

  get(id: string): ToldOrder | undefined {
    return this.#orders.get(id);
  }

  set(told: ToldOrder): void {
    this.#orders.set(told.order.id, told);
  }

  drop(id: string): void {
    this.#orders.delete(id);
  }

  all(): readonly ToldOrder[] {
    return [...this.#orders.values()];
  }

  /** Whether an order that was never told is news, and not one from before the events began. */
  isNew({ created_at }: Pick<Order, 'created_at'>): boolean {
    return (timeOf(created_at) ?? Infinity) >= (this.#horizonMs ?? Infinity);
  }

  /** Whether a gap or a restart has it asked for by itself, so that nothing else need be looked at again for it. */
  asksFor(id: string): boolean {
    const told = this.get(id);
    return told !== undefined && (!told.done || told.unsettled);
  }

  /** Whether the exchange's order is something that was not told yet. */
  isNews(seen: Order): boolean {
    const told = this.get(seen.id);
    return told?.isSame(seen) ? differs(told, seen) : this.isNew(seen);
  }

  /** Whether it belongs to another profile than the orders that the key can read. */
  isForeign(profileId: string | undefined): boolean {
    if (profileId === undefined) return false;
    const own = this.all().flatMap(({ found, order }) => (found ? (order.profile_id ?? []) : []));
    return own.length > 0 && !own.includes(profileId);
  }

  /**
   * Everything up to that moment is told. Never goes back, unless it lies ahead of the exchange's clock, which had been
   * wrong: what is placed from now on is news.
   */
  advance(horizonMs: number, nowMs: number): void {
    this.#horizonMs = Math.min(Math.max(this.#horizonMs ?? horizonMs, horizonMs), nowMs);
    const shown = this.#horizonMs;
    // What a list since the horizon shows must stay known.
    const old = this.all().filter(
      ({ done, unsettled, order }) => done && !unsettled && (timeOf(order.created_at) ?? 0) < shown,
    );
    const surplus = this.#orders.size > MOST_DONE ? old.length - MOST_DONE / 2 : 0;
    old
      .sort((a, b) => a.atMs - b.atMs)
      .forEach(({ order, atMs }, index) => {
        if (index < surplus || atMs < shown - LATE_FILL_MS) this.#orders.delete(order.id);
      });
  }

  saved(): SavedMemory {
    return {
      ...(this.#horizonMs !== undefined && { horizonMs: this.#horizonMs }),
      orders: this.all().map((told) => told.saved()),
    };
  }
}
