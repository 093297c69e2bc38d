import assert from 'node:assert/strict';
import { type Customer, openCustomer } from './customer';

type Row = [time: number, low: number, high: number, open: number, close: number, volume: number];

const VERBATIM =
  'granularity too small for the requested time range. Count of aggregations requested exceeds 300';

describe('candles and stats', () => {
  let customer: Customer;
  beforeEach(async () => {
    customer = await openCustomer({ seed: 5 });
  });
  afterEach(() => customer.sandbox.close());

  const candles = async (query: string, product = 'BTC-USD'): Promise<Row[]> =>
    (await customer.send('GET', `/products/${product}/candles?${query}`)).value() as Row[];
  const buy = (size: string): Promise<string> =>
    customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size });
  const seconds = (): number => customer.clock.now() / 1000;

  /** Trades of the product, oldest first, as the public tape has them. */
  const tape = async (): Promise<{ time: number; price: number; size: number }[]> => {
    const trades = (await customer.send('GET', '/products/BTC-USD/trades')).value() as {
      time: string;
      price: string;
      size: string;
    }[];
    return trades
      .map(({ time, price, size }) => ({
        time: Date.parse(time) / 1000,
        price: Number(price),
        size: Number(size),
      }))
      .toReversed();
  };

  it('are what the tape says, newest first, in all six lengths, without empty buckets', async () => {
    for (const wait of [10_000, 70_000, 400_000, 4_000_000, 90_000_000]) {
      await buy('0.01');
      customer.clock.advance(wait);
      await buy('0.02');
    }
    const trades = await tape();
    for (const length of [60, 300, 900, 3600, 21_600, 86_400]) {
      const expected = new Map<number, Row>();
      for (const { time, price, size } of trades) {
        const start = Math.floor(time / length) * length;
        if (start < seconds() - 350 * length) continue;
        const row = expected.get(start) ?? [start, price, price, price, price, 0];
        row[1] = Math.min(row[1], price);
        row[2] = Math.max(row[2], price);
        row[4] = price;
        row[5] += size;
        expected.set(start, row);
      }
      const rows = await candles(`granularity=${length}`);
      const wanted = [...expected.values()].toReversed();
      assert.deepEqual(
        rows.map((row) => row.slice(0, 5)),
        wanted.map((row) => row.slice(0, 5)),
        String(length),
      );
      for (const [index, row] of rows.entries())
        assert.ok(Math.abs(row[5] - (wanted[index]?.[5] ?? 0)) < 1e-9, 'volume');
    }
  });

  it("take 301 buckets and refuse 302 in the exchange's words; one bound alone is ignored", async () => {
    await buy('0.01');
    const start = Math.floor(seconds()) - 3600;
    const at = (offset: number): string => new Date((start + offset) * 1000).toISOString();
    const ask = (end: number) =>
      customer.send('GET', `/products/BTC-USD/candles?granularity=60&start=${at(0)}&end=${at(end)}`);
    assert.equal((await ask(300 * 60)).status, 200);
    const refused = await ask(301 * 60);
    assert.equal(refused.status, 400);
    assert.equal(refused.json()['message'], VERBATIM);
    assert.equal((await candles(`granularity=60&start=${at(-900_000)}`)).length, 1, 'start alone');
    assert.deepEqual(await candles(`granularity=60&start=${at(-9000)}&end=${at(0)}`), [], 'before it');
    assert.equal(
      (await candles(`granularity=60&start=${start}&end=${start + 7200}`)).length,
      1,
      'Unix seconds',
    );
  });

  it('refuse other lengths and dates that are none', async () => {
    const text = async (query: string): Promise<unknown> =>
      (await customer.send('GET', `/products/BTC-USD/candles?${query}`)).json()['message'];
    for (const length of ['1', '120', '14400', 'ONE_MINUTE', '60.0'])
      assert.equal(await text(`granularity=${length}`), 'Unsupported granularity');
    assert.equal(await text('granularity=60&start=yesterday&end=2026-01-01'), 'Invalid start');
    assert.equal((await customer.send('GET', '/products/NO-USD/candles')).status, 404);
  });

  it('leave figures of the last 24 hours in stats, and 30 days of volume', async () => {
    await buy('0.02');
    customer.clock.advance(86_400_000 + 600_000);
    const later = customer.clock.now() - 1000;
    await buy('0.03');
    const stats = (await customer.send('GET', '/products/BTC-USD/stats')).json() as Record<string, string>;
    const trades = await tape();
    const day = trades.filter(({ time }) => time * 1000 >= later);
    const sum = (rows: typeof trades): number => rows.reduce((total, { size }) => total + size, 0);
    assert.equal(Number(stats['last']), trades.at(-1)?.price);
    assert.equal(Number(stats['open']), day[0]?.price);
    assert.equal(Number(stats['high']), Math.max(...day.map(({ price }) => price)));
    assert.equal(Number(stats['low']), Math.min(...day.map(({ price }) => price)));
    assert.ok(Math.abs(Number(stats['volume']) - sum(day)) < 1e-6);
    assert.ok(Math.abs(Number(stats['volume_30day']) - sum(trades)) < 1e-6);
  });
});
