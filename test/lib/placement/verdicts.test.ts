import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { placeOrder } from '../../../nodes/lib/placement';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { OrderIntent } from '../../../nodes/lib/rules/orders';
import { closedPort, json, startLoopback, testCredential, type Answer, type Loopback } from '../api/loopback';
import { jumpingClock } from './jumping-clock';

const intent: OrderIntent = {
  client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  funds: '25',
};

const order = {
  id: 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  status: 'pending',
  settled: false,
  filled_size: '0',
  fill_fees: '0',
  created_at: '2026-01-01T00:00:00.000Z',
};

type Fault = (response: ServerResponse, socket: Socket, orders: number) => void;

interface Row {
  readonly name: string;
  readonly fault: Fault;
  /** What one send proves. */
  readonly verdict: 'accepted' | 'refused' | 'unknown';
  readonly code?: string;
  /** What the placement ends with; the order's id for an accepted one. */
  readonly final: string;
  readonly sends: number;
  readonly timeoutMs?: number;
}

const html =
  (status: number): Fault =>
  (response) => {
    response
      .writeHead(status, { 'content-type': 'text/html' })
      .end('<html><body><h1>Hello</h1> there</body></html>');
  };
const says =
  (status: number, message: string): Fault =>
  (response) =>
    json(response, status, { message });

const unknown = { verdict: 'unknown', final: 'ORDER_UNRESOLVED', sends: 1 } as const;
const refused = (code: string) => ({ verdict: 'refused', code, final: code, sends: 1 }) as const;

const rows: readonly Row[] = [
  {
    name: '200 with the order',
    fault: (response) => json(response, 200, order),
    verdict: 'accepted',
    final: order.id,
    sends: 1,
  },
  {
    name: 'a reset after the body',
    fault: (_r, socket) => socket.resetAndDestroy(),
    ...unknown,
    code: 'NETWORK',
  },
  {
    name: 'an end of the connection after the body',
    fault: (_r, socket) => socket.end(),
    ...unknown,
    code: 'NETWORK',
  },
  { name: 'no answer at all', fault: () => undefined, ...unknown, code: 'TIMEOUT', timeoutMs: 600 },
  {
    name: 'headers without an end',
    fault: (_r, socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le'),
    ...unknown,
    code: 'TIMEOUT',
    timeoutMs: 600,
  },
  {
    name: '500 in JSON',
    fault: says(500, 'Internal Server Error.'),
    ...unknown,
    code: 'EXCHANGE_UNAVAILABLE',
  },
  { name: '502 from a proxy', fault: html(502), ...unknown, code: 'EXCHANGE_UNAVAILABLE' },
  { name: '503 in JSON', fault: says(503, 'under maintenance'), ...unknown, code: 'EXCHANGE_UNAVAILABLE' },
  { name: '504 from a proxy', fault: html(504), ...unknown, code: 'EXCHANGE_UNAVAILABLE' },
  {
    name: '429 in JSON, then room',
    fault: (response, socket, orders) =>
      (orders === 1 ? says(429, 'Private rate limit exceeded') : (r: ServerResponse) => json(r, 200, order))(
        response,
        socket,
        orders,
      ),
    verdict: 'refused',
    code: 'RATE_LIMITED',
    final: order.id,
    sends: 2,
  },
  {
    name: '429 in JSON for ever',
    fault: says(429, 'Private rate limit exceeded'),
    ...refused('RATE_LIMITED'),
    sends: 6,
  },
  { name: '429 from a proxy', fault: html(429), ...unknown, code: 'RATE_LIMITED' },
  { name: '200 in HTML', fault: html(200), ...unknown, code: 'RESPONSE_NOT_JSON' },
  { name: '403 in HTML', fault: html(403), ...unknown, code: 'RESPONSE_NOT_JSON' },
  { name: '400 in HTML', fault: html(400), ...unknown, code: 'RESPONSE_NOT_JSON' },
  {
    name: 'a body cut by a lost connection',
    fault: (r, socket) => {
      r.writeHead(200, { 'content-length': '500' });
      r.write('{"id":"d0c5');
      setImmediate(() => socket.destroy());
    },
    ...unknown,
    code: 'RESPONSE_CUT',
  },
  {
    name: 'a chunked body without its end',
    fault: (r, socket) => {
      r.writeHead(200);
      r.write(JSON.stringify(order));
      setImmediate(() => socket.destroy());
    },
    ...unknown,
    code: 'RESPONSE_CUT',
  },
  {
    name: 'a length that is too small',
    fault: (_r, socket) =>
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n${JSON.stringify(order)}`),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: 'a length that is too large',
    fault: (_r, socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n${JSON.stringify(order)}`),
    ...unknown,
    code: 'RESPONSE_CUT',
  },
  {
    name: '200 with nothing',
    fault: (response) => response.writeHead(200).end(),
    ...unknown,
    code: 'RESPONSE_EMPTY',
  },
  {
    name: '200 with JSON that is no order',
    fault: (response) => json(response, 200, { message: 'fine' }),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with null',
    fault: (response) => json(response, 200, null),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '307 to another host',
    fault: (response) => response.writeHead(307, { location: 'https://example.org/x?secret=1' }).end(),
    ...unknown,
    code: 'REDIRECT_REFUSED',
  },
  {
    name: 'something that is not HTTP',
    fault: (_r, socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    ...unknown,
    code: 'NETWORK',
  },
  {
    name: '200 with a rejected order',
    fault: (response) => json(response, 200, { ...order, status: 'rejected', reject_reason: 'post only' }),
    ...refused('ORDER_REFUSED'),
  },
  {
    name: '400 with the exchange’s words',
    fault: says(400, 'Insufficient funds'),
    ...refused('INSUFFICIENT_FUNDS'),
  },
  {
    name: '400 with words nobody knows',
    fault: says(400, 'You have too many orders'),
    ...refused('ORDER_REFUSED'),
  },
  {
    name: '400 without words',
    fault: (response) => json(response, 400, { error: 'x' }),
    ...unknown,
    code: 'ORDER_REFUSED',
  },
  { name: '401 for the signature', fault: says(401, 'invalid signature'), ...refused('SIGNATURE_REJECTED') },
  {
    name: '401 for the clock, for ever',
    fault: says(401, 'request timestamp expired'),
    ...refused('CLOCK_SKEW'),
    sends: 2,
  },
  { name: '403 with the exchange’s words', fault: says(403, 'Forbidden'), ...refused('PERMISSION_DENIED') },
  { name: '404 with the exchange’s words', fault: says(404, 'NotFound'), ...refused('NOT_FOUND') },
  {
    name: '409, a status the exchange does not use',
    fault: says(409, 'conflict'),
    ...unknown,
    code: 'ORDER_REFUSED',
  },
  {
    name: 'an answer of more than 8 MiB',
    fault: (response) => {
      response.writeHead(200);
      response.end(`"${'x'.repeat(9 * 1024 * 1024)}"`);
    },
    ...unknown,
    code: 'RESPONSE_TOO_LARGE',
  },
];

const sends = (server: Loopback): number => server.seen.filter(({ method }) => method === 'POST').length;

async function failure(promise: Promise<unknown>): Promise<CoinbaseError> {
  try {
    await promise;
  } catch (thrown) {
    return thrown as CoinbaseError;
  }
  throw new assert.AssertionError({ message: 'it should have failed' });
}

describe('the verdict on an order, over a real socket', () => {
  let server: Loopback;
  let connection: Connection;
  const start = async (answer: Answer): Promise<void> => {
    server = await startLoopback(answer);
    connection = openConnection({ origin: server.origin, credential: testCredential(), limiter: 'off' });
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });

  const faulty = (fault: Fault): Promise<void> =>
    start((seen, response, socket) => {
      if (seen.method === 'POST') fault(response, socket, sends(server));
      else if (seen.target === '/time') json(response, 200, { epoch: Date.now() / 1000 });
      else json(response, 404, { message: 'NotFound' });
    });

  for (const row of rows) {
    it(`${row.name}: ${row.verdict}, sent ${row.sends === 1 ? 'once' : `${row.sends} times`}`, async () => {
      await faulty(row.fault);
      const verdict = await connection.trading.place(intent, { timeoutMs: 400 });
      assert.equal(verdict.kind, row.verdict);
      if (verdict.kind !== 'accepted') {
        assert.equal(verdict.error.code, row.code);
        assert.equal(verdict.error.details['client_oid'], intent.client_oid);
        assert.equal('cause' in verdict.error, false, 'a cause can hold the signed request');
      }
      server.seen.length = 0;
      const clock = jumpingClock();
      const placing = placeOrder(
        intent,
        { trading: connection.trading, clock },
        { timeoutMs: row.timeoutMs ?? 30_000 },
      );
      const end = await placing.then(
        (placement) => placement.order.id,
        (thrown: CoinbaseError) => thrown.code,
      );
      assert.equal(end, row.final);
      assert.equal(sends(server), row.sends, 'the number of times the order was sent');
    });
  }

  it('a port on which nothing listens: not sent, then ORDER_NOT_PLACED after several tries', async () => {
    await start(() => undefined);
    const origin = `http://127.0.0.1:${await closedPort()}`;
    const nobody = openConnection({ origin, credential: testCredential(), limiter: 'off' });
    const verdict = await nobody.trading.place(intent);
    assert.equal(verdict.kind, 'not-sent');
    const error = await failure(placeOrder(intent, { trading: nobody.trading, clock: jumpingClock() }));
    assert.equal(error.code, 'ORDER_NOT_PLACED');
    assert.match(error.message, /nothing listens there.*safe to send the message again/s);
    assert.deepEqual(
      [error.details['attempts'], error.details['sent'], error.details['reason']],
      [6, false, 'NETWORK'],
    );
    await nobody.release();
  });

  it('a server that speaks no TLS on an https port: not sent', async () => {
    await start((_seen, response) => json(response, 200, order));
    const secure = openConnection({
      origin: server.origin.replace('http:', 'https:'),
      credential: testCredential(),
      limiter: 'off',
    });
    const verdict = await secure.trading.place(intent);
    assert.equal(verdict.kind, 'not-sent');
    assert.equal(server.seen.length, 0);
    await secure.release();
  });

  it('a reset before the body was read: unknown, sent once', async () => {
    await start(() => undefined);
    let opened = 0;
    const rude = createServer((socket) => {
      opened += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    const cut = openConnection({ origin, credential: testCredential(), limiter: 'off' });
    const verdict = await cut.trading.place(intent);
    assert.equal(verdict.kind, 'unknown');
    assert.equal(opened, 1, 'nothing came after the reset');
    await cut.release();
    await new Promise((resolve) => rude.close(resolve));
  });

  it('an unknown is looked up at 0.5, 1, 2, 4, 8 s and found: accepted, sent once', async () => {
    let looks = 0;
    await start((seen, response, socket) => {
      if (seen.method === 'POST') socket.destroy();
      else if (seen.target !== `/orders/client:${intent.client_oid}`)
        json(response, 500, { message: 'wrong path' });
      else if (++looks < 5) json(response, 404, { message: 'NotFound' });
      else
        json(response, 200, { ...order, status: 'done', done_reason: 'filled', filled_size: '0.00100000' });
    });
    const clock = jumpingClock();
    const placement = await placeOrder(intent, { trading: connection.trading, clock });
    assert.deepEqual(clock.pauses, [500, 1000, 2000, 4000, 8000]);
    assert.deepEqual(
      [placement.found, placement.outcome, placement.attempts, placement.order.filled_size],
      [true, 'filled', 1, '0.001'],
    );
    assert.equal(sends(server), 1);
  });

  it('an unknown that is not found in time names the order in ORDER_UNRESOLVED', async () => {
    await faulty((_response, socket) => socket.destroy());
    const error = await failure(
      placeOrder(intent, { trading: connection.trading, clock: jumpingClock() }, { timeoutMs: 30_000 }),
    );
    assert.equal(error.code, 'ORDER_UNRESOLVED');
    assert.deepEqual(
      [error.details['client_oid'], error.details['lookups'], error.details['sent'], error.details['reason']],
      [intent.client_oid, 6, true, 'NETWORK'],
    );
  });

  describe('an unknown after the horizon of 40 s', () => {
    const recent = new Date(Date.now() + 1000).toISOString();
    const fill = {
      trade_id: 5,
      order_id: order.id,
      product_id: 'BTC-USD',
      side: 'buy',
      liquidity: 'T',
      price: '1',
      size: '1',
      fee: '0',
      created_at: recent,
      settled: true,
    };
    const answers = (over: Record<string, unknown>): Promise<void> =>
      start((seen, response, socket) => {
        const path = seen.target.split('?')[0] ?? '';
        const body = { '/time': { epoch: Date.now() / 1000 }, '/orders': [], '/fills': [], ...over }[path];
        if (seen.method === 'POST') socket.destroy();
        else if (body === undefined) json(response, 404, { message: 'NotFound' });
        else json(response, 200, body);
      });
    const place = (timeoutMs?: number) =>
      placeOrder(
        intent,
        { trading: connection.trading, clock: jumpingClock() },
        timeoutMs === undefined ? {} : { timeoutMs },
      );

    it('is ORDER_NOT_PLACED where no order and no fill is known', async () => {
      await answers({});
      const error = await failure(place());
      assert.deepEqual([error.code, error.details['reason']], ['ORDER_NOT_PLACED', 'NETWORK']);
      assert.equal(sends(server), 1, 'proven absent, and still not sent again');
    });

    it('stays unresolved one look earlier', async () => {
      await answers({});
      assert.equal((await failure(place(40_000))).code, 'ORDER_UNRESOLVED');
    });

    it('is found among the open orders', async () => {
      await answers({ '/orders': [{ ...order, client_oid: intent.client_oid, status: 'open' }] });
      assert.equal((await place()).order.id, order.id);
    });

    it('is found behind a fill, past orders of others and fills of before', async () => {
      const other = '11111111-1111-4111-8111-111111111111';
      const old = '22222222-2222-4222-8222-222222222222';
      await answers({
        '/fills': [
          { ...fill, trade_id: 7, order_id: other },
          fill,
          { ...fill, trade_id: 1, order_id: old, created_at: '2020-01-01T00:00:00Z' },
        ],
        [`/orders/${order.id}`]: {
          ...order,
          client_oid: intent.client_oid,
          status: 'done',
          done_reason: 'filled',
        },
        [`/orders/${other}`]: { ...order, id: other, client_oid: other },
      });
      assert.deepEqual(
        [(await place()).order.id, server.seen.some(({ target }) => target.includes(old))],
        [order.id, false],
      );
    });

    it('stays unresolved where the exchange cannot be asked', async () => {
      await answers({ '/fills': undefined });
      assert.equal((await failure(place())).code, 'ORDER_UNRESOLVED');
    });
  });

  it('a clock that is off is corrected and the order sent once more, with the same client order id', async () => {
    const ahead = 100_000;
    await start((seen, response) => {
      if (seen.target === '/time') return json(response, 200, { epoch: (Date.now() + ahead) / 1000 });
      const stamp = Number(seen.headers['cb-access-timestamp']) * 1000;
      if (Math.abs(stamp - Date.now() - ahead) > 30_000)
        return json(response, 401, { message: 'request timestamp expired' });
      json(response, 200, order);
    });
    const placement = await placeOrder(intent, { trading: connection.trading, clock: jumpingClock() });
    assert.equal(placement.attempts, 2);
    assert.ok(Math.abs(connection.clockOffsetMs - ahead) < 5000, 'the offset is kept for what follows');
    const bodies = server.seen.filter(({ method }) => method === 'POST').map(({ body }) => body);
    assert.equal(bodies.length, 2);
    assert.equal(bodies[0], bodies[1]);
  });

  it('giving up after the order left: ORDER_UNRESOLVED at once, nothing sent again', async () => {
    const gaveUp = new AbortController();
    await start(() => gaveUp.abort());
    const error = await failure(
      placeOrder(intent, { trading: connection.trading, clock: jumpingClock() }, { signal: gaveUp.signal }),
    );
    assert.deepEqual(
      [error.code, error.details['reason'], error.details['lookups']],
      ['ORDER_UNRESOLVED', 'ABORTED', 0],
    );
    assert.equal(sends(server), 1);
  });

  it('giving up before the order left: ABORTED, nothing sent', async () => {
    await start((_seen, response) => json(response, 200, order));
    const error = await failure(
      placeOrder(
        intent,
        { trading: connection.trading, clock: jumpingClock() },
        { signal: AbortSignal.abort() },
      ),
    );
    assert.deepEqual([error.code, error.details['sent']], ['ABORTED', false]);
    assert.equal(server.seen.length, 0);
  });

  it('closing the account while the order is under way: ORDER_UNRESOLVED', async () => {
    await start(() => void connection.release());
    const error = await failure(placeOrder(intent, { trading: connection.trading, clock: jumpingClock() }));
    assert.deepEqual([error.code, error.details['reason']], ['ORDER_UNRESOLVED', 'ABORTED']);
  });
});
