import assert from 'node:assert/strict';
import { openTrader, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

describe('accounts and markets at the Advanced Trade face', () => {
  let trader: Trader;

  before(async () => {
    trader = await openTrader({
      keys: [{ name: 'second', permissions: ['view', 'trade'], profile: 'second' }],
    });
  });
  beforeEach(() => trader.customer.sandbox.reset());
  after(() => trader.close());

  it('shows balances and holds, in pages and one by one', async () => {
    await trader.place(RESTING);
    const whole = (await trader.get('/accounts')) as { accounts: Json[]; has_next: boolean; size: number };
    assert.deepEqual([whole.has_next, whole.size], [false, whole.accounts.length]);
    const dollars = whole.accounts.find(({ currency }) => currency === 'USD') ?? {};
    assert.deepEqual(dollars['available_balance'], { value: '9989.94', currency: 'USD' });
    assert.deepEqual(dollars['hold'], { value: '10.06', currency: 'USD' });
    assert.deepEqual([dollars['type'], dollars['name']], ['ACCOUNT_TYPE_FIAT', 'USD Wallet']);
    const { account } = await trader.get(`/accounts/${String(dollars['uuid'])}`);
    assert.deepEqual(account, dollars);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const page = await trader.get(`/accounts?limit=2&cursor=${cursor}`);
      seen.push(...(page['accounts'] as Json[]));
      cursor = page['cursor'] as string;
    } while (cursor !== '');
    assert.deepEqual(seen, whole.accounts);
    assert.equal((await trader.send('GET', '/accounts/USD')).status, 404);
  });

  it("shows the key's permissions and portfolio, with its worth as numbers", async () => {
    const key = await trader.get('/key_permissions');
    const { portfolio_uuid: uuid, ...may } = key;
    assert.deepEqual(may, {
      can_view: true,
      can_trade: true,
      can_transfer: false,
      portfolio_type: 'DEFAULT',
    });
    const { portfolios } = (await trader.get('/portfolios')) as { portfolios: Json[] };
    assert.deepEqual(portfolios[0], { name: 'default', uuid, type: 'DEFAULT', deleted: false });
    assert.equal(portfolios.length, 2);
    const { breakdown } = (await trader.get(`/portfolios/${String(uuid)}`)) as { breakdown: Json };
    const positions = breakdown['spot_positions'] as Json[];
    const bitcoin = positions.find(({ asset }) => asset === 'BTC') ?? {};
    assert.equal(bitcoin['total_balance_crypto'], 1);
    assert.ok(Math.abs(Number(bitcoin['total_balance_fiat']) - 95_000) < 1000);
    const shares = positions.reduce((sum, one) => sum + (one['allocation'] as number), 0);
    assert.ok(Math.abs(shares - 1) < 1e-9, String(shares));
    assert.equal((await trader.send('GET', `/portfolios/${String(portfolios[1]?.['uuid'])}`)).status, 403);
    assert.equal((await trader.send('GET', '/portfolios/nonsense')).status, 404);
    const second = await trader.get('/key_permissions', { as: 'second', kind: 'ed25519' });
    assert.deepEqual(
      [second['portfolio_uuid'], second['portfolio_type']],
      [portfolios[1]?.['uuid'], 'CONSUMER'],
    );
  });

  it('sums up fees and volume as numbers', async () => {
    await trader.place({ ...RESTING, order_configuration: { market_market_ioc: { quote_size: '1000' } } });
    const summary = await trader.get('/transaction_summary');
    assert.ok(Math.abs((summary['total_volume'] as number) - 994.03) < 0.02);
    assert.ok(Math.abs((summary['total_fees'] as number) - 5.96) < 0.02);
    const { taker_fee_rate: taker, maker_fee_rate: maker } = summary['fee_tier'] as Json;
    assert.deepEqual([taker, maker], ['0.006', '0.004']);
  });

  it('tells the time in text', async () => {
    const { clock } = trader.customer;
    assert.deepEqual(await trader.get('/time', { unsigned: true }), {
      iso: new Date(clock.now()).toISOString(),
      epochSeconds: String(Math.floor(clock.now() / 1000)),
      epochMillis: String(clock.now()),
    });
  });

  it('lists products with and without a key, the same', async () => {
    const signed = await trader.get('/products');
    assert.deepEqual(await trader.get('/market/products', { unsigned: true }), signed);
    assert.equal(signed['num_products'], 8);
    const one = await trader.get('/products/BTC-USD');
    assert.deepEqual((signed['products'] as Json[])[0], one);
    const { base_increment: base, price_increment: price, quote_min_size: least, product_type: type } = one;
    assert.deepEqual([base, price, least, type], ['0.00000001', '0.01', '1', 'SPOT']);
    const some = await trader.get('/products?product_ids=ETH-USD&product_ids=SOL-USD');
    assert.deepEqual(
      (some['products'] as Json[]).map((product) => product['product_id']),
      ['ETH-USD', 'SOL-USD'],
    );
    assert.equal(((await trader.get('/products?limit=3&offset=6'))['products'] as Json[]).length, 2);
    assert.deepEqual((await trader.get('/products?product_type=FUTURE'))['products'], []);
    trader.customer.sandbox.setMode('BTC-USD', 'cancel_only');
    assert.equal((await trader.get('/products/BTC-USD'))['cancel_only'], true);
    assert.equal((await trader.send('GET', '/products/BTC-XYZ')).status, 404);
  });

  it('shows the book as the Exchange face does, and prices put together on demand', async () => {
    const { bids, asks } = (await trader.customer.send('GET', '/products/BTC-USD/book?level=2')).json() as {
      bids: string[][];
      asks: string[][];
    };
    const { pricebook } = (await trader.get('/product_book?product_id=BTC-USD')) as { pricebook: Json };
    const prices = (rows: unknown): number[] => (rows as Json[]).map(({ price }) => Number(price));
    assert.deepEqual(
      prices(pricebook['bids']),
      bids.map(([price]) => Number(price)),
    );
    assert.deepEqual(
      prices(pricebook['asks']),
      asks.map(([price]) => Number(price)),
    );
    const { pricebooks } = (await trader.get('/best_bid_ask?product_ids=BTC-USD')) as { pricebooks: Json[] };
    assert.deepEqual(prices(pricebooks[0]?.['bids']), [Number(bids[0]?.[0])]);
    const path = '/market/product_book?product_id=BTC-USD&limit=2&aggregation_price_increment=100';
    const together = (await trader.get(path, { unsigned: true }))['pricebook'] as Json;
    for (const price of [...prices(together['bids']), ...prices(together['asks'])])
      assert.equal(price % 100, 0);
    assert.equal(prices(together['bids']).length, 2);
    assert.ok((prices(together['bids'])[0] ?? 0) < (prices(together['asks'])[0] ?? 0));
    assert.equal((await trader.send('GET', '/product_book')).status, 404);
  });

  it('shows trades with the side of the maker, and candles of every length', async () => {
    const { clock, sandbox } = trader.customer;
    for (let number = 0; number < 5; number += 1) {
      await trader.place({ ...RESTING, order_configuration: { market_market_ioc: { quote_size: '100' } } });
      clock.advance(600_000);
      sandbox.moveMarket();
    }
    const { trades } = (await trader.get('/products/BTC-USD/ticker?limit=1000')) as { trades: Json[] };
    const exchange = (await trader.customer.send('GET', '/products/BTC-USD/trades')).value() as Json[];
    assert.deepEqual(
      trades.map(({ trade_id, side }) => [trade_id, side]),
      exchange.map(({ trade_id, side }) => [String(trade_id), String(side).toUpperCase()]),
    );
    assert.equal((await trader.send('GET', '/products/BTC-USD/ticker')).status, 400);
    const end = Math.floor(clock.now() / 1000);
    const range = `start=${end - 6000}&end=${end}`;
    const volumes: string[] = [];
    for (const name of [
      'ONE_MINUTE',
      'FIFTEEN_MINUTE',
      'THIRTY_MINUTE',
      'ONE_HOUR',
      'TWO_HOUR',
      'FOUR_HOUR',
    ]) {
      const query = `granularity=${name}&start=${end - 20_000}&end=${end}`;
      const { candles } = (await trader.get(`/products/BTC-USD/candles?${query}`)) as {
        candles: Record<string, string>[];
      };
      const starts = candles.map(({ start }) => Number(start));
      assert.deepEqual(
        starts,
        starts.toSorted((a, b) => b - a),
      );
      for (const { low, high, open, close } of candles) {
        assert.ok(Number(low) <= Math.min(Number(open), Number(close)));
        assert.ok(Number(high) >= Math.max(Number(open), Number(close)));
      }
      volumes.push(candles.reduce((sum, { volume }) => sum + Number(volume), 0).toFixed(8));
    }
    assert.equal(new Set(volumes).size, 1, volumes.join());
    for (const query of [
      `granularity=300&${range}`,
      range,
      'granularity=ONE_MINUTE',
      `granularity=ONE_MINUTE&start=${end - 351 * 60}&end=${end}`,
      `granularity=ONE_MINUTE&start=2026-01-01T00:00:00Z&end=${end}`,
    ]) {
      const answer = await trader.send('GET', `/products/BTC-USD/candles?${query}`);
      assert.deepEqual([answer.status, answer.json()['error']], [400, 'INVALID_ARGUMENT'], query);
    }
  });
});
