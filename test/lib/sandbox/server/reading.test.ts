import assert from 'node:assert/strict';
import { type Answer, type Customer, openCustomer, RESTING } from './customer';

type Row = readonly [price: string, size: string, ordersOrId: number | string];

interface Book {
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
  readonly sequence: number;
}

interface Account {
  readonly id: string;
  readonly currency: string;
  readonly balance: string;
  readonly hold: string;
  readonly available: string;
}

describe('sandbox market data and accounts', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  beforeEach(() => customer.sandbox.reset());
  after(() => customer.sandbox.close());

  const get = (path: string): Promise<Answer> => customer.send('GET', path);
  const look = (path: string): Promise<Answer> => customer.send('GET', path, { unsigned: true });

  it('tells its own time in both forms', async () => {
    customer.clock.advance(504);
    const { iso, epoch } = (await look('/time')).value() as { iso: string; epoch: number };
    assert.equal(Date.parse(iso), customer.clock.now());
    assert.equal(epoch, customer.clock.now() / 1000);
  });

  it('lists products with their rules, and one by one', async () => {
    const products = (await look('/products')).value() as Record<string, unknown>[];
    const ids = products.map((product) => String(product['id']));
    for (const id of ['BTC-USD', 'ETH-USD', 'ETH-BTC', 'BTC-EUR', 'DOGE-USD'])
      assert.ok(ids.includes(id), id);
    for (const product of products) {
      assert.deepEqual((await look(`/products/${String(product['id'])}`)).json(), product);
      assert.deepEqual([product['status'], product['trading_disabled']], ['online', false]);
      for (const name of ['base_increment', 'quote_increment', 'min_market_funds']) {
        assert.match(String(product[name]), /^(0\.0*1|[1-9]\d*|0\.\d+)$/, name);
      }
    }
    for (const path of ['/products/btc-usd', '/products/FOO-BAR', '/products/__proto__/ticker']) {
      const answer = await look(path);
      assert.deepEqual([answer.status, answer.json()], [404, { message: 'NotFound' }], path);
    }
  });

  it('lists currencies, and one by one', async () => {
    const currencies = (await look('/currencies')).value() as { id: string; details: { type: string } }[];
    const types = new Map(currencies.map(({ id, details }) => [id, details.type]));
    assert.deepEqual([types.get('USD'), types.get('BTC')], ['fiat', 'crypto']);
    assert.deepEqual((await look('/currencies/BTC')).json()['max_precision'], '0.00000001');
    assert.equal((await look('/currencies/btc')).status, 404);
  });

  it('has an uncrossed book on every product at every level', async () => {
    const products = (await look('/products')).value() as { id: string }[];
    for (const { id } of products) {
      const [one, two, three] = await Promise.all(
        [1, 2, 3].map(async (level) => (await look(`/products/${id}/book?level=${level}`)).value() as Book),
      );
      assert.ok(one && two && three);
      assert.ok(Number(one.bids[0]?.[0]) < Number(one.asks[0]?.[0]), `${id} is not crossed`);
      assert.deepEqual([one.bids.length, one.asks.length], [1, 1]);
      assert.deepEqual(one.bids[0], two.bids[0], 'level 1 is the top of level 2');
      assert.equal(typeof two.asks[0]?.[2], 'number');
      assert.match(String(three.asks[0]?.[2]), /^[0-9a-f-]{36}$/);
      const orders = two.bids.reduce((sum, row) => sum + Number(row[2]), 0);
      assert.equal(three.bids.length, orders, 'level 3 has as many rows as level 2 counts orders');
    }
    assert.equal(
      (await look('/products/BTC-USD/book')).text,
      (await look('/products/BTC-USD/book?level=1')).text,
    );
    const wrong = await look('/products/BTC-USD/book?level=5');
    assert.deepEqual([wrong.status, wrong.json()], [400, { message: 'Bad Request' }]);
  });

  it('prints book prices with the increment’s decimals, as recorded from the exchange', async () => {
    const { bids, asks } = (await look('/products/BTC-USD/book?level=2')).value() as Book;
    for (const [price] of [...bids, ...asks]) assert.match(price, /^\d+\.\d{2}$/);
  });

  it('shows an own order in the book', async () => {
    const id = await customer.place(RESTING);
    const { bids } = (await look('/products/BTC-USD/book?level=3')).value() as Book;
    assert.deepEqual(
      bids.find((row) => row[2] === id),
      ['1000.00', '0.01', id],
    );
  });

  it('has a ticker that agrees with book and trades, and counts the day’s volume', async () => {
    const before = (await look('/products/BTC-USD/ticker')).value() as Record<string, string>;
    await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.0001' });
    const ticker = (await look('/products/BTC-USD/ticker')).value() as Record<string, string>;
    const [trade] = (await look('/products/BTC-USD/trades?limit=1')).value() as Record<string, string>[];
    const book = (await look('/products/BTC-USD/book')).value() as Book;
    assert.equal(ticker['trade_id'], trade?.['trade_id']);
    assert.equal(Number(ticker['price']), Number(trade?.['price']));
    assert.deepEqual([ticker['bid'], ticker['ask']], [book.bids[0]?.[0], book.asks[0]?.[0]]);
    const grown = Math.round((Number(ticker['volume']) - Number(before['volume'])) * 1e8);
    assert.equal(grown, 10_000);
    customer.clock.advance(25 * 3_600_000);
    assert.equal((await look('/products/BTC-USD/ticker')).json()['volume'], '0.00000000');
  });

  it('gives public trades the maker’s side', async () => {
    await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.0001' });
    const [trade] = (await look('/products/BTC-USD/trades')).value() as Record<string, unknown>[];
    assert.equal(trade?.['side'], 'sell', 'an up-tick: the maker sold');
    assert.match(String(trade?.['size']), /^0\.0001\d{4}$/);
  });

  it('lists balances that add up, zero ones included, and one by one', async () => {
    await customer.place(RESTING);
    const accounts = (await get('/accounts')).value() as Account[];
    const dollars = accounts.find(({ currency }) => currency === 'USD');
    assert.deepEqual(
      [dollars?.balance, dollars?.hold, dollars?.available],
      ['10000.0000000000000000', '10.0600000000000000', '9989.94'],
      'a limit buy holds price x size and the taker fee',
    );
    assert.equal(accounts.find(({ currency }) => currency === 'DOGE')?.available, '0');
    for (const account of accounts) {
      assert.deepEqual((await get(`/accounts/${account.id}`)).json(), account);
    }
    const noDashes = dollars?.id.replaceAll('-', '') ?? '';
    assert.deepEqual((await get(`/accounts/${noDashes}`)).json(), dollars);
    assert.equal((await get('/accounts/USD')).status, 404);
  });

  it('starts with the balances and fees it was given', async () => {
    const other = await openCustomer({
      balance: { USD: '5', XYZ: '0.5' },
      makerFee: '0',
      takerFee: '0.00025',
    });
    try {
      const balances = other.sandbox.ledger().balances.filter(({ balance }) => balance !== '0');
      assert.deepEqual(
        balances.map(({ currency, available }) => [currency, available]),
        [
          ['USD', '5'],
          ['XYZ', '0.5'],
        ],
      );
      assert.deepEqual((await other.send('GET', '/fees')).json(), {
        maker_fee_rate: '0.0000',
        taker_fee_rate: '0.00025',
        usd_volume: '0.00',
      });
    } finally {
      await other.sandbox.close();
    }
  });

  it('tells its fee rates and the dollars traded so far', async () => {
    const id = await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '100' });
    const order = (await get(`/orders/${id}`)).value() as { executed_value: string };
    assert.deepEqual((await get('/fees')).json(), {
      maker_fee_rate: '0.0040',
      taker_fee_rate: '0.0060',
      usd_volume: order.executed_value.slice(0, 5),
    });
  });

  it('proves a key', async () => {
    assert.match((await get('/users/self/verify')).text, /^\{"id":"[0-9a-f]{24}"\}$/);
  });

  it('says "not simulated" to anything else, signed or not, and names another API’s path', async () => {
    for (const path of [
      '/accounts/x/transfers',
      '/conversions',
      '/',
      '/orders/',
      '/Products',
      '//accounts',
    ]) {
      for (const unsigned of [true, false]) {
        const answer = await customer.send('GET', path, { unsigned });
        assert.equal(answer.status, 404, path);
        assert.match((answer.value() as { message: string }).message, /is not simulated/);
      }
    }
    assert.match((await look('/api/v3/brokerage/orders')).text, /is not simulated/);
    assert.match((await look('/v2/accounts')).text, /Coinbase App/);
    assert.equal((await customer.send('POST', '/accounts', { body: {} })).status, 404);
  });

  it('carries the exchange’s cache and CORS headers', async () => {
    const book = await look('/products/BTC-USD/book');
    assert.equal(book.headers['cache-control'], 'public, max-age=1, must-revalidate');
    for (const answer of [book, await get('/accounts'), await look('/accounts'), await look('/nowhere')]) {
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.equal(answer.headers['access-control-expose-headers'], 'cb-before, cb-after, cb-gdpr');
      if (answer !== book) assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });

  it('answers HEAD as GET without a body', async () => {
    const [head, whole] = [await customer.send('HEAD', '/products'), await get('/products')];
    assert.deepEqual([head.status, head.text], [200, '']);
    assert.equal(head.headers['content-length'], whole.headers['content-length']);
    assert.equal((await customer.send('HEAD', '/accounts')).status, 200, 'signed with its own method');
  });
});
