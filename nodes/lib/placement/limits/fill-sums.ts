import { decimal, type Decimal } from '../../rules/decimal';
import { createLots, isIn, type Day, type Lots } from '../../rules/limits';
import type { Fill } from '../../rules/orders';

/** What fills come to, taken one after the other, oldest first. */
export interface FillSums {
  readonly lots: Lots;
  take(fill: Fill): void;
  /** What the day's sales realised, in quote; below 0 a loss. */
  result(day: Day): Decimal;
  /** Base amount of an order that was taken, if any was. */
  filled(orderId: string): Decimal | undefined;
}

/** Results and filled sizes are kept longer than any day. */
const MOST_KEPT = 20_000;
const NOTHING = decimal('0');

/** @param before what is added to, and stays as it is; it must take no more while these sums are asked. */
export function createFillSums(before?: FillSums): FillSums {
  const lots = before?.lots.copy() ?? createLots();
  const filled = new Map<string, Decimal>();
  let results: { readonly at: number; readonly gain: Decimal }[] = [];
  return {
    lots,
    take(fill) {
      const size = decimal(fill.size);
      const value = size.times(fill.price);
      const gain = lots.add({ side: fill.side, size, value, fee: decimal(fill.fee) });
      if (fill.side === 'sell') results.push({ at: Date.parse(fill.created_at), gain });
      if (results.length > MOST_KEPT) results = results.slice(-MOST_KEPT / 2);
      filled.set(fill.order_id, (filled.get(fill.order_id) ?? NOTHING).plus(size));
      const [oldest] = filled.keys();
      if (oldest !== undefined && filled.size > MOST_KEPT) filled.delete(oldest);
    },
    result: (day) =>
      results.reduce(
        (sum, { at, gain }) => (isIn(at, day) ? sum.plus(gain) : sum),
        before?.result(day) ?? NOTHING,
      ),
    filled(orderId) {
      const [past, added] = [before?.filled(orderId), filled.get(orderId)];
      return past && added ? past.plus(added) : (past ?? added);
    },
  };
}
