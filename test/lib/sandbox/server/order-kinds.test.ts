import assert from 'node:assert/strict';
import { type Customer, openCustomer, RESTING } from './customer';

describe('sandbox orders: stops, lifetimes, self-trade prevention, modes', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  beforeEach(() => customer.sandbox.reset());
  after(() => customer.sandbox.close());

  const read = async (id: string) => (await customer.send('GET', `/orders/${id}`)).json();

  async function message(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<string> {
    const answer = await customer.send(method, path, { body });
    assert.equal(answer.status, 400, answer.text);
    return String(answer.json()['message']);
  }

  it('takes a stop as pending, lets it wait as active with its funds held, and lists it as open work', async () => {
    const stop = { ...RESTING, price: '200000.00', stop: 'entry', stop_price: '190000.00' };
    const answer = (await customer.send('POST', '/orders', { body: stop })).json();
    assert.deepEqual(
      [answer['status'], answer['stop'], answer['stop_price'], answer['settled']],
      ['pending', 'entry', '190000', false],
    );
    const order = await read(String(answer['id']));
    assert.deepEqual(
      [order['status'], order['stop'], order['stop_price'], order['settled']],
      ['active', 'entry', '190000.00000000', false],
    );
    const list = async (query: string) =>
      ((await customer.send('GET', `/orders${query}`)).value() as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(await list(''), [answer['id']]);
    assert.deepEqual(await list('?status=active'), [answer['id']]);
    assert.deepEqual(await list('?status=open'), []);
    assert.deepEqual(await list('?status=all'), [answer['id']]);
    assert.equal(customer.sandbox.ledger().balances.find(({ currency }) => currency === 'USD')?.hold, '2012');
    await customer.send('DELETE', `/orders/${String(answer['id'])}`);
    assert.equal((await customer.send('GET', `/orders/${String(answer['id'])}`)).status, 404);
  });

  it("lets a bracket rest, for the key's own profile, and reprices it when the market reaches its stop", async () => {
    const [{ id: profile_id }] = (await customer.send('GET', '/profiles')).value() as [{ id: string }];
    const last = Number((await customer.send('GET', '/products/BTC-USD/ticker')).json()['price']);
    const [price, stop_price, stop_limit_price] = [2, 0.9999, 0.5].map((part) => (last * part).toFixed(2));
    const bracket = {
      product_id: 'BTC-USD',
      side: 'sell',
      size: '0.01',
      price,
      stop_price,
      stop_limit_price,
    };
    const id = await customer.place({ ...bracket, stop: 'loss', profile_id });
    const resting = await read(id);
    assert.deepEqual(
      [
        resting['status'],
        Number(resting['price']),
        Number(resting['stop_limit_price']),
        resting['profile_id'],
      ],
      ['open', Number(price), Number(stop_limit_price), profile_id],
    );
    for (let moves = 0; moves < 2_000 && (await read(id))['status'] === 'open'; moves += 1)
      customer.sandbox.moveMarket();
    const done = await read(id);
    assert.deepEqual(
      [done['done_reason'], Number(done['price'])],
      ['filled', Number(stop_limit_price)],
      'repriced, and filled by what the book offered',
    );
    assert.ok(Number(done['executed_value']) > 0.01 * last * 0.9);
  });

  it('brings a stop to the market as a limit order when the last trade meets it', async () => {
    const [tick] = [(await customer.send('GET', '/products/BTC-USD/ticker')).json()];
    const last = Number(tick['price']);
    const stop = {
      product_id: 'BTC-USD',
      side: 'sell',
      size: '0.01',
      price: (last / 2).toFixed(2),
      stop: 'loss',
      stop_price: (last * 1.01).toFixed(2),
    };
    const order = await read(await customer.place(stop));
    assert.deepEqual(
      [order['status'], order['done_reason'], order['filled_size']],
      ['done', 'filled', '0.01000000'],
    );
  });

  it('tells when a GTT order expires and cancels it at that moment, before the next order', async () => {
    const body = { ...RESTING, time_in_force: 'GTT', cancel_after: 'min', size: '9' };
    const answer = (await customer.send('POST', '/orders', { body })).json();
    assert.deepEqual(
      [answer['time_in_force'], answer['expire_time']],
      ['GTT', '2026-01-02T03:05:05.000000Z'],
    );
    customer.clock.advance(59_999);
    assert.equal((await read(String(answer['id'])))['status'], 'open');
    assert.equal(await message('POST', '/orders', { ...RESTING, size: '9' }), 'Insufficient funds');
    customer.clock.advance(1);
    await customer.place({ ...RESTING, size: '9' });
    assert.equal((await customer.send('GET', `/orders/${String(answer['id'])}`)).status, 404);
  });

  it('shows a GTT order gone after its time although no order came', async () => {
    const id = await customer.place({ ...RESTING, time_in_force: 'GTT', cancel_after: 'hour' });
    customer.clock.advance(3_600_000);
    assert.equal((await customer.send('GET', `/orders/${id}`)).status, 404);
    assert.equal((await customer.send('GET', '/orders')).text, '[]');
  });

  it('echoes and applies the taker’s self-trade prevention', async () => {
    const own = { product_id: 'BTC-USD', size: '0.01', price: '94000.00' };
    const rests = await customer.place({ ...own, side: 'sell', price: '390000.00' });
    const answer = await customer.send('POST', '/orders', {
      body: { ...own, side: 'buy', price: '380000.00', stp: 'cn', time_in_force: 'IOC', size: '0.001' },
    });
    assert.equal(answer.json()['stp'], 'cn');
    assert.equal((await read(rests))['status'], 'open');
  });

  it('turns the funds of a limit order into the size they buy at its price, fee included', async () => {
    const body = { product_id: 'BTC-USD', side: 'buy', price: '1000.00', funds: '100.60' };
    const answer = (await customer.send('POST', '/orders', { body })).json();
    assert.deepEqual([answer['size'], answer['funds'], answer['specified_funds']], ['0.1', '100', '100.6']);
    const usd = customer.sandbox.ledger().balances.find(({ currency }) => currency === 'USD');
    assert.equal(usd?.hold, '100.6');
  });

  const modes = [
    ['post_only', RESTING, 'Post only mode'],
    ['limit_only', { product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.01' }, 'Limit only mode'],
    ['cancel_only', RESTING, 'Cancel only mode'],
    ['trading_disabled', RESTING, 'Trading is disabled'],
  ] as const;
  for (const [mode, order, text] of modes) {
    it(`says ${mode} at the product and refuses with “${text}”`, async () => {
      customer.sandbox.setMode('BTC-USD', mode);
      const product = (await customer.send('GET', '/products/BTC-USD')).json();
      const flags = ['post_only', 'limit_only', 'cancel_only', 'trading_disabled'];
      assert.deepEqual(
        flags.filter((flag) => product[flag] === true),
        [mode],
      );
      assert.equal(await message('POST', '/orders', order), text);
      await customer.place({ ...RESTING, product_id: 'ETH-USD' });
      customer.sandbox.reset();
      await customer.place(order);
    });
  }

  it('cancels in cancel_only, and not in trading_disabled', async () => {
    const [one, two] = [await customer.place(RESTING), await customer.place(RESTING)];
    customer.sandbox.setMode('BTC-USD', 'cancel_only');
    assert.equal((await customer.send('DELETE', `/orders/${one}`)).status, 200);
    customer.sandbox.setMode('BTC-USD', 'trading_disabled');
    assert.equal(await message('DELETE', `/orders/${two}`), 'Trading is disabled');
    assert.equal((await customer.send('DELETE', '/orders')).text, '[]');
    assert.equal((await read(two))['status'], 'open');
  });

  it('protects a market order from a price more than 3 % away', async () => {
    await customer.sandbox.close();
    customer = await openCustomer({ balance: { USD: '1000000000000' } });
    const id = await customer.place({
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'market',
      funds: '900000000',
    });
    const order = await read(id);
    assert.deepEqual([order['status'], order['done_reason']], ['done', 'canceled']);
    const prices = customer.sandbox.ledger().fills.map(({ price }) => Number(price));
    assert.ok(Math.max(...prices) <= Math.min(...prices) * 1.03, 'within the bound of the best price');
    assert.ok(prices.length > 10, 'and filled up to it');
  });
});
