import { decimal, type Decimal } from '../../rules/decimal';
import { currenciesOf, waitingPrice } from '../../rules/limits';
import type { Order, OrderIntent } from '../../rules/orders';
import { isDone } from '../../rules/outcomes';

/** What an order could come to when it was admitted; see rules/limits/worth. Undefined: the market was not known. */
export interface OrderWorth {
  readonly size: Decimal | undefined;
  /** Most, in quote. */
  readonly value: Decimal | undefined;
  /** Least, in quote. */
  readonly least: Decimal | undefined;
}

/** One admitted order, as the limits count it. */
export interface CountedOrder {
  readonly intent: OrderIntent;
  readonly worth: OrderWorth;
  /** When it was admitted: the exchange's time, Unix milliseconds. */
  readonly placedAt: number;
  /**
   * `told` by the exchange; `guessed` from this machine's clock, until the exchange tells; `unknown`, it counts as if it
   * were placed just now, until the exchange tells.
   */
  readonly time: 'told' | 'guessed' | 'unknown';
  /** As seen last. */
  readonly order?: Order;
  /** On the clock that never jumps, once it was seen done. */
  readonly doneAt?: number;
}

export interface Sum {
  /** Base amount. */
  readonly size: Decimal;
  /** Quote amount, fee not included. */
  readonly value: Decimal;
}

const NOTHING = decimal('0');

/** What was filled so far, as far as it was seen. */
export function filledOf({ order }: CountedOrder): Sum {
  if (!order) return { size: NOTHING, value: NOTHING };
  return { size: decimal(order.filled_size), value: decimal(order.executed_value) };
}

export function isOver({ order }: CountedOrder): boolean {
  return order !== undefined && isDone(order);
}

/** True while it may be filled at any moment: no sighting says yet that it waits, or that it is done. */
export function isInFlight({ order }: CountedOrder): boolean {
  return order === undefined || order.status === 'pending' || order.status === 'received';
}

/** What it is or can still become, in quote; undefined where nobody knows. */
export function valueCounted(counted: CountedOrder): Decimal | undefined {
  const { size, value } = filledOf(counted);
  const told = size.eq('0') || value.gt('0');
  if (isOver(counted) && told) return value;
  // What waits in the book met the market already; the rest of it is filled at its own price.
  const { order, intent } = counted;
  const at = waitingPrice(intent);
  if (order?.status === 'open' && intent.size !== undefined && at)
    return decimal(intent.size).minus(size).times(at).plus(value);
  const most = counted.worth.value;
  return most && value.gt(most) ? value : most;
}

/** What it adds to a holding: what is filled of it, and what it can still become; undefined where nobody knows. */
export function gainCounted(counted: CountedOrder): {
  readonly currency: string;
  readonly filled: Decimal;
  readonly most: Decimal | undefined;
} {
  const { base, quote } = currenciesOf(counted.intent.product_id);
  const filled = filledOf(counted);
  if (counted.intent.side === 'sell')
    return { currency: quote, filled: filled.value, most: valueCounted(counted) };
  const whole = isOver(counted) ? filled.size : counted.worth.size;
  return { currency: base, filled: filled.size, most: whole };
}
