import assert from 'node:assert/strict';
import { type Answer, type Customer, openCustomer, RESTING } from './customer';

interface Row {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
  readonly trade_id: number;
}

describe('sandbox lists', () => {
  let customer: Customer;
  /** Ids of ten open orders, oldest first; all but the last two within one instant of the clock. */
  let placed: string[];

  before(async () => {
    customer = await openCustomer();
  });
  beforeEach(async () => {
    customer.sandbox.reset();
    placed = [];
    for (let index = 0; index < 10; index += 1) {
      if (index >= 8) customer.clock.advance(60_000);
      placed.push(await customer.place({ ...RESTING, price: `${1000 + ((index * 7) % 10)}.00` }));
    }
  });
  after(() => customer.sandbox.close());

  const get = (path: string): Promise<Answer> => customer.send('GET', path);

  async function ids(path: string): Promise<string[]> {
    const answer = await get(path);
    assert.equal(answer.status, 200, answer.text);
    return (answer.value() as Row[]).map(({ id }) => id);
  }

  /** Follows CB-AFTER to the end. */
  async function allPages(path: string): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; ;) {
      const answer = await get(`${path}${cursor === '' ? '' : `&after=${encodeURIComponent(cursor)}`}`);
      const page = answer.value() as Row[];
      seen.push(...page.map((row) => row.id ?? String(row.trade_id)));
      const next = answer.headers['cb-after'];
      if (page.length === 0) {
        assert.equal(next, undefined, 'an empty page has no cursor');
        return seen;
      }
      assert.equal(typeof next, 'string', 'a page with rows has a cursor');
      cursor = String(next);
    }
  }

  it('lists what is open, newest first, when no status is asked for', async () => {
    const [first] = placed;
    await customer.send('DELETE', `/orders/${first}`);
    await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '10' });
    assert.deepEqual(await ids('/orders'), placed.slice(1).toReversed());
    assert.deepEqual(await ids('/orders?status=open'), placed.slice(1).toReversed());
    assert.deepEqual(await ids('/orders?status=pending&status=active'), []);
  });

  it('takes the status repeated, and all', async () => {
    const bought = await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '10' });
    assert.deepEqual(await ids('/orders?status=done'), [bought]);
    assert.deepEqual(await ids('/orders?status=open&status=done'), [bought, ...placed.toReversed()]);
    assert.deepEqual(await ids('/orders?status=all'), [bought, ...placed.toReversed()]);
    assert.equal((await get('/orders?status=opne')).status, 400, 'a misspelt status is not an empty list');
  });

  it('pages through orders of one instant without losing or doubling one', async () => {
    for (const limit of [1, 3, 10, 100]) {
      assert.deepEqual(await allPages(`/orders?limit=${limit}`), placed.toReversed(), `limit ${limit}`);
    }
    assert.deepEqual(await allPages('/orders?limit=3&sorting=asc'), placed);
  });

  it('pages back towards the newest with before', async () => {
    const page = await get('/orders?limit=2');
    const older = await get(`/orders?limit=2&after=${String(page.headers['cb-after'])}`);
    const back = await get(`/orders?limit=2&before=${String(older.headers['cb-before'])}`);
    assert.equal(back.text, page.text);
  });

  it('sorts by what the exchange lists, both ways, in pages', async () => {
    const byPrice = async (path: string): Promise<string[]> =>
      ((await get(path)).value() as { price: string }[]).map(({ price }) => price);
    const rising = await byPrice('/orders?sortedBy=price&sorting=asc');
    assert.deepEqual(rising, rising.toSorted());
    assert.deepEqual(await byPrice('/orders?sortedBy=price'), rising.toReversed());
    const paged = await allPages('/orders?sortedBy=price&sorting=asc&limit=3');
    assert.deepEqual(paged, await ids('/orders?sortedBy=price&sorting=asc'));
    for (const wrong of ['sortedBy=__proto__', 'sortedBy=toString', 'sorting=up']) {
      assert.equal((await get(`/orders?${wrong}`)).status, 400, wrong);
    }
  });

  it('keeps to start_date and end_date, both inclusive', async () => {
    const rows = (await get('/orders?sorting=asc')).value() as Row[];
    const [second, ninth] = [rows[1]?.created_at ?? '', rows[8]?.created_at ?? ''];
    assert.deepEqual(
      (await ids(`/orders?start_date=${second}&end_date=${ninth}`)).toReversed(),
      placed.slice(1, 9),
    );
    assert.equal((await ids('/orders?start_date=2026-01-02&end_date=2026-01-02')).length, 10, 'a whole day');
    assert.deepEqual(await ids('/orders?end_date=2026-01-01'), []);
    assert.equal((await get('/orders?start_date=yesterday')).status, 400);
  });

  it('filters by product and says when there is no such product', async () => {
    const ether = await customer.place({ ...RESTING, product_id: 'ETH-USD', price: '100.00', size: '1' });
    assert.deepEqual(await ids('/orders?product_id=ETH-USD'), [ether]);
    assert.equal((await get('/orders?product_id=FOO-BAR')).status, 404);
  });

  it('refuses cursors and limits that it cannot read', async () => {
    for (const query of ['after=x', 'before=12', 'limit=0', 'limit=-1', 'limit=x']) {
      assert.equal((await get(`/orders?${query}`)).status, 400, query);
    }
    for (const query of ['after=x', 'before=2026-01-01T00:00:00Z', 'limit=1.5']) {
      const answer = await get(`/products/BTC-USD/trades?${query}`);
      assert.deepEqual([answer.status, answer.json()['message']], [400, 'invalid positive integer value']);
    }
  });

  it('lists fills of an order or a product by descending trade id, in pages', async () => {
    const sold = await customer.place({ product_id: 'BTC-USD', side: 'sell', type: 'market', size: '0.5' });
    await customer.place({ product_id: 'ETH-USD', side: 'buy', type: 'market', funds: '100' });
    const fills = (await get('/fills?product_id=BTC-USD')).value() as Row[];
    assert.ok(fills.length > 3, 'half a bitcoin takes several levels');
    const trades = fills.map((row) => row.trade_id);
    assert.deepEqual(
      trades,
      trades.toSorted((a, b) => b - a),
    );
    assert.deepEqual((await get(`/fills?order_id=${sold}`)).json(), fills);
    assert.deepEqual(await allPages('/fills?product_id=BTC-USD&limit=2'), trades.map(String));
    const { message } = (await get('/fills')).value() as { message: string };
    assert.match(message, /order_id or product_id/);
    assert.equal((await get('/fills?order_id=7')).status, 400);
  });

  it('prints a fill as the exchange does', async () => {
    const id = await customer.place({ product_id: 'BTC-USD', side: 'sell', type: 'market', size: '0.001' });
    const [fill] = (await get(`/fills?order_id=${id}`)).value() as Record<string, unknown>[];
    assert.match(String(fill?.['price']), /^\d+\.\d{8}$/);
    assert.match(String(fill?.['size']), /^0\.001\d{5}$/);
    assert.match(String(fill?.['fee']), /^\d+\.\d{16}$/);
    assert.equal(typeof fill?.['trade_id'], 'number');
    assert.deepEqual([fill?.['side'], fill?.['liquidity'], fill?.['settled']], ['sell', 'T', true]);
  });
});
