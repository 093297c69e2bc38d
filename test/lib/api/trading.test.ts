import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { Order } from '../../../nodes/lib/rules/orders';
import { json, startLoopback, testCredential, type Loopback, type Seen } from './loopback';

const id = 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2';
const oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
const wireOrder = {
  id,
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '0.01000000',
  price: '8000.00000000',
  time_in_force: 'GTC',
  post_only: false,
  created_at: '2026-01-02T03:04:05.006Z',
  status: 'open',
  settled: false,
  filled_size: '0.00000000',
  fill_fees: '0.0000000000000000',
  executed_value: '0.0000000000000000',
  stp: 'dc',
};

describe('trading on Exchange', () => {
  let server: Loopback;
  let connection: Connection;
  const routes = new Map<string, (seen: Seen, response: ServerResponse) => void>();
  const on = (route: string, answer: (seen: Seen, response: ServerResponse) => void): unknown =>
    routes.set(route, answer);
  before(async () => {
    server = await startLoopback((seen, response) => {
      const answer = routes.get(`${seen.method} ${seen.target.split('?')[0]}`);
      if (answer) answer(seen, response);
      else json(response, 404, { message: 'NotFound' });
    });
    connection = openConnection({
      origin: server.origin,
      credential: testCredential(),
      limiter: 'off',
      random: () => 0,
    });
  });
  beforeEach(() => {
    routes.clear();
    server.seen.length = 0;
  });
  after(async () => {
    await connection.release();
    await server.close();
  });
  const fails = async (promise: Promise<unknown>, code: string): Promise<void> => {
    let error: CoinbaseError | undefined;
    await promise.catch((thrown: CoinbaseError) => (error = thrown));
    assert.equal(error?.code, code);
  };

  it('reads the book, and refuses what Exchange has no way to say', async () => {
    on('GET /products/BTC-USD/book', ({ target }, response) => {
      assert.match(target, /\?level=2$/);
      json(response, 200, {
        bids: [['9.50', '1.0', 2]],
        asks: [['10', '0.10', 1]],
        time: 'then',
        sequence: 3,
      });
    });
    const { trading } = connection;
    assert.deepEqual(await trading.book('BTC-USD'), {
      bids: [{ price: '9.5', size: '1' }],
      asks: [{ price: '10', size: '0.1' }],
      time: 'then',
    });
    assert.deepEqual([trading.repeatable, trading.validMs], [false, 30_000]);
    const raw = {
      client_oid: oid,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'market',
      order_configuration: { market_market_ioc: { quote_size: '1' } },
    } as const;
    assert.throws(() => trading.check(raw), { code: 'ORDER_INVALID', message: /Coinbase Exchange/ });
  });

  it('reads an order by id and by client order id, amounts without padding', async () => {
    on(`GET /orders/${id}`, (_seen, response) => json(response, 200, wireOrder));
    on(`GET /orders/client:${oid}`, (_seen, response) => json(response, 200, wireOrder));
    const order: Order = {
      id,
      client_oid: oid,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      size: '0.01',
      price: '8000',
      time_in_force: 'GTC',
      post_only: false,
      created_at: '2026-01-02T03:04:05.006Z',
      status: 'open',
      settled: false,
      filled_size: '0',
      fill_fees: '0',
      executed_value: '0',
      stp: 'dc',
    };
    assert.deepEqual(await connection.trading.find({ id }), order);
    assert.deepEqual(
      await connection.trading.find({ clientOid: oid.toUpperCase().replaceAll('-', '') }),
      order,
    );
  });

  it('takes no order for the one that was asked for when its id is another', async () => {
    const other = { ...wireOrder, id: oid, client_oid: id };
    on(`GET /orders/${id}`, (_seen, response) => json(response, 200, other));
    on(`GET /orders/client:${oid}`, (_seen, response) => json(response, 200, other));
    await fails(connection.trading.find({ id }), 'RESPONSE_NOT_JSON');
    await fails(connection.trading.find({ clientOid: oid }), 'RESPONSE_NOT_JSON');
  });

  it('knows no order on 404 in JSON, but does not take a foreign 404 for that', async () => {
    assert.equal(await connection.trading.find({ id }), undefined);
    on(`GET /orders/${id}`, (_seen, response) => response.writeHead(404).end('<html>nginx</html>'));
    await fails(connection.trading.find({ id }), 'RESPONSE_NOT_JSON');
  });

  for (const bad of ['', '..', '../fills', 'a/b', `${id}/x`, `client:${oid}`, '%2e%2e', 'x'.repeat(1e6)])
    it(`lets no path grow out of the id ${bad.slice(0, 20)}`, async () => {
      await fails(connection.trading.find({ id: bad }), 'ORDER_INVALID');
      await fails(connection.trading.cancel({ clientOid: bad }, undefined), 'ORDER_INVALID');
      assert.equal(server.seen.length, 0);
    });

  it('places with exactly the intent as its body', async () => {
    on('POST /orders', (_seen, response) => json(response, 200, { ...wireOrder, status: 'pending' }));
    const intent = {
      client_oid: oid,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      size: '0.01',
      price: '8000',
      time_in_force: 'GTC',
    } as const;
    const verdict = await connection.trading.place(intent);
    assert.equal(verdict.kind, 'accepted');
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), intent);
  });

  it('sends a stop, its life and its self-trade prevention, and reads back what the exchange adds', async () => {
    const expire_time = '2026-01-02T04:04:05.006Z';
    on('POST /orders', (seen, response) => {
      const { cancel_after: _asked, ...echoed } = JSON.parse(seen.body) as Record<string, string>;
      json(response, 200, {
        ...echoed,
        id,
        status: 'pending',
        expire_time,
        created_at: wireOrder.created_at,
      });
    });
    on(`GET /orders/${id}`, (_seen, response) =>
      json(response, 200, { ...wireOrder, status: 'active', stop: 'loss', stop_price: '7000.50000000' }),
    );
    const intent = {
      client_oid: oid,
      product_id: 'BTC-USD',
      side: 'sell',
      type: 'limit',
      size: '0.01',
      price: '7000',
      time_in_force: 'GTT',
      cancel_after: 'hour',
      stop: 'loss',
      stop_price: '7000.5',
      stp: 'cb',
    } as const;
    const verdict = await connection.trading.place(intent);
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), intent);
    assert.ok(verdict.kind === 'accepted');
    const { stop, stop_price, stp, expire_time: expires } = verdict.order;
    assert.deepEqual(
      { stop, stop_price, stp, expires },
      { stop: 'loss', stop_price: '7000.5', stp: 'cb', expires: expire_time },
    );
    const found = await connection.trading.find({ id });
    assert.deepEqual([found?.status, found?.stop, found?.stop_price], ['active', 'loss', '7000.5']);
  });

  it('reads all pages by the cursor of each answer, and asks for what is not done by default', async () => {
    on('GET /orders', (seen, response) => {
      const after = new URL(seen.target, server.origin).searchParams.get('after');
      if (after === null)
        json(response, 200, [{ ...wireOrder, id: 'a' }], { 'CB-AFTER': 'x 2026-01-02T03:04:05+00' });
      else if (after === 'x 2026-01-02T03:04:05+00')
        json(response, 200, [{ ...wireOrder, id: 'b' }, 'rubbish', { id: 'half' }], { 'cb-after': 'y' });
      else json(response, 200, []);
    });
    const ids: string[] = [];
    for await (const page of connection.trading.listOrders({ productId: 'BTC-USD' }))
      ids.push(...page.map((order) => order.id));
    assert.deepEqual(ids, ['a', 'b']);
    assert.equal(
      server.seen[0]?.target,
      '/orders?status=open&status=pending&status=active&product_id=BTC-USD&limit=100',
    );
    assert.equal(server.seen.length, 3);
  });

  it('does not tell a list whose cursor does not move as whole', async () => {
    on('GET /fills', (_seen, response) =>
      json(
        response,
        200,
        [
          {
            trade_id: 1,
            order_id: id,
            product_id: 'BTC-USD',
            side: 'buy',
            liquidity: 'T',
            price: '1.00000000',
            size: '2.00000000',
            fee: '0.0120000000000000',
            created_at: 't',
            settled: true,
          },
        ],
        { 'cb-after': '1' },
      ),
    );
    let pages = 0;
    const reading = async (): Promise<void> => {
      for await (const page of connection.trading.listFills({ orderId: id })) {
        pages += 1;
        assert.deepEqual(page, [
          {
            trade_id: '1',
            order_id: id,
            product_id: 'BTC-USD',
            side: 'buy',
            liquidity: 'T',
            price: '1',
            size: '2',
            fee: '0.012',
            created_at: 't',
            settled: true,
          },
        ]);
      }
    };
    await assert.rejects(reading(), { code: 'RESPONSE_NOT_JSON' });
    assert.equal(pages, 2);
  });

  it('cancels, whether the answer is a text, a list or the client order id', async () => {
    for (const body of [id, [id]]) {
      on(`DELETE /orders/${id}`, (_seen, response) => json(response, 200, body));
      assert.deepEqual(await connection.trading.cancel({ id }, 'BTC-USD'), { kind: 'canceled', id });
    }
    assert.equal(server.seen[0]?.target, `/orders/${id}?product_id=BTC-USD`);
  });

  it('tells an order that is done already from one that nobody knows', async () => {
    on(`DELETE /orders/${id}`, (_seen, response) => json(response, 400, { message: 'Order already done' }));
    assert.deepEqual(await connection.trading.cancel({ id }, undefined), {
      kind: 'already-done',
      message: 'Order already done',
    });
    on(`DELETE /orders/${id}`, (_seen, response) => json(response, 404, { message: 'order not found' }));
    assert.deepEqual(await connection.trading.cancel({ id }, undefined), {
      kind: 'gone',
      message: 'order not found',
    });
    on(`DELETE /orders/${id}`, (_seen, response) => json(response, 403, { message: 'Forbidden' }));
    await fails(connection.trading.cancel({ id }, undefined), 'PERMISSION_DENIED');
  });

  it('cancels all until nothing is left', async () => {
    const rounds = [['a', 'b'], ['c'], []];
    on('DELETE /orders', (_seen, response) => json(response, 200, rounds.shift() ?? []));
    assert.deepEqual(await connection.trading.cancelAll('BTC-USD'), ['a', 'b', 'c']);
    assert.equal(server.seen.length, 3);
  });

  it('tells what is canceled already when a later round of cancel-all fails', async () => {
    const rounds = [['a', 'b'], ['c']];
    on('DELETE /orders', (_seen, response) => {
      const round = rounds.shift();
      if (round) json(response, 200, round);
      else json(response, 500, { message: 'Internal Server Error.' });
    });
    await assert.rejects(connection.trading.cancelAll('BTC-USD'), (error: CoinbaseError) => {
      assert.equal(error.code, 'EXCHANGE_UNAVAILABLE');
      assert.deepEqual(error.details['canceled'], ['a', 'b', 'c']);
      assert.equal(error.details.sent, true);
      assert.match(error.message, /3 orders were canceled/);
      return true;
    });
  });

  it('ends cancel-all when the same orders come again and again', async () => {
    on('DELETE /orders', (_seen, response) => json(response, 200, ['a']));
    assert.deepEqual(await connection.trading.cancelAll(undefined), ['a']);
    assert.equal(server.seen.length, 2);
  });

  it('reads balances, fees and the market', async () => {
    on('GET /accounts', (_seen, response) =>
      json(response, 200, [
        {
          id,
          currency: 'USD',
          balance: '10.0000000000000000',
          hold: '4.0000000000000000',
          available: '6',
          profile_id: 'p',
        },
      ]),
    );
    on('GET /fees', (_seen, response) =>
      json(response, 200, { maker_fee_rate: '0.0040', taker_fee_rate: '0.0060', usd_volume: null }),
    );
    on('GET /products/BTC-USD/ticker', (_seen, response) =>
      json(response, 200, {
        trade_id: 1,
        price: '100.10',
        size: '1',
        time: 't',
        bid: '100.00',
        ask: '100.20',
        volume: '5',
      }),
    );
    assert.deepEqual(await connection.trading.balances(), [
      { currency: 'USD', balance: '10', hold: '4', available: '6' },
    ]);
    assert.deepEqual(await connection.trading.feeRates(), { maker: '0.004', taker: '0.006' });
    assert.deepEqual(await connection.trading.market('BTC-USD'), {
      product_id: 'BTC-USD',
      bid: '100',
      ask: '100.2',
      last: '100.1',
      time: 't',
    });
    await fails(connection.trading.market('../accounts'), 'PRODUCT_UNKNOWN');
  });

  it('reads products once for all who ask at the same time, and keeps them', async () => {
    on('GET /products', (_seen, response) =>
      json(response, 200, [
        {
          id: 'BTC-USD',
          base_currency: 'BTC',
          quote_currency: 'USD',
          base_increment: '0.00000001',
          quote_increment: '0.01000000',
          min_market_funds: '1',
          status: 'online',
          cancel_only: true,
        },
        {
          id: 'BAD-USD',
          base_currency: 'BAD',
          quote_currency: 'USD',
          base_increment: '0',
          quote_increment: '0.01',
        },
      ]),
    );
    const [first, second] = await Promise.all([connection.trading.products(), connection.trading.products()]);
    assert.equal(first, second);
    assert.equal(await connection.trading.products(), first);
    assert.equal(server.seen.length, 1);
    assert.deepEqual(
      [...first.values()],
      [
        {
          id: 'BTC-USD',
          base_currency: 'BTC',
          quote_currency: 'USD',
          base_increment: '0.00000001',
          quote_increment: '0.01',
          min_market_funds: '1',
          status: 'online',
          post_only: false,
          limit_only: false,
          cancel_only: true,
          trading_disabled: false,
        },
      ],
    );
  });

  it('reads products again for those who wait behind a caller that gave up', async () => {
    const other = openConnection({ origin: server.origin, credential: undefined, limiter: 'off' });
    const gaveUp = new AbortController();
    let reads = 0;
    on('GET /products', (_seen, response) => {
      reads += 1;
      if (reads === 1) gaveUp.abort();
      else json(response, 200, []);
    });
    const first = fails(other.trading.products({ signal: gaveUp.signal }), 'ABORTED');
    assert.equal((await other.trading.products()).size, 0);
    await first;
    assert.equal(reads, 2);
    assert.equal(server.seen[0]?.headers['cb-access-key'], undefined, 'no credential, no signature');
    await other.release();
  });

  it('asks for the time and proves the key', async () => {
    on('GET /time', (_seen, response) => json(response, 200, { iso: 'x', epoch: 1_700_000_000.5 }));
    assert.ok(Math.abs((await connection.trading.serverTime()) - 1_700_000_000_500) < 1000);
    on('GET /users/self/verify', (_seen, response) => json(response, 401, { message: 'Invalid API Key' }));
    await fails(connection.trading.checkKey(), 'CREDENTIAL_INVALID');
    on('GET /users/self/verify', (_seen, response) => json(response, 200, { id: 'x' }));
    await connection.trading.checkKey();
  });

  for (const body of [null, {}, 'text', 7, [[]], [null]])
    it(`takes JSON of another kind (${JSON.stringify(body)}) for a coded error or for nothing`, async () => {
      for (const route of [
        'GET /accounts',
        'GET /fees',
        'GET /products',
        'GET /orders',
        `GET /orders/${id}`,
        'DELETE /orders',
      ])
        on(route, (_seen, response) => json(response, 200, body));
      const all = async (): Promise<number> => {
        let rows = 0;
        for await (const page of connection.trading.listOrders({})) rows += page.length;
        return rows;
      };
      if (Array.isArray(body)) {
        assert.deepEqual(await connection.trading.balances(), []);
        assert.equal(await all(), 0);
      } else {
        await fails(connection.trading.balances(), 'RESPONSE_NOT_JSON');
        await fails(all(), 'RESPONSE_NOT_JSON');
        await fails(connection.trading.cancelAll(undefined), 'RESPONSE_NOT_JSON');
      }
      await fails(connection.trading.feeRates(), 'RESPONSE_NOT_JSON');
      await fails(connection.trading.find({ id }), 'RESPONSE_NOT_JSON');
    });
});
