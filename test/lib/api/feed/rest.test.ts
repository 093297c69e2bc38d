import assert from 'node:assert/strict';
import { openConnection, type CandleSpan, type Connection } from '../../../../nodes/lib/api';
import { pastTrades as pastAdvancedTrade } from '../../../../nodes/lib/api/feed/advanced-trade/past-trades';
import { pastTrades as pastExchange } from '../../../../nodes/lib/api/feed/exchange/past-trades';
import type { Gap, PastTrades } from '../../../../nodes/lib/api/feed/fill';
import type { Reader } from '../../../../nodes/lib/api/reader';
import type { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { startFeedServer, type FeedServer } from './feed-server';

const START_S = 1_800_000_000;

/** Answers reads with what `answer` makes of their query, and notes the targets. */
function readerOf(answer: (query: URLSearchParams) => unknown): { reader: Reader; asked: string[] } {
  const asked: string[] = [];
  const read: Reader['read'] = (target, parse) => {
    asked.push(target);
    return Promise.resolve(parse(answer(new URLSearchParams(target.split('?')[1]))));
  };
  return { reader: { read } as Reader, asked };
}

async function idsOf(past: PastTrades, gap: Omit<Gap, 'productId'>): Promise<number[]> {
  const ids = new Set<number>();
  for await (const page of past({ productId: 'BTC-USD', ...gap }, {}))
    for (const { trade_id } of page) ids.add(Number(trade_id));
  return [...ids].filter((id) => id >= gap.from && id <= gap.to).sort((a, b) => a - b);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('past trades', () => {
  it('of Exchange are read by id, from the end of the gap to its beginning', async () => {
    const { reader, asked } = readerOf((query) => {
      const [after, limit] = [Number(query.get('after')), Number(query.get('limit'))];
      return range(Math.max(1, after - limit), after - 1)
        .reverse()
        .map((trade_id) => ({ trade_id, price: '1.0', size: '2', side: 'buy', time: 't' }));
    });
    assert.deepEqual(await idsOf(pastExchange(reader), { from: 500, to: 2700 }), range(500, 2700));
    assert.deepEqual(asked, [
      '/products/BTC-USD/trades?after=2701&limit=1000',
      '/products/BTC-USD/trades?after=1701&limit=1000',
      '/products/BTC-USD/trades?after=701&limit=201',
    ]);
  });

  it('of Exchange end where the list ends', async () => {
    const { reader, asked } = readerOf(() => []);
    assert.deepEqual(await idsOf(pastExchange(reader), { from: 5, to: 9 }), []);
    assert.equal(asked.length, 1);
  });

  /** One trade every `everyS` seconds; trade n was made n x everyS after the start. */
  const advancedTrade = (everyS: number, newest: number) =>
    readerOf((query) => {
      const [start, end, limit] = ['start', 'end', 'limit'].map((name) => Number(query.get(name)));
      const trades = [];
      for (let id = newest; id > 0 && trades.length < (limit ?? 0); id -= 1) {
        const at = START_S + id * everyS;
        if (at >= (start ?? 0) && at <= (end ?? 0))
          trades.push({
            trade_id: String(id),
            product_id: 'BTC-USD',
            price: '1',
            size: '1',
            side: 'BUY',
            time: new Date(at * 1000).toISOString(),
          });
      }
      return { trades };
    });

  it('of Advanced Trade are read by time, however many there are in a second', async () => {
    for (const everyS of [0.01, 0.3, 1]) {
      const { reader } = advancedTrade(everyS, 3000);
      const past = pastAdvancedTrade(reader, () => START_S + 3000 * everyS);
      assert.deepEqual(await idsOf(past, { from: 400, to: 2999 }), range(400, 2999), `every ${everyS} s`);
    }
  });

  it('of Advanced Trade are found through hours without any', async () => {
    const { reader, asked } = advancedTrade(7000, 30);
    const until = new Date((START_S + 30 * 7000) * 1000).toISOString();
    const past = pastAdvancedTrade(reader, () => 0);
    assert.deepEqual(await idsOf(past, { from: 10, to: 29, until }), range(10, 29));
    assert.ok(asked.length < 10, `${asked.length} pages`);
  });

  it('of Advanced Trade are not looked for without end', async () => {
    const { reader, asked } = readerOf(() => ({ trades: [] }));
    assert.deepEqual(
      await idsOf(
        pastAdvancedTrade(reader, () => START_S),
        { from: 1, to: 9 },
      ),
      [],
    );
    assert.ok(asked.length < 10);
  });
});

describe('candles', () => {
  let server: FeedServer;
  let connection: Connection;
  const start = async (
    environment: 'local-sandbox' | 'local-sandbox-advanced-trade',
    rest: (target: string) => unknown,
  ): Promise<void> => {
    server = await startFeedServer({ rest });
    connection = openConnection({
      origin: server.origin,
      credential: undefined,
      limiter: 'off',
      environment,
    });
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });
  const span = (count: number, more: Partial<CandleSpan> = {}): CandleSpan => ({
    productId: 'BTC-USD',
    size: 60,
    startMs: START_S * 1000,
    endMs: (START_S + count * 60) * 1000,
    ...more,
  });

  it('of Exchange come page by page, the oldest first, as decimal text', async () => {
    await start('local-sandbox', (target) => {
      const query = new URLSearchParams(target.split('?')[1]);
      const [first, last] = ['start', 'end'].map((name) => Date.parse(query.get(name) ?? '') / 1000);
      const rows = [];
      // One before the beginning, as the exchange does; none for every seventh minute.
      for (let at = last ?? 0; at >= (first ?? 0) - 60; at -= 60)
        if ((at / 60) % 7 !== 0) rows.push([at, 0.1, 1e-7, 2.5, 3, 10.25]);
      return rows;
    });
    const candles = await connection.feed.candles(span(700));
    const expected = range(0, 699)
      .map((index) => START_S + index * 60)
      .filter((at) => (at / 60) % 7 !== 0);
    assert.deepEqual(
      candles.map((candle) => Date.parse(candle.start) / 1000),
      expected,
    );
    assert.deepEqual(candles[0], {
      product_id: 'BTC-USD',
      size: 60,
      start: new Date((expected[0] ?? 0) * 1000).toISOString(),
      open: '2.5',
      high: '0.0000001',
      low: '0.1',
      close: '3',
      volume: '10.25',
    });
    assert.equal(server.asked.length, 3);
    assert.match(
      server.asked[0] ?? '',
      /^\/products\/BTC-USD\/candles\?granularity=60&start=2027-01-15T08%3A00%3A00.000Z&end=/,
    );
  });

  it('of Advanced Trade come from the public address', async () => {
    await start('local-sandbox-advanced-trade', (target) => {
      const query = new URLSearchParams(target.split('?')[1]);
      const candles = [];
      for (let at = Number(query.get('end')); at >= Number(query.get('start')); at -= 21_600)
        candles.push({ start: String(at), low: '1.0', high: '4', open: '2', close: '3', volume: '0.50' });
      return { candles };
    });
    const candles = await connection.feed.candles(
      span(0, { size: 21_600, endMs: (START_S + 86_400) * 1000 }),
    );
    assert.deepEqual(
      candles.map(({ low, volume }) => [low, volume]),
      range(1, 4).map(() => ['1', '0.5']),
    );
    assert.match(
      server.asked[0] ?? '',
      /^\/api\/v3\/brokerage\/market\/products\/BTC-USD\/candles\?start=\d+&end=\d+&granularity=SIX_HOUR$/,
    );
  });

  it('of a span that is none, or much too long, are refused before anything is asked', async () => {
    await start('local-sandbox', () => []);
    const bad: Partial<CandleSpan>[] = [
      { startMs: Number.NaN },
      { endMs: Infinity },
      { size: 61 as 60 },
      { size: '60' as unknown as 60 },
      { endMs: START_S * 1e6 },
    ];
    for (const more of bad)
      await assert.rejects(
        connection.feed.candles(span(1, more)),
        (error: CoinbaseError) => error.code === 'REQUEST_REFUSED',
        JSON.stringify(more),
      );
    await assert.rejects(
      connection.feed.candles(span(1, { productId: '../accounts' })),
      (error: CoinbaseError) => error.code === 'PRODUCT_UNKNOWN',
    );
    assert.deepEqual(await connection.feed.candles(span(0)), []);
    assert.equal(server.asked.length, 0);
  });
});
