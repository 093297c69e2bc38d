import assert from 'node:assert/strict';
import { verify } from '../../../../nodes/lib/signer';
import type { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import { takenByAnother } from '../../../../nodes/lib/rules/same-order';
import { json } from '../loopback';
import { BASE, cdpKey, closeDesks, id, oid, openDesk, tellTime, type Desk } from './desk';

const limit: OrderIntent = {
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '0.01',
  price: '8000',
  time_in_force: 'GTC',
};
const market: OrderIntent = {
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  funds: '25',
};
const success = { order_id: id, product_id: 'BTC-USD', side: 'BUY', client_order_id: oid };
const wireOrder = {
  order_id: id,
  client_order_id: oid,
  product_id: 'BTC-USD',
  side: 'BUY',
  status: 'OPEN',
  time_in_force: 'GOOD_UNTIL_CANCELLED',
  order_type: 'LIMIT',
  order_configuration: { limit_limit_gtc: { base_size: '0.0100', limit_price: '8000.00', post_only: true } },
  created_time: '2026-01-02T03:04:05.006Z',
  filled_size: '0',
  filled_value: '0',
  total_fees: '0',
  settled: false,
  trigger_status: 'INVALID_ORDER_TYPE',
};
const order: Order = {
  id,
  client_oid: oid,
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '0.01',
  price: '8000',
  time_in_force: 'GTC',
  post_only: true,
  status: 'open',
  filled_size: '0',
  executed_value: '0',
  fill_fees: '0',
  settled: false,
  created_at: '2026-01-02T03:04:05.006Z',
};

describe('orders on Advanced Trade', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);
  const fails = async (promise: Promise<unknown>, code: string): Promise<CoinbaseError> => {
    const error = await promise.then(
      () => undefined,
      (thrown: CoinbaseError) => thrown,
    );
    assert.equal(error?.code, code);
    return error;
  };
  const place = (intent: OrderIntent) => desk.connection.trading.place(intent);

  describe('says each kind in its own words', () => {
    const stop = { stop: 'entry', stop_price: '7900', price: '8000' } as const;
    const cases: readonly (readonly [string, Partial<OrderIntent>, object])[] = [
      ['limit GTC', {}, { limit_limit_gtc: { base_size: '0.01', limit_price: '8000', post_only: false } }],
      [
        'post-only',
        { post_only: true },
        { limit_limit_gtc: { base_size: '0.01', limit_price: '8000', post_only: true } },
      ],
      ['IOC', { time_in_force: 'IOC' }, { sor_limit_ioc: { base_size: '0.01', limit_price: '8000' } }],
      ['FOK', { time_in_force: 'FOK' }, { limit_limit_fok: { base_size: '0.01', limit_price: '8000' } }],
      [
        'stop',
        stop,
        {
          stop_limit_stop_limit_gtc: {
            base_size: '0.01',
            limit_price: '8000',
            stop_price: '7900',
            stop_direction: 'STOP_DIRECTION_STOP_UP',
          },
        },
      ],
    ];
    for (const [name, fields, order_configuration] of cases)
      it(name, async () => {
        desk.tell('POST /orders', { success: true, success_response: success, order_configuration });
        assert.equal((await place({ ...limit, ...fields })).kind, 'accepted');
        assert.deepEqual(desk.bodies('POST /orders'), [
          { client_order_id: oid, product_id: 'BTC-USD', side: 'BUY', order_configuration },
        ]);
      });

    it('an order_configuration goes out as it came', async () => {
      desk.tell('POST /orders', { success: true, success_response: success });
      const order_configuration = {
        twap_limit_gtd: { base_size: '0.01', limit_price: '8000', end_time: 'E', start_time: 'S' },
      };
      assert.equal((await place({ ...limit, order_configuration })).kind, 'accepted');
      const [sent] = desk.bodies('POST /orders') as { order_configuration: unknown }[];
      assert.deepEqual(sent?.order_configuration, order_configuration);
    });

    it('market by funds and by size', async () => {
      desk.tell('POST /orders', { success: true, success_response: success });
      await place(market);
      const { funds: _funds, ...bySize } = market;
      await place({ ...bySize, size: '0.1' });
      const sent = desk.bodies('POST /orders') as { order_configuration: unknown }[];
      assert.deepEqual(
        sent.map(({ order_configuration }) => order_configuration),
        [{ market_market_ioc: { quote_size: '25' } }, { market_market_ioc: { base_size: '0.1' } }],
      );
    });

    it('GTT ends by the clock of the server, not of this machine', async () => {
      const own = await openDesk();
      const ahead = Date.now() + 3_600_000;
      own.on('GET /time', (_seen, response) => tellTime(response, ahead));
      own.tell('POST /orders', { success: true, success_response: success });
      await own.connection.trading.place({ ...limit, time_in_force: 'GTT', cancel_after: 'min' });
      const [sent] = own.bodies('POST /orders') as {
        order_configuration: { limit_limit_gtd: { end_time: string } };
      }[];
      const lifeMs = Date.parse(sent?.order_configuration.limit_limit_gtd.end_time ?? '') - ahead;
      assert.ok(lifeMs > 55_000 && lifeMs < 65_000, String(lifeMs));
      await own.close();
    });

    it('refuses before anything is sent what it cannot say', async () => {
      const cannot: readonly (readonly [string, OrderIntent])[] = [
        ['stp', { ...limit, stp: 'co' }],
        ['profile_id', { ...limit, profile_id: oid }],
        ['funds', { ...market, side: 'sell' }],
        ['stop_limit_price', { ...limit, stop_price: '8100', stop_limit_price: '8200' }],
        ['time_in_force', { ...limit, stop: 'entry', stop_price: '7900', time_in_force: 'IOC' }],
      ];
      for (const [field, intent] of cannot) {
        assert.throws(() => desk.connection.trading.check(intent), {
          code: 'ORDER_INVALID',
          message: new RegExp(`${field}: .*Advanced Trade`),
        });
        const verdict = await place(intent);
        assert.equal(verdict.kind, 'not-sent');
      }
      desk.connection.trading.check({ ...limit, stp: 'dc' });
      assert.deepEqual(desk.server.seen, []);
    });
  });

  it('signs a fresh token for every try, with both kinds of key', async () => {
    for (const kind of ['ec', 'ed25519'] as const) {
      const key = cdpKey(kind);
      const own = await openDesk(key);
      let tries = 0;
      own.on('GET /key_permissions', (_seen, response) => json(response, (tries += 1) < 3 ? 503 : 200, {}));
      await own.connection.trading.checkKey();
      const tokens = own.server.seen.map(({ headers }) => headers.authorization);
      assert.equal(new Set(tokens).size, 3);
      for (const { headers } of own.server.seen)
        assert.ok(
          verify({ method: 'GET', path: `${BASE}/key_permissions`, headers, body: '' }, key, '127.0.0.1'),
        );
      await own.close();
    }
  });

  describe('verdicts', () => {
    const rows: readonly (readonly [string, unknown, number, string, string | undefined])[] = [
      ['success', { success: true, success_response: success }, 200, 'accepted', undefined],
      [
        'its own alias of the product',
        { success: true, success_response: { ...success, product_id: 'BTC-USDC' } },
        200,
        'accepted',
        undefined,
      ],
      [
        'no funds',
        { success: false, error_response: { error: 'INSUFFICIENT_FUND', message: 'Insufficient balance' } },
        200,
        'refused',
        'INSUFFICIENT_FUNDS',
      ],
      [
        'a preview reason',
        {
          success: false,
          failure_reason: 'UNKNOWN_FAILURE_REASON',
          error_response: {
            error: 'UNKNOWN_FAILURE_REASON',
            message: '',
            preview_failure_reason: 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL',
          },
        },
        200,
        'refused',
        'SIZE_BELOW_MINIMUM',
      ],
      [
        'a reason that nobody knows',
        { success: false, error_response: { error: 'NEW_RULE', message: 'because' } },
        200,
        'refused',
        'ORDER_REFUSED',
      ],
      ['failure without any word', { success: false }, 200, 'unknown', 'RESPONSE_NOT_JSON'],
      ['success without an order', { success: true }, 200, 'unknown', 'RESPONSE_NOT_JSON'],
      [
        'another client order id',
        { success: true, success_response: { ...success, client_order_id: id } },
        200,
        'unknown',
        'RESPONSE_NOT_JSON',
      ],
      [
        'another product',
        { success: true, success_response: { ...success, product_id: 'ETH-USD' } },
        200,
        'unknown',
        'RESPONSE_NOT_JSON',
      ],
      [
        'the other side',
        { success: true, success_response: { ...success, side: 'SELL' } },
        200,
        'unknown',
        'RESPONSE_NOT_JSON',
      ],
      [
        'shape 1: error_details',
        { error: 'INVALID_ARGUMENT', error_details: 'bad id', message: 'm' },
        400,
        'refused',
        'ORDER_REFUSED',
      ],
      [
        'shape 2: grpc',
        { error: 'x', code: 3, message: 'bad field', details: [] },
        400,
        'refused',
        'ORDER_REFUSED',
      ],
      [
        'shape 3: errors',
        { errors: [{ id: 'rate_limit_exceeded', message: 'Too many requests' }] },
        429,
        'refused',
        'RATE_LIMITED',
      ],
      [
        'no permission',
        { error: 'PERMISSION_DENIED', error_details: 'Missing required scopes', message: '' },
        403,
        'refused',
        'PERMISSION_DENIED',
      ],
      [
        'another portfolio',
        { error: 'PERMISSION_DENIED', error_details: 'User does not have access to portfolio' },
        403,
        'refused',
        'PERMISSION_DENIED',
      ],
      ['trouble', { error: 'internal' }, 500, 'unknown', 'EXCHANGE_UNAVAILABLE'],
      ['a 409, which it does not use', { message: 'conflict' }, 409, 'unknown', 'ORDER_REFUSED'],
    ];
    for (const [name, body, status, kind, code] of rows)
      it(`${name}: ${kind}`, async () => {
        desk.tell('POST /orders', body, status);
        const verdict = await place(limit);
        assert.equal(verdict.kind, kind);
        assert.equal('error' in verdict ? verdict.error.code : undefined, code);
        if (verdict.kind === 'accepted') assert.equal(verdict.order.product_id, 'BTC-USD');
        if (verdict.kind === 'unknown') assert.ok((verdict.stampMs ?? 0) > 0);
        assert.equal(desk.bodies('POST /orders').length, 1, 'sent once');
      });

    it('of a key of another portfolio tells so, in the words of the API and in ours', async () => {
      desk.tell(
        'POST /orders',
        { error: 'PERMISSION_DENIED', error_details: 'User does not have access to portfolio' },
        403,
      );
      const verdict = await place(limit);
      const { message = '' } = 'error' in verdict ? verdict.error : {};
      assert.match(message, /does not have access to portfolio/);
      assert.match(message, /only the portfolio that it was made for/);
    });

    it('has the words of the API', async () => {
      desk.tell('POST /orders', {
        success: false,
        error_response: { error: 'INSUFFICIENT_FUND', message: 'Insufficient balance in source account' },
      });
      const verdict = await place(limit);
      assert.equal(
        'error' in verdict && verdict.error.details.exchange,
        'INSUFFICIENT_FUND: Insufficient balance in source account',
      );
    });

    it('plain text: Unauthorized is a refusal, the words of a machine in between are none', async () => {
      const own = await openDesk();
      own.on('POST /orders', (_seen, response) => response.writeHead(401).end('Unauthorized\n'));
      const refused = await own.connection.trading.place(limit);
      assert.equal(refused.kind, 'refused');
      assert.equal('error' in refused && refused.error.code, 'SIGNATURE_REJECTED');
      own.on('POST /orders', (_seen, response) => response.writeHead(403).end('Blocked by proxy\n'));
      assert.equal((await own.connection.trading.place(limit)).kind, 'unknown');
      await own.close();
    });

    it('an Unauthorized that was the clock is told as that', async () => {
      const own = await openDesk();
      own.on('GET /time', (_seen, response) => tellTime(response, Date.now() - 600_000));
      own.on('POST /orders', (_seen, response) => response.writeHead(401).end('Unauthorized\n'));
      const refused = await own.connection.trading.place(limit);
      assert.equal('error' in refused && refused.error.code, 'CLOCK_SKEW');
      await own.close();
    });

    it('an order that was there already is told as it is', async () => {
      desk.tell('POST /orders', {
        success: true,
        success_response: success,
        order_configuration: { limit_limit_gtc: { base_size: '0.5', limit_price: '7000' } },
      });
      const verdict = await place(limit);
      assert.equal(verdict.kind === 'accepted' && verdict.order.size, '0.5');
    });
  });

  it('reads an order, and knows when there is none', async () => {
    desk.tell(`GET /orders/historical/${id}`, { order: wireOrder });
    const { trading } = desk.connection;
    assert.deepEqual(await trading.find({ id }), order);
    for (const status of [400, 404]) {
      const missing = {
        error: 'unknown',
        error_details: 'order with this orderID was not found',
        message: '',
      };
      desk.tell(`GET /orders/historical/${id}`, missing, status);
      assert.equal(await trading.find({ id }), undefined);
    }
    desk.on(`GET /orders/historical/${id}`, (_seen, response) => response.writeHead(404).end('not found'));
    await fails(trading.find({ id }), 'NOT_FOUND');
    desk.tell(`GET /orders/historical/${id}`, { order: { ...wireOrder, order_id: oid } });
    await fails(trading.find({ id }), 'RESPONSE_NOT_JSON');
    await fails(trading.find({ id: '../accounts' }), 'ORDER_INVALID');
  });

  describe('states', () => {
    const filled = { filled_size: '0.01', filled_value: '79.5', total_fees: '0.4' };
    const rows: readonly (readonly [object, Partial<Order>])[] = [
      [{ status: 'PENDING' }, { status: 'pending' }],
      [{ status: 'QUEUED' }, { status: 'pending' }],
      [{ status: 'CANCEL_QUEUED' }, { status: 'open' }],
      [{ status: 'EDIT_QUEUED' }, { status: 'open' }],
      [{ status: 'WHAT_IS_THIS' }, { status: 'pending' }],
      [
        { status: 'FILLED', ...filled, settled: true, last_fill_time: 'then' },
        {
          status: 'done',
          done_reason: 'filled',
          filled_size: '0.01',
          executed_value: '79.5',
          fill_fees: '0.4',
          settled: true,
          done_at: 'then',
        },
      ],
      [{ status: 'CANCELLED' }, { status: 'done', done_reason: 'canceled', settled: true }],
      [{ status: 'EXPIRED' }, { status: 'done', done_reason: 'canceled', settled: true }],
      [
        { status: 'FAILED', reject_reason: 'HOLD_FAILURE', reject_message: 'no' },
        { status: 'rejected', reject_reason: 'HOLD_FAILURE: no', settled: true },
      ],
    ];
    for (const [wire, told] of rows)
      it(Object.values(wire).slice(0, 1).join(), async () => {
        desk.tell(`GET /orders/historical/${id}`, { order: { ...wireOrder, ...wire } });
        assert.deepEqual(await desk.connection.trading.find({ id }), { ...order, ...told });
      });

    it('a stop that waits is active, and has its prices and its end', async () => {
      const { post_only: _none, ...base } = order;
      desk.tell(`GET /orders/historical/${id}`, {
        order: {
          ...wireOrder,
          trigger_status: 'STOP_PENDING',
          time_in_force: 'GOOD_UNTIL_DATE_TIME',
          order_configuration: {
            stop_limit_stop_limit_gtd: {
              base_size: '0.01',
              limit_price: '8000',
              stop_price: '7900',
              stop_direction: 'STOP_DIRECTION_STOP_UP',
              end_time: '2026-01-03T00:00:00Z',
            },
          },
        },
      });
      assert.deepEqual(await desk.connection.trading.find({ id }), {
        ...base,
        status: 'active',
        time_in_force: 'GTT',
        stop: 'entry',
        stop_price: '7900',
        expire_time: '2026-01-03T00:00:00Z',
      });
    });
  });

  it('an order that is told without its type is still the one that was asked for', async () => {
    for (const order_configuration of [null, {}])
      for (const intent of [limit, market]) {
        const bare = { ...wireOrder, order_configuration, order_type: 'UNKNOWN_ORDER_TYPE' };
        desk.tell(`GET /orders/historical/${id}`, { order: bare });
        const found = await desk.connection.trading.find({ id });
        assert.ok(found);
        assert.equal(takenByAnother(intent, found), undefined);
      }
  });

  it('finds by client order id in the orders since then, on every page', async () => {
    desk.on('GET /orders/historical/batch', ({ target }, response) => {
      const query = new URLSearchParams(target.split('?')[1]);
      assert.equal(query.has('product_ids'), false, 'whatever the list calls its product');
      assert.equal(query.get('start_date'), '2026-01-02T00:00:00.000Z');
      assert.equal(query.has('order_status'), false, 'canceled ones as well');
      const first = query.get('cursor') === null;
      const other = { ...wireOrder, client_order_id: 'another' };
      json(response, 200, {
        orders: [first ? other : wireOrder],
        has_next: first,
        cursor: first ? 'next page' : '',
      });
    });
    const sinceMs = Date.parse('2026-01-02');
    assert.equal((await desk.connection.trading.find({ clientOid: oid }, { sinceMs }))?.id, id);
    assert.equal(desk.server.seen.length, 2);
    assert.equal(await desk.connection.trading.find({ clientOid: id }, { sinceMs }), undefined);
  });

  describe('of a list that is not whole', () => {
    const other = { ...wireOrder, client_order_id: 'another' };
    const lists: readonly (readonly [string, object])[] = [
      ['goes on without a cursor', { orders: [other], has_next: true }],
      ['leads back to itself', { orders: [other], has_next: true, cursor: 'same' }],
      ['has an order that cannot be read', { orders: [other, { order_id: 'x' }], has_next: false }],
    ];
    for (const [name, list] of lists)
      it(`that ${name} nothing is proven absent, and what is in it is found and canceled`, async () => {
        desk.tell('GET /orders/historical/batch', list);
        desk.on('POST /orders/batch_cancel', (_seen, response) =>
          json(response, 200, { results: [{ order_id: id, success: true }] }),
        );
        const { trading } = desk.connection;
        await fails(trading.find({ clientOid: oid }), 'RESPONSE_NOT_JSON');
        assert.equal((await trading.find({ clientOid: 'another' }))?.id, id);
        const error = await fails(trading.cancelAll(undefined), 'RESPONSE_NOT_JSON');
        assert.deepEqual(error.details['canceled'], [id]);
      });

    it('all others are still seen and canceled', async () => {
      const open = { ...wireOrder, order_id: 'b' };
      desk.on('GET /orders/historical/batch', ({ target }, response) => {
        const orders = target.includes('order_status=OPEN') ? [open] : [{ order_id: 'x' }];
        json(response, 200, { orders, has_next: false, cursor: '' });
      });
      desk.on('POST /orders/batch_cancel', (_seen, response) =>
        json(response, 200, { results: [{ order_id: 'b', success: true }] }),
      );
      const error = await fails(desk.connection.trading.cancelAll(undefined), 'RESPONSE_NOT_JSON');
      assert.deepEqual(error.details['canceled'], ['b']);
    });

    it('fills end where an empty page leads back to itself', async () => {
      desk.tell('GET /orders/historical/fills', { fills: [], cursor: 'same' });
      for await (const page of desk.connection.trading.listFills({ orderId: id }))
        assert.fail(JSON.stringify(page));
    });
  });

  describe('lists', () => {
    const listed = async (...status: ('open' | 'done' | 'all')[]): Promise<string[]> => {
      const ids: string[] = [];
      for await (const page of desk.connection.trading.listOrders({ status, productId: 'BTC-USD' }))
        ids.push(...page.map((one) => `${one.id} ${one.status}`));
      return ids;
    };
    const orders = [
      { ...wireOrder, order_id: 'a', status: 'PENDING' },
      { ...wireOrder, order_id: 'b', status: 'OPEN' },
      { ...wireOrder, order_id: 'c', status: 'FILLED' },
      { ...wireOrder, order_id: 'd', status: 'EDIT_QUEUED' },
    ];
    beforeEach(() =>
      desk.on('GET /orders/historical/batch', ({ target }, response) => {
        const asked = new URLSearchParams(target.split('?')[1]).getAll('order_status');
        assert.ok(!asked.includes('OPEN') || asked.length === 1, 'OPEN stands alone');
        const rows = orders.filter(({ status }) => asked.length === 0 || asked.includes(status));
        json(response, 200, { orders: rows, has_next: false, cursor: '' });
      }),
    );

    it('what is not done, those too that are not in the book yet', async () => {
      assert.deepEqual(await listed(), ['a pending', 'd open', 'b open']);
    });
    it('what is not done, where the API does not know the newest status', async () => {
      desk.on('GET /orders/historical/batch', ({ target }, response) =>
        target.includes('EDIT_QUEUED')
          ? json(response, 400, { error: 'INVALID_ARGUMENT', message: 'order_status' })
          : json(response, 200, { orders: target.includes('PENDING') ? orders.slice(0, 1) : [] }),
      );
      assert.deepEqual(await listed(), ['a pending']);
    });
    for (const [from, to] of [
      ['PENDING', 'OPEN'],
      ['EDIT_QUEUED', 'OPEN'],
      ['OPEN', 'EDIT_QUEUED'],
      ['OPEN', 'CANCEL_QUEUED'],
    ] as const)
      for (const moves of [1, 2])
        it(`once what goes from ${from} to ${to} between list ${moves} and the next`, async () => {
          let lists = 0;
          desk.on('GET /orders/historical/batch', ({ target }, response) => {
            const status = (lists += 1) > moves ? to : from;
            const asked = new URLSearchParams(target.split('?')[1]).getAll('order_status');
            const rows = asked.includes(status) ? [{ ...wireOrder, order_id: 'a', status }] : [];
            json(response, 200, { orders: rows, has_next: false, cursor: '' });
          });
          assert.deepEqual(
            (await listed()).map((row) => row[0]),
            ['a'],
          );
        });
    it('what is open alone, what is done, and all', async () => {
      assert.deepEqual(await listed('open'), ['d open', 'b open']);
      assert.deepEqual(await listed('done'), ['c done']);
      assert.deepEqual(await listed('all'), ['a pending', 'b open', 'c done', 'd open']);
      assert.deepEqual(await listed('open', 'done'), ['b open', 'c done', 'd open']);
    });
  });

  describe('cancels', () => {
    const result = (failure_reason?: string): object => ({
      results: [{ order_id: id, success: failure_reason === undefined, failure_reason }],
    });
    const rows: readonly (readonly [string | undefined, object | undefined, string])[] = [
      [undefined, undefined, 'canceled'],
      ['DUPLICATE_CANCEL_REQUEST', { ...wireOrder, status: 'CANCEL_QUEUED' }, 'canceled'],
      ['DUPLICATE_CANCEL_REQUEST', { ...wireOrder, status: 'CANCELLED' }, 'already-done'],
      ['ORDER_IS_FULLY_FILLED', undefined, 'already-done'],
      ['UNKNOWN_CANCEL_ORDER', undefined, 'gone'],
      ['UNKNOWN_CANCEL_ORDER', { ...wireOrder, status: 'CANCELLED' }, 'already-done'],
    ];
    for (const [reason, found, kind] of rows)
      it(`${reason ?? 'success'}${found ? ` of ${JSON.stringify(found).match(/CANCEL\w+/)?.[0] ?? 'an order'}` : ''}: ${kind}`, async () => {
        desk.tell('POST /orders/batch_cancel', result(reason));
        if (found) desk.tell(`GET /orders/historical/${id}`, { order: found });
        else
          desk.tell(
            `GET /orders/historical/${id}`,
            { error_details: 'order with this orderID was not found' },
            404,
          );
        assert.equal((await desk.connection.trading.cancel({ id }, undefined)).kind, kind);
        assert.deepEqual(desk.bodies('POST /orders/batch_cancel'), [{ order_ids: [id] }]);
      });

    it('fails where the order is open still', async () => {
      desk.tell('POST /orders/batch_cancel', result('NOT_ALLOWED_TO_CANCEL'));
      desk.tell(`GET /orders/historical/${id}`, { order: wireOrder });
      await fails(desk.connection.trading.cancel({ id }, undefined), 'PERMISSION_DENIED');
    });

    it('by client order id', async () => {
      desk.tell('GET /orders/historical/batch', { orders: [wireOrder], has_next: false });
      desk.tell('POST /orders/batch_cancel', result());
      const { trading } = desk.connection;
      assert.deepEqual(await trading.cancel({ clientOid: oid }, 'BTC-USD'), { kind: 'canceled', id });
      assert.equal((await trading.cancel({ clientOid: id }, 'BTC-USD')).kind, 'gone');
    });

    it('of which another is under way are told alike, of one and of all', async () => {
      const queued = { ...wireOrder, status: 'CANCEL_QUEUED' };
      desk.tell('POST /orders/batch_cancel', result('DUPLICATE_CANCEL_REQUEST'));
      desk.tell(`GET /orders/historical/${id}`, { order: queued });
      desk.tell('GET /orders/historical/batch', { orders: [queued], has_next: false });
      const { trading } = desk.connection;
      const message = 'DUPLICATE_CANCEL_REQUEST';
      assert.deepEqual(await trading.cancel({ id }, undefined), { kind: 'canceled', message, id });
      assert.deepEqual(await trading.cancelAll(undefined), [id]);
    });

    it('all, a hundred at a time, until none is new', async () => {
      const ids = Array.from({ length: 250 }, (_, index) => `order-${index}`);
      desk.on('GET /orders/historical/batch', ({ target }, response) =>
        json(response, 200, {
          orders: target.includes('=OPEN')
            ? ids.map((order_id) => ({ ...wireOrder, order_id, status: 'OPEN' }))
            : [],
          has_next: false,
        }),
      );
      desk.on('POST /orders/batch_cancel', ({ body }, response) => {
        const { order_ids } = JSON.parse(body) as { order_ids: string[] };
        json(response, 200, {
          results: order_ids.map((order_id) => ({
            order_id,
            success: order_id !== 'order-7',
            failure_reason: 'ORDER_IS_FULLY_FILLED',
          })),
        });
      });
      const canceled = await desk.connection.trading.cancelAll(undefined);
      assert.equal(canceled.length, 249);
      const sizes = (desk.bodies('POST /orders/batch_cancel') as { order_ids: string[] }[]).map(
        ({ order_ids }) => order_ids.length,
      );
      assert.deepEqual(sizes, [100, 100, 50]);
    });
  });

  it('reads own fills from page to page', async () => {
    const fill = {
      trade_id: '77',
      order_id: id,
      product_id: 'BTC-USD',
      side: 'SELL',
      liquidity_indicator: 'MAKER',
      price: '10.00',
      size: '2.0',
      commission: '0.08',
      trade_time: '2026-01-02T03:04:05Z',
      size_in_quote: false,
    };
    desk.on('GET /orders/historical/fills', ({ target }, response) => {
      assert.match(target, /order_ids=d0c5340b/);
      const second = target.includes('cursor=more');
      json(response, 200, {
        fills: [second ? { ...fill, size: '25', size_in_quote: true, liquidity_indicator: 'TAKER' } : fill],
        cursor: second ? '' : 'more',
      });
    });
    const fills = [];
    for await (const page of desk.connection.trading.listFills({ orderId: id })) fills.push(...page);
    const told = {
      trade_id: '77',
      order_id: id,
      product_id: 'BTC-USD',
      side: 'sell',
      liquidity: 'M',
      price: '10',
      size: '2',
      fee: '0.08',
      created_at: '2026-01-02T03:04:05Z',
      settled: true,
    };
    assert.deepEqual(fills, [told, { ...told, size: '2.5', liquidity: 'T' }]);
  });

  it('previews with its errors and warnings', async () => {
    desk.tell('POST /orders/preview', {
      order_total: '25.15',
      commission_total: '0.15',
      errs: ['PREVIEW_INSUFFICIENT_FUND'],
      warning: ['BIG_ORDER'],
      quote_size: 25,
      base_size: '0.0025',
      best_bid: '9999',
      best_ask: '10000.10',
      slippage: '1e-7',
    });
    assert.deepEqual(await desk.connection.trading.preview?.(market), {
      base_size: '0.0025',
      quote_size: '25',
      order_total: '25.15',
      commission_total: '0.15',
      best_bid: '9999',
      best_ask: '10000.1',
      errors: ['PREVIEW_INSUFFICIENT_FUND'],
      warnings: ['BIG_ORDER'],
    });
    const figures = { order_total: '10', est_average_filled_price: '9999.50', average_filled_price: '1' };
    desk.tell('POST /orders/preview', { ...figures, slippage: '0.0010' });
    const told = await desk.connection.trading.preview?.(market);
    assert.deepEqual([told?.average_price, told?.slippage], ['9999.5', '0.001']);
    desk.tell('POST /orders/preview', { average_filled_price: '9998' });
    assert.equal((await desk.connection.trading.preview?.(market))?.average_price, '9998');
    desk.tell('POST /orders/preview', {});
    await fails(desk.connection.trading.preview?.(market) ?? Promise.resolve(), 'RESPONSE_NOT_JSON');
  });

  it('changes an order, both fields, or says why not', async () => {
    const { trading } = desk.connection;
    desk.tell('POST /orders/edit', { success: true, success_response: { order_id: id } });
    assert.equal(await trading.edit?.(id, { price: '8100', size: '0.01' }), id);
    assert.deepEqual(desk.bodies('POST /orders/edit'), [{ order_id: id, price: '8100', size: '0.01' }]);
    desk.tell('POST /orders/edit', {
      success: false,
      errors: [{ edit_failure_reason: 'ONLY_OPEN_ORDERS_CAN_BE_EDITED' }],
    });
    const error = await fails(
      trading.edit?.(id, { price: '1', size: '1' }) ?? Promise.resolve(),
      'ORDER_REFUSED',
    );
    assert.equal(error.details.exchange, 'ONLY_OPEN_ORDERS_CAN_BE_EDITED');
  });
});
