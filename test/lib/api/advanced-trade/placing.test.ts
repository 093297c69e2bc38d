import assert from 'node:assert/strict';
import { verify } from '../../../../nodes/lib/signer';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import { json } from '../loopback';
import { BASE, cdpKey, closeDesks, fails, id, oid, openDesk, tellTime, type Desk } from './desk';
import { limit, market, order, success, wireOrder } from './order-samples';

describe('placing orders on Advanced Trade', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);
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
});
