import assert from 'node:assert/strict';
import { type Customer, openCustomer, RESTING } from './customer';

const OID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
const NOBODYS = '00000000-0000-4000-8000-000000000000';

describe('sandbox orders: reading and canceling', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  beforeEach(() => customer.sandbox.reset());
  after(() => customer.sandbox.close());

  async function message(method: 'GET' | 'DELETE', path: string): Promise<[number, unknown]> {
    const answer = await customer.send(method, path);
    return [answer.status, answer.json()['message']];
  }

  it('shows an open order padded, by id, by id without dashes and by client id', async () => {
    const id = await customer.place({ ...RESTING, client_oid: OID });
    const names = [id, id.replaceAll('-', ''), id.toUpperCase(), `client:${OID}`, `client%3A${OID}`];
    for (const name of names) {
      const { profile_id: profile, ...order } = (await customer.send('GET', `/orders/${name}`)).json();
      assert.match(String(profile), /^[0-9a-f-]{36}$/);
      assert.deepEqual(order, {
        id,
        price: '1000.00000000',
        size: '0.01000000',
        client_oid: OID,
        product_id: 'BTC-USD',
        side: 'buy',
        type: 'limit',
        time_in_force: 'GTC',
        post_only: false,
        created_at: '2026-01-02T03:04:05.000000Z',
        fill_fees: '0.0000000000000000',
        filled_size: '0.00000000',
        executed_value: '0.0000000000000000',
        market_type: 'spot',
        status: 'open',
        settled: false,
      });
    }
  });

  it('shows a filled order done, with exact figures that its fills add up to', async () => {
    const id = await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '1000' });
    const order = (await customer.send('GET', `/orders/${id}`)).value() as Record<string, string>;
    assert.deepEqual([order['status'], order['done_reason'], order['settled']], ['done', 'filled', true]);
    assert.match(order['funds'] ?? '', /^994\.\d{16}$/);
    assert.equal(order['specified_funds'], '1000.0000000000000000');
    assert.match(order['executed_value'] ?? '', /^99[34]\.\d{16}$/);
    const fills = (await customer.send('GET', `/fills?order_id=${id}`)).value() as Record<string, string>[];
    const units = (text = ''): bigint => BigInt(text.replace('.', ''));
    const sum = (name: string): bigint => fills.reduce((total, fill) => total + units(fill[name]), 0n);
    assert.equal(sum('size'), units(order['filled_size']), 'sizes of the fills');
    assert.equal(sum('fee'), units(order['fill_fees']), 'fees of the fills');
    assert.deepEqual([...new Set(fills.map((fill) => fill['liquidity']))], ['T']);
  });

  it('forgets an order that was canceled without a fill', async () => {
    const id = await customer.place({ ...RESTING, client_oid: OID });
    const canceled = await customer.send('DELETE', `/orders/${id}`);
    assert.deepEqual([canceled.status, canceled.value() as string], [200, id]);
    assert.deepEqual(await message('GET', `/orders/${id}`), [404, 'NotFound']);
    assert.deepEqual(await message('GET', `/orders/client:${OID}`), [404, 'NotFound']);
    assert.deepEqual(await message('DELETE', `/orders/${id}`), [404, 'order not found']);
    assert.deepEqual((await customer.send('GET', '/orders?status=all')).json(), []);
  });

  it('keeps an order that was canceled with a fill', async () => {
    const body = { ...RESTING, price: '200000.00', size: '0.02', time_in_force: 'IOC' };
    const { bids, asks } = (await customer.send('GET', '/products/DOGE-USD/book')).value() as {
      bids: string[][];
      asks: string[][];
    };
    assert.ok(bids.length === 1 && asks.length === 1);
    const price = asks[0]?.[0] ?? '';
    const most = Number(asks[0]?.[1]);
    const size = String(Math.floor(most) + 1000);
    const id = await customer.place({ ...body, product_id: 'DOGE-USD', price, size });
    const order = (await customer.send('GET', `/orders/${id}`)).value() as Record<string, string>;
    assert.deepEqual([order['status'], order['done_reason']], ['done', 'canceled']);
    assert.equal(Number(order['filled_size']), most);
    assert.deepEqual(await message('DELETE', `/orders/${id}`), [400, 'Order already done']);
  });

  it('answers a cancel with the name it was canceled by', async () => {
    await customer.place({ ...RESTING, client_oid: OID });
    const answer = await customer.send('DELETE', `/orders/client:${OID}?product_id=BTC-USD`);
    assert.deepEqual([answer.status, answer.text], [200, JSON.stringify(OID)]);
  });

  it('does not cancel an order under another product', async () => {
    const id = await customer.place(RESTING);
    assert.deepEqual(await message('DELETE', `/orders/${id}?product_id=ETH-USD`), [404, 'order not found']);
    assert.equal((await customer.send('GET', `/orders/${id}`)).json()['status'], 'open');
  });

  it('tells a wrong id, a wrong namespace and an unknown order apart', async () => {
    for (const method of ['GET', 'DELETE'] as const) {
      assert.deepEqual(await message(method, '/orders/12345'), [400, 'Invalid order id']);
      assert.deepEqual(await message(method, '/orders/client:12345'), [400, 'Invalid order id']);
      assert.deepEqual(await message(method, `/orders/user:${NOBODYS}`), [400, 'Invalid id namespace']);
    }
    assert.deepEqual(await message('GET', `/orders/${NOBODYS}`), [404, 'NotFound']);
    assert.deepEqual(await message('DELETE', `/orders/${NOBODYS}`), [404, 'order not found']);
    assert.deepEqual(await message('DELETE', `/orders/client:${NOBODYS}`), [404, 'order not found']);
  });

  it('cancels every open order, or those of a product in any case', async () => {
    const bitcoin = await customer.place(RESTING);
    const ether = await customer.place({ ...RESTING, product_id: 'ETH-USD', price: '100.00', size: '1' });
    const some = await customer.send('DELETE', '/orders?product_id=eTh-UsD');
    assert.deepEqual(some.json(), [ether]);
    const second = await customer.place(RESTING);
    const all = (await customer.send('DELETE', '/orders')).value() as string[];
    assert.deepEqual(all.toSorted(), [bitcoin, second].toSorted());
    assert.equal((await customer.send('DELETE', '/orders')).text, '[]');
    const held = customer.sandbox.ledger().balances.filter(({ hold }) => hold !== '0');
    assert.deepEqual(held, [], 'every hold is released');
  });

  it('refuses to cancel all of an unknown product, or by a parameter that it does not know', async () => {
    await customer.place(RESTING);
    assert.deepEqual(await message('DELETE', '/orders?product_id=FOO-BAR'), [404, 'Product not found']);
    const [status, text] = await message('DELETE', '/orders?Product_id=ETH-USD');
    assert.equal(status, 400);
    assert.match(String(text), /Bad Request.*Product_id/);
    assert.equal(customer.sandbox.ledger().orders.length, 1, 'nothing was canceled by mistake');
  });
});
