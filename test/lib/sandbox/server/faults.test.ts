import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { sign } from '../../../../nodes/lib/signer';
import type { RequestFacts, SandboxFault } from '../../../../nodes/lib/sandbox';
import { type Customer, openCustomer, RESTING } from './customer';

describe('faults of the sandbox', () => {
  let customer: Customer;
  let fault: SandboxFault | undefined;
  let asked: RequestFacts[];
  beforeEach(async () => {
    fault = undefined;
    asked = [];
    customer = await openCustomer({
      faults: (request) => {
        asked.push(request);
        return fault;
      },
    });
  });
  afterEach(() => customer.sandbox.close());

  /** Sends one order on a socket of its own and reads until the connection ends or `enough` has come. */
  const raw = async (enough: (text: string) => boolean = () => false) => {
    const body = JSON.stringify(RESTING);
    const request = { method: 'POST', path: '/orders', body } as const;
    const headers = Object.entries({ ...sign(request, customer.credential, customer.clock.now()) });
    const socket = connect(customer.sandbox.port, '127.0.0.1');
    let text = '';
    let error: string | undefined;
    socket.on('error', (thrown: NodeJS.ErrnoException) => (error = thrown.code));
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (enough(text)) socket.destroy();
    });
    socket.write(
      `POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n` +
        `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
    );
    await new Promise((resolve) => socket.once('close', resolve));
    const end = text.indexOf('\r\n\r\n');
    return { head: text.slice(0, end), body: text.slice(end + 4), error };
  };
  const orders = (): number => customer.sandbox.ledger().orders.length;

  it('hide no order from its record: one whose answer is lost, and one that is forgotten later', async () => {
    const taken: unknown[] = [];
    const listening = await openCustomer({
      faults: ({ method }) => (method === 'POST' ? { kind: 'reset', accepted: true } : undefined),
      onAccepted: ({ client_oid, status }) => taken.push([client_oid, status]),
    });
    try {
      const client_oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
      await assert.rejects(listening.place({ ...RESTING, client_oid }));
      await listening.send('DELETE', '/orders');
      assert.deepEqual(listening.sandbox.ledger().orders, []);
      assert.deepEqual(taken, [[client_oid, 'pending']]);
    } finally {
      await listening.sandbox.close();
    }
  });

  it('are chosen by the request, in order of arrival, and see no header', async () => {
    await customer.place(RESTING);
    await customer.place(RESTING);
    await customer.send('GET', '/orders?status=open');
    await customer.send('GET', '/nothing');
    assert.deepEqual(
      asked.map(({ route, earlier }) => [route, earlier]),
      [
        ['POST /orders', 0],
        ['POST /orders', 1],
        ['GET /orders', 0],
        ['other', 0],
      ],
    );
    assert.deepEqual(Object.keys(asked[0] ?? {}).toSorted(), ['body', 'earlier', 'method', 'path', 'route']);
  });

  for (const accepted of [true, false]) {
    it(`answer something else with the order ${accepted ? '' : 'not '}accepted`, async () => {
      for (const [status, headers, text] of [
        [500, undefined, '{"message":"Internal Server Error."}'],
        [503, undefined, ''],
        [429, undefined, '{"message":"Private rate limit exceeded"}'],
        [403, { 'Content-Type': 'text/html' }, '<html>Attention Required</html>'],
        [307, { Location: 'http://127.0.0.1:1/orders' }, ''],
      ] as const) {
        const before = orders();
        fault = { kind: 'answer', accepted, status, body: text, ...(headers && { headers }) };
        const answer = await customer.send('POST', '/orders', { body: RESTING });
        assert.equal(answer.status, status);
        assert.equal(answer.text, text);
        for (const [name, value] of Object.entries(headers ?? {}))
          assert.equal(answer.headers[name.toLowerCase()], value);
        assert.equal(orders() - before, Number(accepted));
      }
    });

    it(`reset the connection with the order ${accepted ? '' : 'not '}accepted`, async () => {
      fault = { kind: 'reset', accepted };
      const { head, body, error } = await raw();
      assert.equal(head + body, '');
      assert.equal(error, 'ECONNRESET');
      assert.equal(orders(), Number(accepted));
    });

    it(`never answer, with the order ${accepted ? '' : 'not '}accepted`, async () => {
      fault = { kind: 'silence', accepted };
      const answer = raw();
      while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(orders(), Number(accepted));
      // Only the sandbox's end ends the waiting.
      await customer.sandbox.close();
      const { head, body } = await answer;
      assert.equal(head + body, '');
    });
  }

  it('cut the body, lie about its length, say it twice', async () => {
    fault = { kind: 'cut', bytes: 10 };
    const cut = await raw();
    assert.match(cut.head, /^HTTP\/1.1 200 /);
    assert.equal(cut.body.length, 10);
    const lengthOf = (head: string): number => Number(/content-length: (\d+)/i.exec(head)?.[1]);
    assert.ok(lengthOf(cut.head) > 10);
    fault = { kind: 'wrong-length', by: 7 };
    const long = await raw();
    assert.equal(lengthOf(long.head), long.body.length + 7);
    assert.doesNotThrow(() => JSON.parse(long.body));
    fault = { kind: 'duplicate' };
    const twice = await raw();
    const [first = '', second = ''] = twice.body.split(/HTTP\/1.1 200 [\s\S]*?\r\n\r\n/);
    assert.equal(first, second);
    assert.doesNotThrow(() => JSON.parse(first));
    assert.equal(orders(), 3, 'each was carried out once');
  });

  it('answer slowly, and in the end whole', async () => {
    fault = { kind: 'slow', bytes: 100, everyMs: 2 };
    const slow = await raw((text) => text.endsWith('}'));
    assert.equal((JSON.parse(slow.body) as { status: string }).status, 'pending');
  });
});

describe('oddities of the real exchange', () => {
  it('a late 404: a new order is not found for a while, by either id', async () => {
    const customer = await openCustomer({ late404Ms: 500 });
    try {
      const client = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
      const id = await customer.place({ ...RESTING, client_oid: client });
      const statuses = async (): Promise<number[]> => [
        (await customer.send('GET', `/orders/${id}`)).status,
        (await customer.send('GET', `/orders/client:${client}`)).status,
      ];
      assert.deepEqual(await statuses(), [404, 404]);
      assert.equal(((await customer.send('GET', '/orders')).value() as object[]).length, 1);
      customer.clock.advance(499);
      assert.deepEqual(await statuses(), [404, 404]);
      customer.clock.advance(2);
      assert.deepEqual(await statuses(), [200, 200]);
    } finally {
      await customer.sandbox.close();
    }
  });

  it('a settle delay: done comes before settled, for the order and its fills', async () => {
    const customer = await openCustomer({ settleDelayMs: 2000 });
    try {
      const order = { product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.01' };
      const id = await customer.place(order);
      const read = async (): Promise<unknown[]> => {
        const found = (await customer.send('GET', `/orders/${id}`)).json();
        const fills = (await customer.send('GET', `/fills?order_id=${id}`)).value() as { settled: boolean }[];
        return [found['status'], found['settled'], fills.every(({ settled }) => settled)];
      };
      assert.deepEqual(await read(), ['done', false, false]);
      customer.clock.advance(1999);
      assert.deepEqual(await read(), ['done', false, false]);
      customer.clock.advance(2);
      assert.deepEqual(await read(), ['done', true, true]);
    } finally {
      await customer.sandbox.close();
    }
  });
});
