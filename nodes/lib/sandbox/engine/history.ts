import type { LiveOrder } from './live-order';
import { Recent } from './recent';
import type { EngineFill } from './types';

/** One profile's orders and fills, as far as they are remembered. */
export class History {
  /** Resting orders and waiting stops. */
  readonly open = new Map<string, LiveOrder>();
  readonly fills: Recent<EngineFill>;
  readonly #openIn = new Map<string, number>();
  #byId = new Map<string, LiveOrder>();
  #byClientOid = new Map<string, LiveOrder[]>();
  #log: LiveOrder[] = [];
  #done = 0;
  #dropped = 0;
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
    for (const order of this.#log) if (!order.isLive) this.#forget(order);
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

  /** An order is done or rejected. The exchange forgets one that was canceled without a fill; so does this. */
  finish(order: LiveOrder): void {
    if (this.open.delete(order.id)) this.#openIn.set(order.productId, this.openIn(order.productId) - 1);
    const purged = order.status === 'done' && order.filledSize === 0n;
    if (purged || !this.#keeps) this.#forget(order);
    else this.#done += 1;
    if (this.#done >= this.#keep * 2) this.#forgetOldest();
    if (this.#dropped > 64 && this.#dropped * 2 > this.#log.length) this.#compact();
  }

  byId(id: string): LiveOrder | undefined {
    return this.#byId.get(id);
  }

  /** The newest with this client order id: the exchange does not mind repeats. */
  byClientOid(clientOid: string): LiveOrder | undefined {
    return this.#byClientOid.get(clientOid)?.at(-1);
  }

  *newestFirst(): Generator<LiveOrder> {
    const log = this.#keeps ? this.#log : [...this.open.values()];
    for (let index = log.length - 1; index >= 0; index -= 1) {
      const order = log[index] as LiveOrder;
      if (!order.forgotten) yield order;
    }
  }

  #forget(order: LiveOrder): void {
    order.forgotten = true;
    this.#dropped += this.#keeps ? 1 : 0;
    this.#byId.delete(order.id);
    if (order.clientOid === undefined) return;
    const others = this.#byClientOid.get(order.clientOid)?.filter((other) => other !== order) ?? [];
    if (others.length > 0) this.#byClientOid.set(order.clientOid, others);
    else this.#byClientOid.delete(order.clientOid);
  }

  #forgetOldest(): void {
    for (const order of this.#log) {
      if (this.#done <= this.#keep) break;
      if (order.isLive || order.forgotten) continue;
      this.#forget(order);
      this.#done -= 1;
    }
    this.#compact();
  }

  #compact(): void {
    this.#log = this.#log.filter((order) => !order.forgotten);
    this.#dropped = 0;
  }
}
