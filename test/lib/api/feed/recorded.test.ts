import assert from 'node:assert/strict';
import { openConnection, type BookUpdate, type LiveBook, type TradeBatch } from '../../../../nodes/lib/api';
import { decimal } from '../../../../nodes/lib/rules/decimal';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { recordedFrames } from '../../sandbox/feed/recorded-frames';
import { channelsOf, exchangeServer } from './exchange-server';
import { startFeedServer, until, type Sent } from './feed-server';
import { hear, type Heard } from './hear';

type Rows = readonly (readonly [string, string])[];

/** A book made in the plainest way: numbers as text, compared as decimals only at the end. */
function plainBooks(
  frames: readonly Sent[],
): Map<string, { bids: Map<string, string>; asks: Map<string, string> }> {
  const books = new Map<string, { bids: Map<string, string>; asks: Map<string, string> }>();
  for (const frame of frames) {
    const id = String(frame['product_id']);
    if (frame['type'] === 'snapshot')
      books.set(id, { bids: new Map(frame['bids'] as Rows), asks: new Map(frame['asks'] as Rows) });
    if (frame['type'] !== 'l2update') continue;
    for (const [side, price, size] of frame['changes'] as readonly (readonly [string, string, string])[]) {
      const levels = books.get(id)?.[side === 'buy' ? 'bids' : 'asks'];
      if (Number(size) === 0) levels?.delete(price);
      else levels?.set(price, size);
    }
  }
  return books;
}

function sorted(
  levels: ReadonlyMap<string, string>,
  sign: number,
): readonly { price: string; size: string }[] {
  return [...levels]
    .sort(([a], [b]) => sign * decimal(a).cmp(b))
    .map(([price, size]) => ({ price: decimal(price).toFixed(), size: decimal(size).toFixed() }));
}

describe('recorded frames', () => {
  let frames: Sent[];
  let products: string[];
  before(async () => {
    frames = (await recordedFrames())
      .map(({ frame }) => frame)
      .filter(({ type }) => type !== 'subscriptions');
    products = [...plainBooks(frames).keys()];
  });

  it('yield the books, trades and tickers that are computed from them in the plainest way', async () => {
    let asked = 0;
    const { hear: answer } = exchangeServer();
    const server = await startFeedServer({
      hear(client, sent) {
        answer(client, sent);
        asked += channelsOf(sent).reduce((count, { product_ids }) => count + product_ids.length, 0);
        if (asked === products.length * 4) client.send(...frames);
      },
    });
    const connection = openConnection({
      origin: server.origin,
      credential: undefined,
      limiter: 'off',
      environment: 'local-sandbox',
    });
    const books = new Map<string, LiveBook>();
    const trades = new Map<string, Heard<TradeBatch>>();
    const tickers = new Map<string, Heard<Ticker>>();
    let changes = 0;
    for (const product of products) {
      connection.feed.book(product, {
        state: (state) => assert.ok(state.kind === 'connecting' || state.kind === 'live', state.kind),
        data(update: BookUpdate) {
          books.set(product, update.book);
          if (update.kind === 'changes') changes += update.changes.length;
        },
      });
      trades.set(product, hear<TradeBatch>());
      tickers.set(product, hear<Ticker>());
      connection.feed.trades(product, trades.get(product) ?? assert.fail());
      connection.feed.ticker(product, tickers.get(product) ?? assert.fail());
    }
    const expected = frames.filter(({ type }) => type === 'l2update').length;
    await until(() => changes === expected);
    for (const [product, { bids, asks }] of plainBooks(frames)) {
      const book = books.get(product)?.top();
      assert.deepEqual(book?.bids, sorted(bids, -1), product);
      assert.deepEqual(book?.asks, sorted(asks, 1), product);
    }
    const matches = frames.filter(({ type }) => type === 'match' || type === 'last_match');
    for (const product of products) {
      const own = matches.filter(({ product_id }) => product_id === product);
      const told = trades.get(product)?.updates.flatMap((batch) => batch.trades) ?? [];
      assert.deepEqual(
        told.map(({ trade_id, side }) => `${trade_id} ${side}`),
        own.map(({ trade_id, side }) => `${String(trade_id)} ${side === 'buy' ? 'sell' : 'buy'}`),
      );
      // Whoever hears the ticker and the trades of a product hears the same side from both.
      const sides = new Map(told.map((trade) => [trade.trade_id, trade.side]));
      const heard = tickers.get(product)?.updates ?? [];
      assert.ok(heard.length > 0);
      for (const ticker of heard) assert.equal(sides.get(ticker.trade_id ?? ''), ticker.side);
    }
    await connection.release();
    await server.close();
  });
});
