import { decimal, type Decimal } from '../../rules/decimal';
import { canRest, currenciesOf, dayAt, FigureUnknown, isIn, likeness, type Day } from '../../rules/limits';
import type { Order } from '../../rules/orders';
import { laterOf } from '../../rules/outcomes';
import { isOver, valueCounted, type CountedOrder } from './counted-order';
import { createTimeline, type Timeline } from './timeline';

/** The admitted orders of one (origin, key): what the limits count. Pure: every time is an argument. */
export interface Tally {
  add(counted: CountedOrder): void;
  get(clientOid: string): CountedOrder | undefined;
  /** @param elapsedMs on the clock that never jumps. */
  seen(clientOid: string, order: Order, elapsedMs: number): void;
  /** It was never placed. */
  remove(clientOid: string): void;
  countSince(nowMs: number, windowMs: number): number;
  today(nowMs: number, timeZone: string): DaySum;
  /** Milliseconds since the last order of that product and side. */
  sinceSide(nowMs: number, intent: CountedOrder['intent']): number | undefined;
  /** Milliseconds since the last order that is the same. */
  sinceSame(nowMs: number, intent: CountedOrder['intent']): number | undefined;
  /** Not seen done yet. */
  readonly open: ReadonlySet<CountedOrder>;
  /** How many of these can wait: in the book, or for their stop. */
  readonly waiting: number;
  /** True for the exchange's id of an own order that was not seen done yet. */
  isOpen(orderId: string): boolean;
  /** The product that an own order was placed on, by the exchange's id; undefined for a stranger's and an old one's. */
  productOf(orderId: string): string | undefined;
  /** Not seen done before `elapsedMs`. */
  moving(elapsedMs: number): Iterable<CountedOrder>;
  /** Every product that was ordered. */
  readonly products: ReadonlySet<string>;
  /** Hears of each order that counts from now on as it is (1), or does not any more (-1). */
  onChange(listen: (counted: CountedOrder, sign: 1 | -1) => void): void;
}

export interface DaySum {
  readonly orders: number;
  /** By quote currency, as far as it is known. */
  readonly values: ReadonlyMap<string, Decimal>;
  /** In this quote currency. @throws FigureUnknown for an order of which nobody knows what it comes to. */
  value(quote: string): Decimal;
}

interface KnownDay {
  readonly day: Day;
  orders: number;
  readonly values: Map<string, Decimal>;
  /** Orders of unknown value, by quote currency. */
  readonly unknown: Map<string, number>;
}

const NOTHING = decimal('0');
/** Longer than any day and any window; what still waits after it is found among the open orders. */
const KEPT_MS = 50 * 3_600_000;
const PRUNE_AT = 10_000;
/** No figure in use is older than this, so that what was done before is in it. */
const MOVING_MS = 10_000;

export function createTally(): Tally {
  const orders = new Map<string, CountedOrder>();
  const all = createTimeline<CountedOrder>();
  const timeless = new Set<CountedOrder>();
  const alike = new Map<string, Timeline<CountedOrder>>();
  const moving = new Set<CountedOrder>();
  const open = new Set<CountedOrder>();
  const openIds = new Set<string>();
  const placedOn = new Map<string, string>();
  let waiting = 0;
  const listeners: ((counted: CountedOrder, sign: 1 | -1) => void)[] = [];
  const products = new Set<string>();
  const days = new Map<string, KnownDay>();
  let pruneAt = PRUNE_AT;

  const keysOf = ({ intent }: CountedOrder): string[] => [sideKey(intent), likeness(intent)];
  const tell = (counted: CountedOrder, sign: 1 | -1): void => {
    for (const known of days.values()) count(known, counted, sign);
    for (const listen of listeners) listen(counted, sign);
  };
  const link = (counted: CountedOrder): void => {
    orders.set(counted.intent.client_oid, counted);
    if (counted.order) placedOn.set(counted.order.id, counted.intent.product_id);
    moving.add(counted);
    if (!isOver(counted)) {
      open.add(counted);
      if (canRest(counted.intent)) waiting += 1;
      if (counted.order) openIds.add(counted.order.id);
    }
    tell(counted, 1);
    if (counted.time === 'unknown') {
      timeless.add(counted);
      return;
    }
    all.add(counted);
    for (const key of keysOf(counted)) {
      const line = alike.get(key) ?? createTimeline();
      alike.set(key, line);
      line.add(counted);
    }
  };
  const unlink = (counted: CountedOrder): void => {
    orders.delete(counted.intent.client_oid);
    if (counted.order) placedOn.delete(counted.order.id);
    moving.delete(counted);
    if (open.delete(counted)) {
      if (canRest(counted.intent)) waiting -= 1;
      if (counted.order) openIds.delete(counted.order.id);
    }
    tell(counted, -1);
    if (timeless.delete(counted)) return;
    all.remove(counted);
    for (const key of keysOf(counted)) {
      const line = alike.get(key);
      line?.remove(counted);
      if (line?.size === 0) alike.delete(key);
    }
  };
  const since = (nowMs: number, key: string): number | undefined => {
    for (const counted of timeless) if (keysOf(counted).includes(key)) return 0;
    const latest = alike.get(key)?.latest;
    return latest && Math.max(0, nowMs - latest.placedAt);
  };
  const prune = (nowMs: number): void => {
    for (const counted of orders.values())
      if (isOver(counted) && counted.time !== 'unknown' && counted.placedAt < nowMs - KEPT_MS)
        unlink(counted);
    pruneAt = Math.max(PRUNE_AT, orders.size * 2);
  };
  return {
    products,
    open,
    get waiting() {
      return waiting;
    },
    isOpen: (orderId) => openIds.has(orderId),
    productOf: (orderId) => placedOn.get(orderId),
    onChange: (listen) => void listeners.push(listen),
    add(counted) {
      const known = orders.get(counted.intent.client_oid);
      if (known) unlink(known);
      link(counted);
      products.add(counted.intent.product_id);
      if (orders.size >= pruneAt) prune(counted.placedAt);
    },
    get: (clientOid) => orders.get(clientOid),
    seen(clientOid, sighting, elapsedMs) {
      const counted = orders.get(clientOid);
      if (!counted) return;
      const order = counted.order ? laterOf(counted.order, sighting) : sighting;
      if (order === counted.order) return;
      unlink(counted);
      const seen = { ...counted, order, ...timeOf(counted, order) };
      link(isOver(seen) && seen.doneAt === undefined ? { ...seen, doneAt: elapsedMs } : seen);
    },
    remove(clientOid) {
      const counted = orders.get(clientOid);
      if (counted) unlink(counted);
    },
    countSince: (nowMs, windowMs) => all.countAfter(nowMs - windowMs) + timeless.size,
    today(nowMs, timeZone) {
      const day = dayAt(nowMs, timeZone);
      let known = days.get(timeZone);
      if (known?.day.startMs !== day.startMs) {
        known = { day, orders: 0, values: new Map(), unknown: new Map() };
        for (const counted of [...all.since(day.startMs), ...timeless]) count(known, counted, 1);
        days.set(timeZone, known);
      }
      return sumOf(known);
    },
    sinceSide: (nowMs, intent) => since(nowMs, sideKey(intent)),
    sinceSame: (nowMs, intent) => since(nowMs, likeness(intent)),
    *moving(elapsedMs) {
      for (const counted of moving) {
        const { doneAt } = counted;
        if (doneAt === undefined || doneAt >= elapsedMs) yield counted;
        else if (doneAt < elapsedMs - MOVING_MS) moving.delete(counted);
      }
    },
  };
}

function sideKey({ product_id, side }: CountedOrder['intent']): string {
  return `${product_id} ${side}`;
}

/** An order whose time was not known for sure was made when the exchange says. */
function timeOf(counted: CountedOrder, { created_at }: Order): Partial<CountedOrder> {
  const at = Date.parse(created_at);
  return counted.time === 'told' || Number.isNaN(at) ? {} : { placedAt: at, time: 'told' };
}

function count(known: KnownDay, counted: CountedOrder, sign: 1 | -1): void {
  if (counted.time !== 'unknown' && !isIn(counted.placedAt, known.day)) return;
  known.orders += sign;
  const { quote } = currenciesOf(counted.intent.product_id);
  const value = valueCounted(counted);
  const before = known.values.get(quote) ?? NOTHING;
  if (!value) known.unknown.set(quote, (known.unknown.get(quote) ?? 0) + sign);
  else known.values.set(quote, sign > 0 ? before.plus(value) : before.minus(value));
}

function sumOf({ orders, values, unknown }: KnownDay): DaySum {
  return {
    orders,
    values,
    value(quote) {
      const missing = unknown.get(quote) ?? 0;
      if (missing === 0) return values.get(quote) ?? NOTHING;
      throw new FigureUnknown(`it is not known yet what ${missing} of today's orders came to`);
    },
  };
}
