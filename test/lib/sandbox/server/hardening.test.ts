import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { request } from 'undici';
import { WebSocket } from 'ws';
import { createListener } from '../../../../nodes/lib/sandbox/server/listener';
import { ok } from '../../../../nodes/lib/sandbox/server/reply';
import { type Customer, openCustomer, RESTING } from './customer';

describe('sandbox against bad input', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  afterEach(async () => {
    const answer = await customer.send('GET', '/accounts');
    assert.equal(answer.status, 200, 'the sandbox lives and answers');
  });
  after(() => customer.sandbox.close());

  /** Sends bytes as they are and resolves with everything that comes back until the other side closes. */
  async function raw(bytes: string | Uint8Array, port = customer.sandbox.port): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
    });
    socket.on('error', () => undefined);
    socket.end(bytes);
    await once(socket, 'close');
    return text;
  }

  it('answers a socket to another address with 404 and names the feeds', async () => {
    const socket = new WebSocket(`${customer.sandbox.feed}/ws`);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      import('node:http').IncomingMessage,
    ];
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += String(part);
    assert.equal(response.statusCode, 404);
    assert.match(
      (JSON.parse(text) as { message: string }).message,
      /\/, \/advanced-trade, \/advanced-trade-user/,
    );
  });

  it('lets a request that offers another upgrade through as ordinary HTTP', async () => {
    const text = await raw(
      'GET /time HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
    );
    assert.match(text, /^HTTP\/1\.1 200 /);
  });

  it('takes the proxy form of a request target', async () => {
    const text = await raw('GET http://127.0.0.1/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    assert.match(text, /^HTTP\/1\.1 200 /);
  });

  it('answers a body over 64 KiB with 413, however long, and takes one just below', async () => {
    for (const length of [65_537, 1_000_000, 10_000_000]) {
      const answer = await customer.send('POST', '/orders', { text: ' '.repeat(length) });
      assert.equal(answer.status, 413, `${length} bytes`);
    }
    const text = JSON.stringify(RESTING).padEnd(65_536, ' ');
    assert.equal((await customer.send('POST', '/orders', { text })).status, 200);
  });

  it('cuts off a body that does not come to an end', async () => {
    const { port } = customer.sandbox;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write('POST /orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    let sent = 0;
    while (!socket.destroyed && sent < 4000) {
      if (!socket.write(chunk)) {
        await Promise.race([new Promise((resolve) => void socket.once('drain', resolve)), closed]);
      }
      sent += 1;
    }
    await closed;
    assert.ok(sent < 1000, `cut off after ${sent} chunks of 64 KiB`);
  });

  it('answers what is not HTTP with 400 and closes', async () => {
    for (const bytes of ['nonsense\r\n\r\n', '\u0016\u0003\u0001\u0002', 'GET / HTTP/9.9\r\n\r\n']) {
      const text = await raw(bytes);
      assert.match(text, /^HTTP\/1\.1 400 Bad Request\r\n/, JSON.stringify(bytes));
      assert.match(text, /\{"message":"Bad Request"\}$/);
    }
  });

  it('answers headers without end with 431', async () => {
    const text = await raw(`GET /time HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`);
    assert.match(text, /^HTTP\/1\.1 431 /);
  });

  it('gives up on a client that sends its request too slowly', async () => {
    const patience = { headersMs: 100, requestMs: 200, idleMs: 1000, checkEveryMs: 20 };
    const server = createListener(() => ok('never'), { patience }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (part: string) => {
        text += part;
      });
      socket.write('POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{');
      await once(socket, 'close');
      assert.match(text, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    } finally {
      server.close();
    }
  });

  it('survives clients that leave in the middle', async () => {
    for (let count = 0; count < 50; count += 1) {
      const socket = connect(customer.sandbox.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET /products/BTC-USD/book?level=3 HTTP/1.1\r\nHost: x\r\n\r\nPOST /orders HT');
      await once(socket, 'connect');
      socket.resetAndDestroy();
    }
  });

  it('survives any bytes', async () => {
    const start = fc.constantFrom(
      '',
      'GET ',
      'POST /orders HTTP/1.1\r\n',
      'GET /products/',
      'DELETE /orders/',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const text = await raw(Buffer.concat([Buffer.from(head), tail]));
        if (text !== '') assert.match(text, /^HTTP\/1\.1 4\d\d /);
      }),
      { numRuns: 150 },
    );
  });

  it('answers any path and query with the exchange’s shape and never with 500', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'orders',
        'products',
        'BTC-USD',
        'accounts',
        'fills',
        'book',
        'client:',
        '%',
        '%00',
        '..',
        '__proto__',
      ),
      fc.string({ maxLength: 12 }).map(encodeURIComponent),
    );
    const query = fc.dictionary(
      fc.constantFrom(
        'limit',
        'before',
        'after',
        'status',
        'sortedBy',
        'level',
        'order_id',
        'product_id',
        'start_date',
      ),
      fc.oneof(
        fc.string({ maxLength: 20 }),
        fc.constantFrom('1', 'constructor', 'BTC-USD', '2026-01-01', '-1'),
      ),
    );
    const method = fc.constantFrom('GET' as const, 'DELETE' as const);
    await fc.assert(
      fc.asyncProperty(method, fc.array(piece, { maxLength: 4 }), query, async (verb, pieces, fields) => {
        const search = new URLSearchParams(fields).toString();
        const path = `/${pieces.join('/')}${search === '' ? '' : `?${search}`}`;
        const answer = await customer.send(verb, path);
        assert.ok(
          [200, 400, 404].includes(answer.status),
          `${verb} ${path}: ${answer.status} ${answer.text}`,
        );
        if (answer.status !== 200) assert.equal(typeof answer.json()['message'], 'string');
      }),
      { numRuns: 300 },
    );
  });

  it('answers any order with 200 or the exchange’s 400, and loses no money to it', async () => {
    const wild = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        '0',
        '-0',
        '0.00',
        '1e21',
        '٣',
        'NaN',
        'Infinity',
        '0x10',
        ' 1',
        '1 ',
        '9'.repeat(24),
        '__proto__',
      ),
      fc.double(),
      fc.string({ maxLength: 20 }),
    );
    const mostly = (value: unknown): fc.Arbitrary<unknown> =>
      fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: wild });
    const order = fc.record(
      {
        product_id: mostly('BTC-USD'),
        side: mostly('buy'),
        type: mostly('limit'),
        price: mostly('1000.00'),
        size: mostly('0.001'),
        time_in_force: mostly('IOC'),
        post_only: mostly(false),
        client_oid: mostly(null),
        stp: mostly('dc'),
        __proto__: mostly(null),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(order, wild), async (body) => {
        const answer = await customer.send('POST', '/orders', { body });
        assert.ok(
          [200, 400].includes(answer.status),
          `${JSON.stringify(body)}: ${answer.status} ${answer.text}`,
        );
        if (answer.status === 400) assert.equal(typeof answer.json()['message'], 'string');
      }),
      { numRuns: 500 },
    );
    await customer.send('DELETE', '/orders');
    const dollars = customer.sandbox.ledger().balances.find(({ currency }) => currency === 'USD');
    assert.equal(dollars?.hold, '0', 'nothing stays held');
  });

  it('answers text that is not JSON with 400', async () => {
    for (const text of ['{', '{"a":', '[1,2', '\u0000', '{"side":"buy",}', '['.repeat(30_000)]) {
      assert.equal((await customer.send('POST', '/orders', { text })).status, 400, text.slice(0, 20));
    }
  });

  it('keeps a connection open between requests', async () => {
    const text = await raw(
      'GET /time HTTP/1.1\r\nHost: x\r\n\r\nGET /time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    assert.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
  });

  it('takes no other method for a route', async () => {
    for (const method of ['PUT', 'PATCH', 'OPTIONS'] as const) {
      const answer = await request(`${customer.sandbox.rest}/orders`, { method });
      await answer.body.dump();
      assert.equal(answer.statusCode, 404, method);
    }
  });
});
