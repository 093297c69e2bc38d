import { decimal, decimalText } from '../../rules/decimal';
import type { Fill, Order } from '../../rules/orders';

/**
 * Advanced Trade tells some fills in quote: their size in base is a quotient that was cut, so that their sum misses the
 * order's own figure by a hair. No fill is as small as this part of its order.
 */
const HAIR = '0.000000001';

/** Whether more was filled than that, by more than a hair. */
export function isMore(filled: string, than: string): boolean {
  const more = decimal(filled).minus(than);
  return more.gt('0') && more.gt(decimal(filled).times(HAIR));
}

export function sameAmount(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return decimal(one).eq(other);
}

export function sumOf(sizes: Iterable<string>): string {
  let sum = decimal('0');
  for (const size of sizes) sum = sum.plus(size);
  return decimalText(sum);
}

type Figures = Pick<Order, 'filled_size' | 'executed_value' | 'fill_fees'>;

export const noFigures: Figures = { filled_size: '0', executed_value: '0', fill_fees: '0' };

/** An order's figures with one more fill. */
export function withFill(order: Figures, { size, price, fee }: Fill): Figures {
  return {
    filled_size: sumOf([order.filled_size, size]),
    executed_value: decimalText(decimal(order.executed_value).plus(decimal(price).times(size))),
    fill_fees: sumOf([order.fill_fees, fee]),
  };
}

export function figuresOf({ filled_size, executed_value, fill_fees }: Figures): Figures {
  return { filled_size, executed_value, fill_fees };
}

/** A copy without these properties. */
export function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const copy = { ...value };
  for (const name of names) delete copy[name];
  return copy;
}

/** Unix milliseconds of an exchange's time; undefined for none. */
export function timeOf(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isFinite(ms) ? ms : undefined;
}

/** Oldest first; trades of one moment by their number, where they have one. */
export function inOrder(fills: readonly Fill[]): Fill[] {
  return [...fills].sort(
    (a, b) =>
      (timeOf(a.created_at) ?? 0) - (timeOf(b.created_at) ?? 0) ||
      Number(a.trade_id) - Number(b.trade_id) ||
      0,
  );
}
