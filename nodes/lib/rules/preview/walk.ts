import { decimal, floorTo, type Decimal } from '../decimal';
import type { BookLevel, Side } from '../orders';

/** What an order would take from the other side of the book. */
export interface Taken {
  readonly size: Decimal;
  /** Quote, fee not included. */
  readonly value: Decimal;
  /** Of the last that was taken; undefined for nothing. */
  readonly worst: Decimal | undefined;
  /** `complete`: nothing is left to take, or less than one step; `price`: the next is too dear; `empty`: no more offers. */
  readonly end: 'complete' | 'price' | 'empty';
}

/** How much is wanted: base, or quote without the fee. */
export type Wanted = { readonly size: Decimal } | { readonly quote: Decimal };

/**
 * Level by level, best first, as far as amount and limit price allow.
 * @param levels of the other side.
 * @param step of sizes.
 */
export function walk(
  levels: readonly BookLevel[],
  wanted: Wanted,
  step: Decimal,
  limit?: { readonly side: Side; readonly price: Decimal },
): Taken {
  let size = decimal('0');
  let value = decimal('0');
  let worst: Decimal | undefined;
  for (const level of levels) {
    const price = decimal(level.price);
    const left =
      'size' in wanted ? wanted.size.minus(size) : floorTo(wanted.quote.minus(value).div(price), step);
    if (left.lte('0')) return { size, value, worst, end: 'complete' };
    if (limit && (limit.side === 'buy' ? price.gt(limit.price) : price.lt(limit.price)))
      return { size, value, worst, end: 'price' };
    const part = left.lt(level.size) ? left : decimal(level.size);
    size = size.plus(part);
    value = value.plus(part.times(price));
    worst = price;
  }
  const isComplete = 'size' in wanted ? size.gte(wanted.size) : value.gte(wanted.quote);
  return { size, value, worst, end: isComplete ? 'complete' : 'empty' };
}
