import assert from 'node:assert/strict';
import { openTrader, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

describe('lists at the Advanced Trade face', () => {
  let trader: Trader;

  beforeEach(async () => {
    trader = await openTrader();
  });
  afterEach(() => trader.close());

  async function ids(query: string): Promise<unknown[]> {
    const { orders } = (await trader.get(`/orders/historical/batch?${query}`)) as { orders: Json[] };
    return orders.map((order) => order['order_id']);
  }

  const limited = (limit_price: string, more: Json = {}): Json => ({
    ...RESTING,
    order_configuration: { limit_limit_gtc: { base_size: '0.01', limit_price } },
    ...more,
  });

  it('filter orders by everything that matters, newest first, canceled ones too', async () => {
    const { clock } = trader.customer;
    const open = await trader.place(limited('1000'));
    clock.advance(60_000);
    const canceled = await trader.place(limited('1100'));
    await trader.post('/orders/batch_cancel', { order_ids: [canceled] });
    clock.advance(60_000);
    const sold = await trader.place({
      ...RESTING,
      side: 'SELL',
      order_configuration: { market_market_ioc: { base_size: '0.1' } },
    });
    const ether = await trader.place(limited('100', { product_id: 'ETH-USD' }));
    const all = [ether, sold, canceled, open];
    const table: [string, unknown[]][] = [
      ['', all],
      ['order_status=OPEN', [ether, open]],
      ['order_status=CANCELLED', [canceled]],
      ['order_status=FILLED&order_status=CANCELLED', [sold, canceled]],
      ['order_status=PENDING', []],
      ['product_ids=ETH-USD', [ether]],
      ['product_ids=ETH-USD&product_ids=BTC-USD', all],
      [`order_ids=${open}&order_ids=${canceled}`, [canceled, open]],
      ['order_side=SELL', [sold]],
      ['order_types=LIMIT', [ether, canceled, open]],
      ['order_types=MARKET&order_types=LIMIT', all],
      ['time_in_forces=IMMEDIATE_OR_CANCEL', [sold]],
      ['product_type=SPOT', all],
      ['product_type=FUTURE', []],
      ['asset_filters=ETH', [ether]],
      ['start_date=2026-01-02T03:05:06Z', [ether, sold, open]],
      ['end_date=2026-01-02T03:05:06Z', [ether, canceled, open]],
      ['sort_by=LIMIT_PRICE', [canceled, open, ether, sold]],
      ['sort_by=LAST_FILL_TIME', [sold, ether, canceled, open]],
    ];
    for (const [query, expected] of table) assert.deepEqual(await ids(query), expected, query);
  });

  it('page through orders without losing or doubling one, in every order', async () => {
    const placed: string[] = [];
    for (let number = 0; number < 7; number += 1)
      placed.push(await trader.place(limited(String(1000 + (number % 3)))));
    await trader.post('/orders/batch_cancel', { order_ids: placed.slice(2, 4) });
    for (const sort of ['', '&sort_by=LIMIT_PRICE']) {
      const seen: unknown[] = [];
      for (let cursor = '', more = true; more;) {
        const page = await trader.get(`/orders/historical/batch?limit=3&cursor=${cursor}${sort}`);
        seen.push(...(page['orders'] as Json[]).map((order) => order['order_id']));
        cursor = page['cursor'] as string;
        more = page['has_next'] as boolean;
        assert.equal(cursor !== '', more);
      }
      assert.equal(seen.length, placed.length);
      assert.deepEqual(new Set(seen), new Set(placed));
    }
  });

  it('page through fills, by order, product, trade and time', async () => {
    const { clock } = trader.customer;
    const placed: string[] = [];
    for (const product_id of ['BTC-USD', 'ETH-USD', 'BTC-USD']) {
      clock.advance(1000);
      const order_configuration = { market_market_ioc: { quote_size: '300' } };
      placed.push(await trader.place({ ...RESTING, product_id, order_configuration }));
    }
    const list = async (query: string): Promise<Json[]> =>
      (await trader.get(`/orders/historical/fills?${query}`))['fills'] as Json[];
    const whole = await list('');
    assert.ok(whole.length >= 3);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const page = await trader.get(`/orders/historical/fills?limit=1&cursor=${cursor}`);
      seen.push(...(page['fills'] as Json[]));
      cursor = page['cursor'] as string;
      assert.equal('has_next' in page, false);
    } while (cursor !== '');
    assert.deepEqual(seen, whole);
    assert.equal(new Set(whole.map((fill) => fill['entry_id'])).size, whole.length);
    const of = (name: string, value: unknown): Json[] => whole.filter((fill) => fill[name] === value);
    assert.deepEqual(await list('product_ids=ETH-USD'), of('product_id', 'ETH-USD'));
    assert.deepEqual(await list(`order_ids=${placed[0]}`), of('order_id', placed[0]));
    assert.ok((await list(`trade_ids=${String(whole[0]?.['trade_id'])}`)).length >= 1);
    assert.deepEqual(
      await list('start_sequence_timestamp=2026-01-02T03:04:07.5Z'),
      of('order_id', placed[2]),
    );
  });

  it('refuse what they do not know', async () => {
    for (const path of [
      '/orders/historical/batch?order_status=OPEN&order_status=FILLED',
      '/orders/historical/batch?order_status=CANCELED',
      '/orders/historical/batch?order_side=buy',
      '/orders/historical/batch?sort_by=PRICE',
      '/orders/historical/batch?limit=0',
      '/orders/historical/batch?start_date=yesterday',
      '/orders/historical/fills?sort_by=LIMIT_PRICE',
      '/orders/historical/fills?limit=many',
    ]) {
      const answer = await trader.send('GET', path);
      assert.equal(answer.status, 400, path);
      assert.equal(answer.json()['error'], 'INVALID_ARGUMENT', path);
    }
  });
});
