import type { LiveOrder } from './live-order';
import { Recent } from './recent';
import type { EngineFill } from './types';

/** Orders canceled without a fill that are kept for those who look for them. */
const CANCELED_KEPT = 10_000;

/**
 * One profile's orders and fills, as far as they are remembered. An order that was canceled without a fill is forgotten
 * by the Exchange and kept by Advanced Trade: what is called "ever" here knows it still.
 */
export class History {
  /** Resting orders and waiting stops. */
  readonly open = new Map<string, LiveOrder>();
  readonly fills: Recent<EngineFill>;
  readonly #openIn = new Map<string, number>();
  #byId = new Map<string, LiveOrder>();
  #byClientOid = new Map<string, LiveOrder[]>();
  /** By arrival, oldest first. */
  #log: LiveOrder[] = [];
  #done = 0;
  #canceled = 0;
  readonly #keep: number;
  #keeps = true;

  constructor(keep: number) {
    this.#keep = keep;
    this.fills = new Recent(keep);
  }

  /** False for market makers. */
  get keeps(): boolean {
    return this.#keeps;
  }

  /** How many orders are open in a product. */
  openIn(productId: string): number {
    return this.#openIn.get(productId) ?? 0;
  }

  /** From now on done orders and fills are not remembered. */
  keepNothing(): void {
    this.#keeps = false;
    for (const order of this.#log) if (!order.isLive) this.#drop(order);
    this.#log = [];
  }

  add(order: LiveOrder): void {
    this.open.set(order.id, order);
    this.#openIn.set(order.productId, this.openIn(order.productId) + 1);
    this.#byId.set(order.id, order);
    if (order.clientOid !== undefined) {
      const same = this.#byClientOid.get(order.clientOid);
      if (same) same.push(order);
      else this.#byClientOid.set(order.clientOid, [order]);
    }
    if (this.#keeps) this.#log.push(order);
  }

  /** An order is done or rejected. */
  finish(order: LiveOrder): void {
    if (this.open.delete(order.id)) this.#openIn.set(order.productId, this.openIn(order.productId) - 1);
    if (!this.#keeps) return this.#drop(order);
    order.forgotten = order.status === 'done' && order.filledSize === 0n;
    if (order.forgotten) this.#canceled += 1;
    else this.#done += 1;
    if (this.#done >= this.#keep * 2 || this.#canceled >= CANCELED_KEPT * 1.25) this.#dropOldest();
  }

  byId(id: string): LiveOrder | undefined {
    const order = this.#byId.get(id);
    return order?.forgotten ? undefined : order;
  }

  everById(id: string): LiveOrder | undefined {
    return this.#byId.get(id);
  }

  /** The newest with this client order id: the exchange does not mind repeats. */
  byClientOid(clientOid: string): LiveOrder | undefined {
    return this.#byClientOid.get(clientOid)?.findLast((order) => !order.forgotten);
  }

  everByClientOid(clientOid: string): LiveOrder | undefined {
    return this.#byClientOid.get(clientOid)?.at(-1);
  }

  *newestFirst(): Generator<LiveOrder> {
    for (const order of this.everNewestFirst()) if (!order.forgotten) yield order;
  }

  *everNewestFirst(): Generator<LiveOrder> {
    const log = this.#keeps ? this.#log : [...this.open.values()];
    for (let index = log.length - 1; index >= 0; index -= 1) yield log[index] as LiveOrder;
  }

  #drop(order: LiveOrder): void {
    this.#byId.delete(order.id);
    if (order.clientOid === undefined) return;
    const others = this.#byClientOid.get(order.clientOid)?.filter((other) => other !== order) ?? [];
    if (others.length > 0) this.#byClientOid.set(order.clientOid, others);
    else this.#byClientOid.delete(order.clientOid);
  }

  /** Down to what is kept of each kind. */
  #dropOldest(): void {
    const isOver = { done: this.#done - this.#keep, canceled: this.#canceled - CANCELED_KEPT };
    this.#log = this.#log.filter((order) => {
      const kind = order.forgotten ? 'canceled' : 'done';
      if (order.isLive || isOver[kind] <= 0) return true;
      isOver[kind] -= 1;
      this.#drop(order);
      return false;
    });
    this.#done = Math.min(this.#done, this.#keep);
    this.#canceled = Math.min(this.#canceled, CANCELED_KEPT);
  }
}
