import assert from 'node:assert/strict';
import { aroundEach, codeOf, factsOf, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, limitForm, listNode, placeNode } from './forms';
import { canaryCredentials } from './canary';
import { sendJson, startCountingServer, type Arrived, type CountingServer } from './counting-server';

const id = 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2';
const product = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  min_market_funds: '1',
  status: 'online',
};

const stopForm = {
  ...limitForm,
  side: 'sell',
  orderType: 'stop-limit',
  amount: '0.01',
  price: '890.001',
  stopPrice: '900.005',
} as const;

/** What goes onto the wire, against a stand-in that takes every order and shows it waiting. */
describe('coinbase-place-order with stops, lives and self-trade prevention', () => {
  let server: CountingServer;
  aroundEach();
  beforeEach(async () => {
    let taken: Record<string, unknown> = {};
    server = await startCountingServer(({ method, path, body }, response) => {
      if (path === '/products') return sendJson(response, 200, [product]);
      if (path === '/time') return sendJson(response, 200, { epoch: Date.now() / 1000 });
      if (method === 'POST') {
        taken = {
          ...(JSON.parse(body) as Message),
          id,
          status: 'pending',
          created_at: '2026-01-02T03:04:05Z',
        };
        return sendJson(response, 200, { ...taken, expire_time: '2026-01-02T04:04:05Z' });
      }
      const waits = { ...taken, status: 'active' };
      sendJson(response, 200, path.startsWith('/orders?') ? [waits] : waits);
    });
  });
  afterEach(() => server.close());

  const load = (...nodes: Message[]): Promise<Bench> =>
    loadBench([accountNode({ environment: 'exchange-sandbox', origin: server.origin }), ...nodes], {
      acc: canaryCredentials(),
    });
  const posted = (): Message[] =>
    server.arrived
      .filter(({ method, path }: Arrived) => method === 'POST' && path === '/orders')
      .map(({ body }) => JSON.parse(body) as Message);

  it('sends a stop loss for a sell, rounded up, and shows it waiting', async () => {
    const bench = await load(placeNode({ ...stopForm, waitFor: 'done', waitSeconds: '0.3' }));
    const msg = await bench.ask('n-place', {});
    const { client_oid, ...body } = posted()[0] ?? {};
    assert.equal(client_oid, factsOf(msg).client_oid);
    assert.deepEqual(body, {
      product_id: 'BTC-USD',
      side: 'sell',
      type: 'limit',
      size: '0.01',
      price: '890.01',
      time_in_force: 'GTC',
      stop: 'loss',
      stop_price: '900.01',
      stp: 'dc',
    });
    const order = msg.payload as Message;
    assert.deepEqual([order.status, order.stop, order.stop_price], ['active', 'loss', '900.01']);
    assert.equal(factsOf(msg).outcome, 'open');
    assert.deepEqual(
      (factsOf(msg).rounding as Message[]).map(({ field, sent }) => [field, sent]),
      [
        ['price', '890.01'],
        ['stop_price', '900.01'],
      ],
    );
    const [line] = bench.logs().filter((text) => text.startsWith('paper: order'));
    assert.equal(
      line,
      'paper: order to sell 0.01 BTC at 890.01 USD once the price is at or below 900.01 USD (open)',
    );
  });

  it('sends a bracket, every price rounded, and says both of its prices in the log', async () => {
    const bracket = { orderType: 'bracket', price: '950.001', stopLimitPrice: '880', waitFor: 'accepted' };
    const bench = await load(placeNode({ ...stopForm, ...bracket }));
    const msg = await bench.ask('n-place', {});
    const { price, stop, stop_price, stop_limit_price } = posted()[0] ?? {};
    assert.deepEqual([price, stop, stop_price, stop_limit_price], ['950.01', 'loss', '900.01', '880']);
    assert.equal((msg.payload as Message).stop_limit_price, '880');
    assert.match(
      bench.logs().find((text) => text.startsWith('paper: order')) ?? '',
      /at 950.01 USD, or at 880 USD instead, once the price is at or below 900.01 USD/,
    );
  });

  it('sends the profile of a whole order', async () => {
    const profile_id = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
    const bench = await load(placeNode({ source: 'payload', waitFor: 'accepted' }));
    const payload = { product_id: 'BTC-USD', side: 'buy', size: '0.01', price: '900', profile_id };
    assert.equal(codeOf(await bench.ask('n-place', { payload })), undefined);
    assert.equal(posted()[0]?.profile_id, profile_id);
  });

  it('sends a stop entry for a buy that a message decides on', async () => {
    const bench = await load(
      placeNode({
        ...stopForm,
        orderType: 'kind',
        orderTypeType: 'msg',
        side: 'side',
        sideType: 'msg',
        stopPrice: 'payload',
        stopPriceType: 'msg',
        price: '1000',
      }),
    );
    const msg = await bench.ask('n-place', { kind: 'stop-limit', side: 'buy', payload: '990' });
    assert.equal(codeOf(msg), undefined);
    assert.deepEqual(
      [posted()[0]?.stop, posted()[0]?.stop_price, posted()[0]?.price],
      ['entry', '990', '1000'],
    );
  });

  it('sends the life of a GTT order and reads when it ends', async () => {
    const form = { ...limitForm, timeInForce: 'GTT', cancelAfter: 'hour', postOnly: true, stp: 'co' };
    const bench = await load(placeNode(form));
    const order = (await bench.ask('n-place', {})).payload as Message;
    const { time_in_force, cancel_after, post_only, stp } = posted()[0] ?? {};
    assert.deepEqual([time_in_force, cancel_after, post_only, stp], ['GTT', 'hour', true, 'co']);
    assert.equal(order.expire_time, '2026-01-02T04:04:05Z');
  });

  it('leaves out what the chosen type does not have, and what an older form never had', async () => {
    const bench = await load(
      placeNode({ ...stopForm, orderType: 'market', timeInForce: 'GTT', postOnly: true }),
      placeNode({ id: 'n-limit', ...stopForm, orderType: 'limit', price: '900', cancelAfter: 'day' }),
      placeNode({ id: 'n-old', ...limitForm, stp: undefined, cancelAfter: undefined, stopPrice: undefined }),
    );
    for (const node of ['n-place', 'n-limit', 'n-old'])
      assert.equal(codeOf(await bench.ask(node, {})), undefined, node);
    assert.deepEqual(
      posted().map((body) => Object.keys(body).filter((name) => /stop|cancel|post|stp/.test(name))),
      [['stp'], ['stp'], []],
    );
  });

  const refused: readonly [string, string, Message][] = [
    ['stop_price', 'no stop price', { stopPrice: '' }],
    ['price', 'a limit price above the stop of a sell', { price: '900.01' }],
    ['price', 'a limit price below the stop of a buy', { side: 'buy' }],
    ['post_only', 'post-only', { postOnly: true }],
    ['cancel_after', 'a life that there is not', { timeInForce: 'GTT', cancelAfter: 'week' }],
    ['stp', 'a self-trade prevention that there is not', { stp: 'xx' }],
    ['stop_limit_price', 'no price after its stop', { orderType: 'bracket', price: '950' }],
    [
      'stop_limit_price',
      'that price above its stop',
      { orderType: 'bracket', price: '950', stopLimitPrice: '901' },
    ],
    ['price', 'no profit', { orderType: 'bracket', price: '900', stopLimitPrice: '800' }],
    ['type', 'a type that there is not', { orderType: 'stop' }],
  ];
  for (const [field, what, form] of refused)
    it(`refuses a stop order with ${what}, naming ${field}, before anything is sent`, async () => {
      const bench = await load(placeNode({ ...stopForm, ...form }));
      const msg = await bench.ask('n-place', {});
      assert.equal(codeOf(msg), 'ORDER_INVALID');
      assert.equal(factsOf(msg).error?.field, field);
      assert.equal(factsOf(msg).error?.sent, false);
      assert.deepEqual(server.arrived, []);
    });

  it('lists waiting stops alone when the form says so', async () => {
    const bench = await load(placeNode(stopForm), listNode({ orderStatus: 'active' }));
    await bench.ask('n-place', {});
    const msg = await bench.ask('n-list', {});
    assert.deepEqual(
      (msg.payload as Message[]).map(({ status }) => status),
      ['active'],
    );
    const listing = server.arrived.find(({ path }) => path.startsWith('/orders?'));
    assert.deepEqual(new URL(listing?.path ?? '', server.origin).searchParams.getAll('status'), ['active']);
  });
});
