import assert from 'node:assert/strict';
import { type Customer, openCustomer } from '../server/customer';
import { type FeedClient, type Message, ofType, openFeed } from './feed-client';

const BUY = { product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.001' } as const;

describe('market data on the sandbox’s Exchange feed', () => {
  let customer: Customer;
  let feed: FeedClient;

  beforeEach(async () => {
    customer = await openCustomer();
    feed = await openFeed(customer.sandbox.feed);
  });
  afterEach(async () => {
    feed.close();
    await customer.sandbox.close();
  });

  async function subscribe(
    channels: readonly string[],
    product_ids: readonly string[] = ['BTC-USD'],
  ): Promise<void> {
    feed.send({ type: 'subscribe', product_ids, channels });
    await feed.next(ofType('subscriptions'));
  }

  const types = (messages: readonly Message[]): string[] =>
    messages.map(({ type, product_id: id }) =>
      typeof id === 'string' ? `${String(type)} ${id}` : String(type),
    );

  it('begins, product by product, with the book, the last trade’s ticker and that trade', async () => {
    await subscribe(['matches', 'ticker', 'level2_batch', 'heartbeat'], ['BTC-USD', 'ETH-USD']);
    await feed.settle();
    assert.deepEqual(types(feed.messages), [
      'subscriptions',
      'snapshot BTC-USD',
      'ticker BTC-USD',
      'last_match BTC-USD',
      'snapshot ETH-USD',
      'ticker ETH-USD',
      'last_match ETH-USD',
    ]);
  });

  it('tells a trade by match and ticker: same id, sequence and time, opposite sides', async () => {
    await subscribe(['matches', 'ticker']);
    await feed.next(ofType('last_match'));
    await customer.place(BUY);
    const match = await feed.next(ofType('match'));
    const ticker = await feed.next(ofType('ticker'));
    for (const name of ['trade_id', 'sequence', 'time', 'price'])
      assert.equal(ticker[name], match[name], name);
    assert.deepEqual([match['side'], ticker['side']], ['sell', 'buy'], 'the maker’s and the taker’s');
    assert.equal(ticker['last_size'], match['size']);
    const rest = (await customer.send('GET', '/products/BTC-USD/ticker')).json();
    assert.deepEqual([ticker['best_bid'], ticker['best_ask']], [rest['bid'], rest['ask']]);
    const stats = (await customer.send('GET', '/products/BTC-USD/stats')).json();
    for (const name of ['open', 'high', 'low'])
      assert.equal(Number(ticker[`${name}_24h`]), Number(stats[name]), name);
    assert.equal(Number(ticker['volume_24h']), Number(stats['volume']));
    assert.equal(Number(ticker['volume_30d']), Number(stats['volume_30day']));
  });

  it('tells many trades of one order by one ticker, the last one’s', async () => {
    await subscribe(['matches', 'ticker']);
    await feed.next(ofType('last_match'));
    await customer.place({ ...BUY, size: '0.05' });
    await feed.settle();
    const news = feed.messages.slice(3);
    const matches = news.filter(ofType('match'));
    assert.ok(matches.length > 2);
    const tickers = news.filter(ofType('ticker'));
    assert.equal(tickers.length, 1);
    assert.equal(tickers[0]?.['trade_id'], matches.at(-1)?.['trade_id']);
    assert.equal(news.at(-1), tickers[0], 'after the last match');
  });

  it('numbers trades without a gap, as GET /trades pages them', async () => {
    await subscribe(['matches']);
    for (let round = 0; round < 5; round += 1) {
      await customer.place({ ...BUY, size: '0.02' });
      customer.clock.advance(250);
      customer.sandbox.moveMarket();
    }
    await feed.settle();
    const heard = feed.messages.slice(1).map((match) => Number(match['trade_id']));
    assert.deepEqual(
      heard,
      Array.from(heard, (_, index) => (heard[0] ?? 0) + index),
    );
    const [first = 0, last = 0] = [heard[0], heard.at(-1)];
    const page = async (query: string) =>
      (await customer.send('GET', `/products/BTC-USD/trades?${query}`)).value() as (Message & {
        trade_id: number;
      })[];
    const gap = await page(`before=${first}&after=${last}`);
    assert.deepEqual(gap.map((trade) => trade.trade_id).toReversed(), heard.slice(1, -1));
    const next = await page(`before=${first}&limit=2`);
    assert.deepEqual(
      next.map((trade) => trade.trade_id),
      [first + 2, first + 1],
    );
    const [rest] = await page(`after=${last + 1}&limit=1`);
    const match = feed.messages.at(-1) ?? {};
    assert.deepEqual(
      { ...rest, price: Number(rest?.['price']), size: Number(rest?.['size']) },
      {
        trade_id: match['trade_id'],
        side: match['side'],
        size: Number(match['size']),
        price: Number(match['price']),
        time: match['time'],
      },
    );
  });

  it('beats once a second for each product, with the book’s sequence and the last trade', async () => {
    await subscribe(['heartbeat'], ['BTC-USD', 'ETH-USD']);
    customer.clock.advance(2000);
    await feed.settle();
    const beats = feed.messages.filter(ofType('heartbeat'));
    assert.equal(beats.length, 4);
    const book = (await customer.send('GET', '/products/BTC-USD/book')).json();
    const [trade] = (await customer.send('GET', '/products/BTC-USD/trades')).value() as {
      trade_id: number;
    }[];
    assert.deepEqual(beats.at(-2), {
      type: 'heartbeat',
      sequence: book['sequence'],
      last_trade_id: trade?.trade_id,
      product_id: 'BTC-USD',
      time: new Date(customer.clock.now()).toISOString().replace('Z', '000Z'),
    });
  });

  it('gathers the book’s changes for 50 ms and tickers for 5 s', async () => {
    await subscribe(['level2_batch', 'ticker_batch']);
    await feed.settle();
    const before = feed.messages.length;
    for (let round = 0; round < 3; round += 1) await customer.place(BUY);
    customer.clock.advance(49);
    await feed.settle();
    assert.equal(feed.messages.length, before, 'nothing yet');
    customer.clock.advance(1);
    const update = await feed.next(ofType('l2update'));
    assert.equal((update['changes'] as unknown[]).length, 1, 'one place has changed three times');
    customer.clock.advance(4900);
    await feed.settle();
    assert.equal(feed.messages.length, before + 1);
    customer.clock.advance(100);
    await feed.next(ofType('ticker'));
    customer.clock.advance(5000);
    await feed.settle();
    assert.equal(
      feed.messages.filter(ofType('ticker')).length,
      2,
      'the first one and one batch: nothing new after it',
    );
  });

  it('writes prices and sizes of the book with the product’s decimals, zero too', async () => {
    await subscribe(['level2_batch'], ['DOGE-USD']);
    const { bids } = (await feed.next(ofType('snapshot'))) as unknown as { bids: [string, string][] };
    for (const [price, size] of bids) {
      assert.match(price, /^0\.\d{5}$/);
      assert.match(size, /^\d+\.\d$/);
    }
    const order = { product_id: 'DOGE-USD', side: 'buy', type: 'limit', price: '0.1', size: '100' };
    const id = await customer.place(order);
    customer.clock.advance(50);
    assert.deepEqual((await feed.next(ofType('l2update')))['changes'], [['buy', '0.10000', '100.0']]);
    await customer.send('DELETE', `/orders/${id}`);
    customer.clock.advance(50);
    assert.deepEqual((await feed.next(ofType('l2update')))['changes'], [['buy', '0.10000', '0.0']]);
  });

  it('tells the state of every product and currency, at once and every five seconds', async () => {
    feed.send({ type: 'subscribe', channels: ['status'] });
    const status = await feed.next(ofType('status'));
    const products = status['products'] as Message[];
    const listed = (await customer.send('GET', '/products')).value() as Message[];
    for (const [index, product] of products.entries()) {
      for (const name of ['id', 'base_increment', 'quote_increment', 'min_market_funds', 'cancel_only'])
        assert.equal(product[name], listed[index]?.[name], name);
    }
    assert.equal(products.length, listed.length);
    assert.ok((status['currencies'] as Message[]).some(({ id }) => id === 'BTC'));
    customer.sandbox.setMode('ETH-USD', 'cancel_only');
    customer.clock.advance(5000);
    const later = (await feed.next(ofType('status')))['products'] as Message[];
    assert.equal(later.find(({ id }) => id === 'ETH-USD')?.['cancel_only'], true);
  });
});
