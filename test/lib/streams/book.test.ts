import assert from 'node:assert/strict';
import type { BookChange } from '../../../nodes/lib/rules/market-data';
import type { Book } from '../../../nodes/lib/rules/orders';
import { MOST_CHANGES } from '../../../nodes/lib/streams/book-source';
import { streamBench, type Told } from './bench';
import { FakeBook } from './fake-feed';

const bookOf = (): FakeBook =>
  new FakeBook({ '100': '1', '99': '2', '98': '3' }, { '101': '1', '102': '2', '103': '3' });
const bid = (price: string, size: string): BookChange => ({ side: 'buy', price, size });
const ask = (price: string, size: string): BookChange => ({ side: 'sell', price, size });

const sides = ({ payload }: Told): string => {
  const { bids, asks } = payload as Book;
  const text = (levels: Book['bids']): string =>
    levels.map(({ price, size }) => `${price}:${size}`).join(' ');
  return `${text(bids)} | ${text(asks)}`;
};
const changesOf = ({ payload }: Told): readonly BookChange[] =>
  (payload as { changes: BookChange[] }).changes;

describe('a stream of a book', () => {
  it('tells the best prices whole each time, at the pace that was asked for', async () => {
    const { feed, news, clock } = streamBench({
      channel: 'book',
      depth: 2,
      pace: { kind: 'interval', everyMs: 500 },
    });
    const book = bookOf();
    feed.hearBook({ kind: 'snapshot', book });
    feed.hearBook(book.change(bid('100', '0')));
    feed.hearBook(book.change(bid('99.5', '7')));
    await clock.advance(500);
    const told = news();
    assert.deepEqual(told.map(sides), ['100:1 99:2 | 101:1 102:2', '99.5:7 99:2 | 101:1 102:2']);
    assert.deepEqual(
      told.map(({ event, resync }) => [event, resync]),
      [
        ['snapshot', undefined],
        ['snapshot', undefined],
      ],
    );
  });

  it('tells no change below the best prices, where changes are wanted', async () => {
    const { feed, news, clock } = streamBench({ channel: 'book', depth: 2, pace: { kind: 'change' } });
    const book = bookOf();
    feed.hearBook({ kind: 'snapshot', book });
    await clock.advance(1);
    feed.hearBook(book.change(bid('98', '50')));
    await clock.advance(1);
    assert.equal(news().length, 1);
    feed.hearBook(book.change(ask('102', '50')));
    await clock.advance(1);
    assert.equal(news().length, 1);
  });

  it('gives a slow flow fewer messages, not a queue of them', async () => {
    const { feed, news, clock } = streamBench({ channel: 'book', bookAs: 'changes' });
    const book = bookOf();
    feed.hearBook({ kind: 'snapshot', book });
    for (let size = 1; size <= 1000; size += 1) feed.hearBook(book.change(bid('100', String(size + 1))));
    assert.equal(news().length, 1, 'the flow had no turn yet');
    await clock.advance(0);
    assert.deepEqual(news().map(changesOf), [[bid('100', '1001')]]);
  });

  for (const depth of [2, undefined])
    it(`tells what changed of ${depth ?? 'all'} prices, so that the same book is built from it`, async () => {
      const { feed, news, clock } = streamBench({
        channel: 'book',
        bookAs: 'changes',
        pace: { kind: 'interval', everyMs: 100 },
        ...(depth !== undefined && { depth }),
      });
      const book = bookOf();
      const mirror = { buy: new Map<string, string>(), sell: new Map<string, string>() };
      const follow = (told: Told): void => {
        if (told.event === 'snapshot') {
          const { bids, asks } = told.payload as Book;
          mirror.buy = new Map(bids.map(({ price, size }) => [price, size]));
          mirror.sell = new Map(asks.map(({ price, size }) => [price, size]));
        } else
          for (const { side, price, size } of changesOf(told))
            if (size === '0') mirror[side].delete(price);
            else mirror[side].set(price, size);
      };
      feed.hearBook({ kind: 'snapshot', book });
      let seed = 7;
      const next = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
      for (let round = 0; round < 200; round += 1) {
        const up = next(2) === 0;
        const price = String(up ? 101 + next(4) : 100 - next(4));
        feed.hearBook(book.change((up ? ask : bid)(price, String(next(3)))));
        await clock.advance(30);
      }
      await clock.advance(100);
      const told = news();
      told.forEach(follow);
      assert.equal(told.filter(({ event }) => event === 'snapshot').length, 1);
      assert.ok(told.length > 30);
      const whole = book.top(depth);
      assert.deepEqual(
        Object.fromEntries(mirror.buy),
        Object.fromEntries(whole.bids.map(({ price, size }) => [price, size])),
      );
      assert.deepEqual(
        Object.fromEntries(mirror.sell),
        Object.fromEntries(whole.asks.map(({ price, size }) => [price, size])),
      );
    });

  it('tells a new snapshot after a gap, marked as resync, and nothing of the changes before', async () => {
    const { feed, news, clock } = streamBench({ channel: 'book', bookAs: 'changes' });
    const book = bookOf();
    feed.hearBook({ kind: 'snapshot', book });
    await clock.advance(1);
    feed.stale('gap');
    const other = new FakeBook({ '90': '1' }, { '91': '1' });
    feed.live();
    feed.hearBook(book.change(bid('100', '9')));
    feed.hearBook({ kind: 'snapshot', book: other });
    await clock.advance(1);
    const last = news().at(-1);
    assert.ok(last);
    assert.deepEqual([last.event, last.resync, sides(last)], ['snapshot', true, '90:1 | 91:1']);
  });

  it('marks the first snapshot of another connection as resync too', async () => {
    const bench = streamBench({ channel: 'book' });
    bench.feed.hearBook({ kind: 'snapshot', book: bookOf() });
    bench.connect();
    assert.deepEqual(bench.feed.open, ['book BTC-USD']);
    bench.feed.live();
    bench.feed.hearBook({ kind: 'snapshot', book: bookOf() });
    await bench.clock.advance(1);
    assert.deepEqual(
      bench.news().map(({ event, resync }) => [event, resync]),
      [
        ['snapshot', undefined],
        ['stale', undefined],
        ['snapshot', true],
      ],
    );
  });

  it('keeps no more changes than a bound: beyond it the book is told anew', async () => {
    const bench = streamBench({
      channel: 'book',
      bookAs: 'changes',
      pace: { kind: 'interval', everyMs: 1000 },
    });
    const { feed, news, clock } = bench;
    const book = bookOf();
    feed.hearBook({ kind: 'snapshot', book });
    const many = Array.from({ length: MOST_CHANGES + 1 }, (_, index) => bid(`1.${index}`, '0'));
    feed.hearBook(book.change(...many));
    feed.hearBook(book.change(bid('100', '8')));
    await clock.advance(1000);
    const last = news().at(-1);
    assert.ok(last);
    assert.deepEqual([last.event, last.resync], ['snapshot', true]);
    assert.match(sides(last), /^100:8 /);
    feed.hearBook(book.change(bid('100', '7')));
    await clock.advance(1000);
    assert.deepEqual(news().map(changesOf), [[bid('100', '7')]]);
  });
});
