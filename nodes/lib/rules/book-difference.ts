import type { BookChange } from './market-data';
import type { Book, BookLevel, Side } from './orders';

/** What has to be changed in the one book to get the other: sizes as they are now, `0` for prices that went. */
export function bookDifference(before: Book, now: Book): BookChange[] {
  return [...sideDifference('buy', before.bids, now.bids), ...sideDifference('sell', before.asks, now.asks)];
}

function sideDifference(side: Side, before: readonly BookLevel[], now: readonly BookLevel[]): BookChange[] {
  const gone = new Map(before.map(({ price, size }) => [price, size]));
  const changes: BookChange[] = [];
  for (const { price, size } of now) {
    if (gone.get(price) !== size) changes.push({ side, price, size });
    gone.delete(price);
  }
  for (const price of gone.keys()) changes.push({ side, price, size: '0' });
  return changes;
}
