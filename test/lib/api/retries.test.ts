import assert from 'node:assert/strict';
import { openConnection, refusal, type Connection } from '../../../nodes/lib/api';
import { json, startLoopback, testCredential, type Answer, type Loopback } from './loopback';

describe('a connection repeats', () => {
  const credential = testCredential();
  let server: Loopback;
  let connection: Connection;
  const start = async (answer: Answer): Promise<void> => {
    server = await startLoopback(answer);
    connection = openConnection({ origin: server.origin, credential, limiter: 'off', random: () => 0 });
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });

  it('a read after 503 and a lost connection, and says how often it was sent', async () => {
    let call = 0;
    await start((_seen, response, socket) => {
      call += 1;
      if (call === 1) json(response, 503, { message: 'under maintenance' });
      else if (call === 2) socket.destroy();
      else json(response, 200, [1]);
    });
    const response = await connection.request({ method: 'GET', path: '/accounts' });
    assert.deepEqual([response.attempts, response.body], [3, [1]]);
    const stamps = server.seen.map(({ headers }) => headers['cb-access-sign']);
    assert.equal(stamps.length, 3);
  });

  it('four times at most, then hands the answer over', async () => {
    await start((_seen, response) => json(response, 503, { message: 'no' }));
    const request = { method: 'GET', path: '/accounts' };
    const response = await connection.request(request);
    assert.deepEqual([response.status, response.attempts, server.seen.length], [503, 4, 4]);
    assert.equal(refusal(response, request)?.code, 'EXCHANGE_UNAVAILABLE');
  });

  it('no 500: it may mean a wrong key, and says so', async () => {
    await start((_seen, response) => json(response, 500, { message: 'Internal Server Error.' }));
    const request = { method: 'GET', path: '/accounts' };
    const error = refusal(await connection.request(request), request);
    assert.equal(server.seen.length, 1);
    assert.match(error?.message ?? '', /key or its secret may be wrong/);
  });

  it('nothing beyond the deadline', async () => {
    await start((_seen, response) => json(response, 503, { message: 'no' }, { 'retry-after': '30' }));
    const response = await connection.request({ method: 'GET', path: '/a' }, { timeoutMs: 2000 });
    assert.deepEqual(
      [response.status, response.attempts],
      [503, 1],
      'a wait that cannot end in time is not begun',
    );
  });

  it('no request that changes something', async () => {
    await start((_seen, response) => json(response, 503, { message: 'no' }));
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      server.seen.length = 0;
      await connection.request({ method, path: '/a' });
      assert.equal(server.seen.length, 1, method);
    }
  });

  /** A server whose clock is an hour behind. */
  const startLate = (): Promise<void> =>
    start((seen, response) => {
      if (seen.target === '/time') return json(response, 200, { epoch: Date.now() / 1000 - 3600 });
      const late = Number(seen.headers['cb-access-timestamp']) * 1000 > Date.now() - 3_500_000;
      if (late) json(response, 401, { message: 'request timestamp expired' });
      else json(response, 200, seen.method === 'DELETE' ? seen.target.slice(-36) : {});
    });
  const sent = (method: string): number => server.seen.filter((seen) => seen.method === method).length;

  it('a read once after a proven clock refusal, with the corrected clock', async () => {
    await startLate();
    const response = await connection.request({ method: 'GET', path: '/accounts' });
    assert.deepEqual([response.status, response.attempts], [200, 2]);
    assert.ok(Math.abs(connection.clockOffsetMs + 3_600_000) < 5000);
    await connection.request({ method: 'POST', path: '/conversions', body: '{}' });
    assert.equal(
      server.seen.filter(({ target }) => target === '/time').length,
      2,
      'told twice, then believed',
    );
  });

  it('nothing that changes something after it, but signs the next one with the corrected clock', async () => {
    await startLate();
    for (const method of ['POST', 'DELETE']) {
      const request = { method, path: '/conversions' };
      const before = sent(method);
      const response = await connection.request(request);
      assert.equal(sent(method), before + 1, method);
      if (method === 'POST') assert.equal(refusal(response, request)?.code, 'CLOCK_SKEW');
      else assert.equal(response.status, 200);
    }
  });

  it('a cancel after it: it only ever ends what is open', async () => {
    await startLate();
    const id = 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2';
    assert.deepEqual(await connection.trading.cancel({ id }, undefined), { kind: 'canceled', id });
    assert.equal(sent('DELETE'), 2);
  });

  it('never a clock refusal that a corrected clock would not mend', async () => {
    await start((seen, response) =>
      seen.target === '/time'
        ? json(response, 200, { epoch: Date.now() / 1000 })
        : json(response, 401, { message: 'request timestamp expired' }),
    );
    const request = { method: 'POST', path: '/conversions', body: '{}' };
    const error = refusal(await connection.request(request), request);
    assert.equal(error?.code, 'CLOCK_SKEW');
    assert.equal(server.seen.filter(({ method }) => method === 'POST').length, 1);
  });
});
