import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createProductFills, type ProductFills } from '../../../../nodes/lib/placement/limits/product-fills';
import { decimal, decimalText } from '../../../../nodes/lib/rules/decimal';
import type { Fill, Side } from '../../../../nodes/lib/rules/orders';
import { PaperExchange } from './paper-exchange';

const START = Date.parse('2026-03-02T12:00:00.000Z');
const DAY = { startMs: START - 43_200_000, endMs: START + 43_200_000 };
const PAGE = 100;

const fill = (id: number, atMs: number, side: Side, price: number, over: Partial<Fill> = {}): Fill => ({
  trade_id: String(id),
  order_id: `order ${id}`,
  product_id: 'BTC-EUR',
  side,
  liquidity: 'T',
  price: String(price),
  size: '1',
  fee: '0',
  created_at: new Date(START + atMs).toISOString(),
  settled: true,
  ...over,
});

/** The list of fills as an exchange shows it, newest first, and who reads on in it. */
class Bench {
  list: readonly Fill[] = [];
  pages = 0;
  /** Called before each page. */
  onPage: () => void = () => undefined;
  #elapsed = 0;
  readonly fills = this.#reader();

  /** Reads once more. @returns the day's result. */
  async read(list: readonly Fill[]): Promise<string> {
    this.list = list;
    this.#elapsed += 6000;
    await this.fills.figure.refresh();
    this.fills.figure.value();
    return resultOf(this.fills);
  }

  /** What one says who reads the same list for the first time. */
  async fresh(): Promise<ProductFills> {
    const reader = this.#reader();
    await reader.figure.refresh();
    return reader;
  }

  #reader(): ProductFills {
    const clock = { now: () => START, elapsed: () => this.#elapsed, after: () => () => undefined };
    const api = { ...new PaperExchange(START).api, listFills: () => this.#pages() };
    const tally = { productOf: () => undefined };
    return createProductFills('BTC-EUR', { trading: () => Promise.resolve(api), clock, tally });
  }

  async *#pages(): AsyncGenerator<readonly Fill[]> {
    for (let from = 0; from < this.list.length; from += PAGE) {
      await Promise.resolve();
      this.pages += 1;
      this.onPage();
      yield this.list.slice(from, from + PAGE);
    }
  }
}

const resultOf = (fills: ProductFills): string => decimalText(fills.result(DAY));

/** What selling so many coins for nothing would lose: the cost of those that are there. */
const costOf = ({ lots }: ProductFills, coins = 1000): string => {
  const sale = {
    side: 'sell',
    size: decimal(String(coins)),
    value: decimal('0'),
    fee: decimal('0'),
  } as const;
  return decimalText(lots.expectedLoss([sale]));
};

describe('the fills of a product', () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));

  const bought = fill(99, 0, 'buy', 100);

  it('count a sale that is listed after a younger fill', async () => {
    const [sale, younger] = [fill(101, 10, 'sell', 40), fill(102, 11, 'buy', 50)];
    await bench.read([bought]);
    assert.equal(await bench.read([younger, bought]), '0');
    for (const again of [1, 2, 3])
      assert.equal(await bench.read([younger, sale, bought]), '-60', `read ${again}`);
    assert.equal(costOf(bench.fills), '50');
  });

  it('count a purchase that is listed after its sale as what was sold', async () => {
    const [purchase, sale] = [fill(100, 5, 'buy', 100), fill(101, 10, 'sell', 40)];
    assert.equal(await bench.read([sale]), '0', 'coins of an unknown purchase');
    assert.equal(await bench.read([sale, purchase]), '-60');
    assert.equal(costOf(bench.fills), '0');
  });

  it('count two of one moment that change places once each', async () => {
    const [one, other] = [fill(101, 10, 'sell', 40), fill(102, 10, 'sell', 40)];
    const before = [97, 98, 99].map((id) => fill(id, 0, 'buy', 100));
    assert.equal(await bench.read([other, one, ...before]), '-120');
    assert.equal(await bench.read([one, other, ...before]), '-120');
    assert.equal(await bench.read([other, one, ...before]), '-120');
    assert.equal(costOf(bench.fills), '100');
  });

  it('count one that is a minute late by the times of the fills, however long nothing happened', async () => {
    const younger = fill(102, 60_000, 'buy', 50);
    await bench.read([younger, bought]);
    for (let hour = 0; hour < 3; hour += 1) await bench.read([younger, bought]);
    const late = fill(101, 0, 'sell', 40);
    assert.equal(await bench.read([younger, late, bought]), '-60');
  });

  it('count what is listed below one that appeared far too late', async () => {
    const first = fill(100, 600_000, 'buy', 50);
    await bench.read([first, bought]);
    const [tooLate, sale] = [fill(101, 300_000, 'buy', 70), fill(102, 600_001, 'sell', 40)];
    assert.equal(await bench.read([tooLate, sale, first, bought]), '-60');
    assert.equal(await bench.read([tooLate, sale, first, bought]), '-60');
  });

  it('of a reading that fails on the way count not yet, and once later', async () => {
    const many = Array.from({ length: 150 }, (_, index) => fill(1000 - index, 1000 - index, 'sell', 40));
    await bench.read([bought]);
    bench.onPage = () => {
      if (bench.pages === 3) throw new Error('no');
    };
    await assert.rejects(bench.read([...many, bought]), /the fills of BTC-EUR could not be read/);
    assert.equal(resultOf(bench.fills), '0');
    assert.equal(await bench.read([...many, bought]), '-60');
  });

  it('are not known where one tells no time, and say which', async () => {
    const dateless = fill(101, 10, 'sell', 40, { created_at: '' });
    await assert.rejects(bench.read([dateless, bought]), /fill 101 of order order 101 tells no time/);
  });

  it('are read again for the last minute alone, and of more than 1,000 in it for those', async () => {
    const quiet = Array.from({ length: 1500 }, (_, index) => fill(5000 - index, -index * 60_000, 'buy', 1));
    await bench.read(quiet);
    assert.equal(bench.pages, 15);
    await bench.read(quiet);
    assert.equal(bench.pages, 16);
    const busy = Array.from({ length: 1500 }, (_, index) => fill(9000 - index, 9000 - index, 'buy', 1));
    await bench.read([...busy, ...quiet]);
    bench.pages = 0;
    await bench.read([...busy, ...quiet]);
    assert.equal(bench.pages, 11);
    assert.equal(costOf(bench.fills, 5000), '3000');
  });

  it('come to the same for who read on as for who reads them anew, whichever appear late', async () => {
    const trades = fc.array(
      fc.record({
        stepMs: fc.integer({ min: 0, max: 30_000 }),
        side: fc.constantFrom<Side>('buy', 'sell'),
        price: fc.integer({ min: 1, max: 100 }),
        lateMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(trades, async (all) => {
        const bench = new Bench();
        let atMs = 0;
        const made = all.map(({ stepMs, side, price, lateMs }, id) => {
          // No two at one moment: which of them was first the list alone says.
          atMs += stepMs + 1;
          return { shownMs: atMs + lateMs, fill: fill(id, atMs, side, price) };
        });
        for (const { shownMs: nowMs } of made.toSorted((a, b) => a.shownMs - b.shownMs)) {
          const shown = made.filter(({ shownMs }) => shownMs <= nowMs).map((one) => one.fill);
          const result = await bench.read(shown.reverse());
          const fresh = await bench.fresh();
          assert.equal(result, resultOf(fresh));
          assert.equal(costOf(bench.fills), costOf(fresh));
        }
      }),
    );
  });
});
