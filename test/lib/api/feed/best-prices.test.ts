import assert from 'node:assert/strict';
import { createBestPrices, type BestPrices } from '../../../../nodes/lib/api/feed/best-prices';
import { readChanges, readLevels, readTicker } from '../../../../nodes/lib/api/feed/exchange/messages';
import { createLevels, type Levels } from '../../../../nodes/lib/api/feed/levels';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { recordedFrames } from '../../sandbox/feed/recorded-frames';

const ticker = (trade: number, best_bid: string, best_ask: string): Ticker => ({
  product_id: 'BTC-USD',
  price: best_bid,
  best_bid,
  best_ask,
  trade_id: String(trade),
  time: '',
});

describe('the best prices of a book and of its ticker', () => {
  /** A book of 100 to 101, after a heartbeat that tells trade 5. */
  const begun = (): BestPrices => {
    const prices = createBestPrices();
    prices.book('buy', '100');
    prices.book('sell', '101');
    prices.begin();
    prices.beat(5);
    return prices;
  };
  /** Each second a ticker. @returns what the heartbeats after them say. */
  const seconds = (prices: BestPrices, tickers: readonly Ticker[]): boolean[] =>
    [...tickers, undefined].map((one, at) => {
      if (one) prices.ticker(one);
      return prices.beat(6 + at);
    });

  it('agree whichever of the two comes first', () => {
    const prices = begun();
    prices.ticker(ticker(6, '100.5', '101'));
    assert.equal(prices.beat(6), true);
    prices.book('buy', '100.5');
    assert.equal(prices.beat(6), true);
    prices.book('buy', '100');
    assert.deepEqual(seconds(prices, [ticker(7, '100.5', '101'), ticker(8, '100', '101')]), [
      true,
      true,
      true,
    ]);
  });

  it('disagree when tickers of two seconds tell what the book never had', () => {
    assert.deepEqual(seconds(begun(), [ticker(6, '100.5', '101'), ticker(7, '100.5', '101')]), [
      true,
      true,
      false,
    ]);
    assert.deepEqual(seconds(begun(), [ticker(6, '100', '100.9'), ticker(7, '100', '100.8')]), [
      true,
      true,
      false,
    ]);
  });

  it('do not disagree for one price alone, which may have come and gone between two changes', () => {
    const strange = ticker(6, '100.5', '101');
    assert.ok(seconds(begun(), [strange, ticker(7, '100', '101'), ticker(8, '100.5', '101')]).every(Boolean));
  });

  it('are not compared with a ticker of the past, nor where it tells none', () => {
    assert.ok(seconds(begun(), [ticker(4, '90', '91'), ticker(5, '90', '91')]).every(Boolean));
    const { best_bid: _bid, best_ask: _ask, ...bare } = ticker(6, '90', '91');
    assert.ok(seconds(begun(), [bare, { ...bare, trade_id: '7' }]).every(Boolean));
    const unheard = createBestPrices();
    unheard.ticker(ticker(6, '90', '91'));
    assert.equal(unheard.beat(6), true, 'nobody told yet which trades are old');
  });

  it('agree that a side is empty', () => {
    const prices = begun();
    prices.book('sell', undefined);
    assert.deepEqual(seconds(prices, [ticker(6, '100', '0'), ticker(7, '100', '0')]), [true, true, true]);
  });

  it('begin anew with the book', () => {
    const prices = begun();
    assert.deepEqual(seconds(prices, [ticker(6, '100.5', '101'), ticker(7, '100.5', '101')]), [
      true,
      true,
      false,
    ]);
    prices.book('buy', '100.5');
    prices.begin();
    assert.equal(prices.beat(8), true);
  });

  it('agree in every frame that was recorded from the exchange', async () => {
    const books = new Map<string, { prices: BestPrices; bids: Levels; asks: Levels; trade: number }>();
    let second = 0;
    let compared = 0;
    for (const { received_at, frame } of await recordedFrames()) {
      if (received_at - second >= 1) {
        second = received_at;
        for (const [id, { prices, trade }] of books) assert.equal(prices.beat(trade), true, id);
      }
      const id = String(frame['product_id']);
      const book = books.get(id) ?? {
        prices: createBestPrices(),
        bids: createLevels('buy'),
        asks: createLevels('sell'),
        trade: 0,
      };
      books.set(id, book);
      const { prices, bids, asks } = book;
      if (frame['type'] === 'snapshot') {
        bids.replace(readLevels(frame['bids']) ?? assert.fail());
        asks.replace(readLevels(frame['asks']) ?? assert.fail());
      }
      if (frame['type'] === 'l2update')
        for (const { side, price, size } of readChanges(frame['changes']) ?? [])
          (side === 'buy' ? bids : asks).set(price, size);
      prices.book('buy', bids.best);
      prices.book('sell', asks.best);
      if (frame['type'] === 'snapshot') prices.begin();
      if (frame['type'] !== 'ticker') continue;
      const told = readTicker(frame) ?? assert.fail();
      if (book.trade > 0) compared += 1;
      book.trade = Number(told.trade_id);
      prices.ticker(told);
    }
    assert.ok(compared > 10, `${compared} tickers were compared`);
  });
});
