import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bookDifference } from '../../../nodes/lib/rules/book-difference';
import type { Book, BookLevel } from '../../../nodes/lib/rules/orders';

const levels = fc
  .dictionary(fc.integer({ min: 1, max: 12 }).map(String), fc.integer({ min: 1, max: 4 }).map(String))
  .map((sizes) => Object.entries(sizes).map(([price, size]) => ({ price, size })));
const book = fc.record({ bids: levels, asks: levels }).map(({ bids, asks }) => bookOf(bids, asks));

function bookOf(bids: readonly BookLevel[], asks: readonly BookLevel[]): Book {
  const by = (one: BookLevel, other: BookLevel): number => Number(one.price) - Number(other.price);
  return { bids: bids.toSorted(by).reverse(), asks: asks.toSorted(by), time: '' };
}

describe('the difference of two books', () => {
  it('makes any book of any other one, and nothing of the same', () => {
    fc.assert(
      fc.property(book, book, (before, now) => {
        const sides = {
          buy: new Map(before.bids.map(({ price, size }) => [price, size])),
          sell: new Map(before.asks.map(({ price, size }) => [price, size])),
        };
        for (const { side, price, size } of bookDifference(before, now))
          if (size === '0') sides[side].delete(price);
          else sides[side].set(price, size);
        const list = (side: Map<string, string>) => [...side].map(([price, size]) => ({ price, size }));
        assert.deepEqual(bookOf(list(sides.buy), list(sides.sell)), now);
        assert.deepEqual(bookDifference(now, now), []);
      }),
    );
  });
});
