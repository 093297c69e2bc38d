import { decimal } from '../../rules/decimal';
import type { OrderEventName } from '../../rules/order-events';
import { orderStep } from '../../rules/order-states';
import type { Fill, Order, OrderStatus } from '../../rules/orders';
import { isDone } from '../../rules/outcomes';
import { figuresOf, isMore, noFigures, sameAmount, sumOf, timeOf, withFill, without } from './figures';
import type { OrderChange } from './types';

/** A change before it is known how it was learnt of. */
export type Draft = Omit<OrderChange, 'recovered'>;

/** What is kept of an order: plain JSON. */
export interface SavedOrder {
  /** As it was told last. */
  readonly order: Order;
  /** The trades that were told: id, and Unix milliseconds. */
  readonly trades: readonly (readonly [string, number])[];
  /** Fills before this time count as told: Unix milliseconds. */
  readonly beforeMs: number;
  /** The size of all fills that were told, or count as told. */
  readonly filled: string;
  /** How many `changed` there were. */
  readonly changes: number;
  /** Time of the last change, Unix milliseconds. */
  readonly atMs: number;
  /** It was found over REST: when it is not any more, the exchange has forgotten it. */
  readonly found: boolean;
  /** Absent: no. */
  readonly unsettled?: boolean;
}

/** Trade ids kept for one order; of one with more fills, the older ones count as told by their time. */
const MOST_TRADES = 2000;

const EVENT: Readonly<Record<OrderStatus, OrderEventName>> = {
  pending: 'received',
  received: 'received',
  active: 'active',
  open: 'open',
  done: 'done',
  rejected: 'done',
};

/** An order that is younger may not be found over REST yet, milliseconds. */
const SETTLING_MS = 10_000;
/** Two tellings of when one order was created differ by less, milliseconds; the sandbox gives an id again after a restart. */
const SAME_ORDER_MS = 1000;

/**
 * One order as the flows were told of it. Each step gives the change to be told, and never goes back: what is told
 * already, or older than what was told, gives none.
 */
export class ToldOrder {
  #order: Order;
  readonly #trades: Map<string, number>;
  #beforeMs: number;
  /** More trades than this are worth tidying up. */
  #tidyAt = MOST_TRADES;
  #filled: string;
  #changes: number;
  #atMs: number;
  found: boolean;
  /** Its fills did not add up to what it has filled for longer than the patience. */
  unsettled: boolean;

  constructor(saved: SavedOrder) {
    const { order, trades, beforeMs, filled, changes, atMs, found, unsettled = false } = saved;
    this.#order = order;
    this.#trades = new Map(trades);
    this.#beforeMs = beforeMs;
    this.#filled = filled;
    this.#changes = changes;
    this.#atMs = atMs;
    this.found = found;
    this.unsettled = unsettled;
  }

  /**
   * An order that exists from now on: not filled, and not done, whatever became of it since. A stop order waits first.
   */
  static begin(seen: Order, heard: 'pending' | 'received' | 'active', time: string): [ToldOrder, Draft] {
    const status = seen.stop || seen.status === 'active' ? 'active' : heard;
    const asked = without(seen, 'done_at', 'done_reason', 'reject_reason', 'fills');
    const order: Order = { ...asked, ...noFigures, status, settled: false };
    const atMs = timeOf(time) ?? 0;
    const told = new ToldOrder({
      order,
      trades: [],
      beforeMs: 0,
      filled: '0',
      changes: 0,
      atMs,
      found: false,
    });
    const event = EVENT[status];
    return [told, { event, event_id: `${order.id}/${event}`, order, previous: undefined, time }];
  }

  /** An order of which nothing is told up to that moment: its fills until then, and what it was then. */
  static silent(seen: Order, fills: readonly Fill[], untilMs: number): ToldOrder {
    const before = fills.filter(({ created_at }) => (timeOf(created_at) ?? 0) < untilMs);
    let order: Order = { ...seen, ...noFigures };
    for (const fill of before) order = { ...order, ...withFill(order, fill) };
    if (before.length === fills.length) order = { ...order, ...figuresOf(seen) };
    if (isDone(seen))
      order = { ...without(order, 'done_at', 'done_reason', 'reject_reason'), status: 'open' };
    return new ToldOrder({
      order,
      trades: before.map(({ trade_id, created_at }) => [trade_id, timeOf(created_at) ?? 0]),
      beforeMs: untilMs,
      filled: order.filled_size,
      changes: 0,
      atMs: untilMs,
      found: false,
    });
  }

  get order(): Order {
    return this.#order;
  }

  /** The size of all fills that were told. */
  get filled(): string {
    return this.#filled;
  }

  get done(): boolean {
    return isDone(this.#order);
  }

  get atMs(): number {
    return this.#atMs;
  }

  /** Whether this is the order of that id that was told, and not another that got the same id. */
  isSame({ created_at }: Pick<Order, 'created_at'>): boolean {
    const [mine, its] = [timeOf(this.#order.created_at), timeOf(created_at)];
    return mine === undefined || its === undefined || Math.abs(mine - its) <= SAME_ORDER_MS;
  }

  /** Whether the exchange may only not show it yet, as it does for some seconds. */
  maybeEarly(nowMs: number): boolean {
    return !this.found && nowMs - (timeOf(this.#order.created_at) ?? 0) < SETTLING_MS;
  }

  knows({ trade_id, created_at }: Pick<Fill, 'trade_id' | 'created_at'>): boolean {
    return this.#trades.has(trade_id) || (timeOf(created_at) ?? this.#beforeMs) < this.#beforeMs;
  }

  /** @param whole the exchange's own figures, where this fill makes them complete. */
  filledBy(fill: Fill, whole?: Order): Draft | undefined {
    if (this.knows(fill)) return undefined;
    this.#remember(fill);
    // The order was told with more than its fills say: they come late, and are in its figures already.
    const included = isMore(this.#order.filled_size, this.#filled);
    this.#filled = sumOf([this.#filled, fill.size]);
    const figures = whole ?? (included ? this.#order : withFill(this.#order, fill));
    return this.#step(
      'fill',
      fill.trade_id,
      { ...this.#order, ...figuresOf(figures) },
      fill.created_at,
      fill,
    );
  }

  /** Another price or size than was told. */
  change(next: Partial<Order>, time: string): Draft | undefined {
    const { order } = this;
    const changed: Partial<Order> = Object.fromEntries(
      (['price', 'size', 'funds'] as const)
        .filter((name) => next[name] !== undefined && order[name] !== undefined)
        .filter((name) => !sameAmount(next[name], order[name]))
        .map((name) => [name, next[name]]),
    );
    if (Object.keys(changed).length === 0) return undefined;
    this.#changes += 1;
    return this.#step('changed', String(this.#changes), { ...this.#order, ...changed }, time);
  }

  /** A later status. What else `seen` says of the order is taken over in silence, but never less filled than was told. */
  status(seen: Partial<Order> & Pick<Order, 'status'>, time: string): Draft | undefined {
    const behind = seen.filled_size === undefined || decimal(seen.filled_size).lt(this.#order.filled_size);
    const next: Order = { ...this.#order, ...seen, ...(behind && figuresOf(this.#order)) };
    const step = orderStep(this.#order, next);
    // Two that contradict each other: that it is over is true.
    const over = step === 'never' && isDone(next) && !this.done;
    if (step === 'back' || (step === 'never' && !over)) return undefined;
    const event = EVENT[next.status];
    if (event !== EVENT[this.#order.status]) return this.#step(event, undefined, next, time);
    this.#order = next;
    return undefined;
  }

  /** Takes over what the exchange says is filled, for fills before that moment that never showed. */
  accept(seen: Order, beforeMs: number): void {
    this.#filled = seen.filled_size;
    this.#beforeMs = Math.max(this.#beforeMs, beforeMs);
    this.#order = { ...this.#order, ...figuresOf(seen) };
  }

  saved(): SavedOrder {
    return {
      order: this.#order,
      trades: [...this.#trades],
      beforeMs: this.#beforeMs,
      filled: this.#filled,
      changes: this.#changes,
      atMs: this.#atMs,
      found: this.found,
      ...(this.unsettled && { unsettled: true }),
    };
  }

  #step(event: OrderEventName, which: string | undefined, order: Order, time: string, fill?: Fill): Draft {
    const previous = this.#order;
    this.#order = order;
    this.#atMs = Math.max(this.#atMs, timeOf(time) ?? 0);
    const event_id = [order.id, event, ...(which === undefined ? [] : [which])].join('/');
    return { event, event_id, order, previous, ...(fill && { fill }), time };
  }

  #remember({ trade_id, created_at }: Fill): void {
    this.#trades.set(trade_id, timeOf(created_at) ?? 0);
    if (this.#trades.size <= this.#tidyAt) return;
    const times = [...this.#trades.values()].sort((a, b) => a - b);
    this.#beforeMs = Math.max(this.#beforeMs, times[MOST_TRADES / 2] ?? 0);
    // Those of that very moment, and later ones, stay known by their id.
    for (const [id, atMs] of this.#trades) if (atMs < this.#beforeMs) this.#trades.delete(id);
    this.#tidyAt = this.#trades.size + MOST_TRADES / 2;
  }
}
