import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { openConnection, refusal, type Connection } from '../../../nodes/lib/api';
import { systemClock } from '../../../nodes/lib/rules/clock';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { createExchangeCredential, verify } from '../../../nodes/lib/signer';
import { closedPort, json, startLoopback, testCredential, type Answer, type Loopback } from './loopback';
import { patience } from '../../patience';

async function failure(promise: Promise<unknown>): Promise<CoinbaseError> {
  try {
    await promise;
  } catch (thrown) {
    return thrown as CoinbaseError;
  }
  throw new assert.AssertionError({ message: 'it should have failed' });
}

/** The pool takes a socket back some turns after the answer's end. */
async function poolIsIdle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

describe('a connection', () => {
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

  describe('sends', () => {
    it('exactly what it signed, body and query included', async () => {
      await start((_seen, response) => json(response, 200, {}));
      const body = '{"size":"0.10","note":"é ü €"}';
      await connection.request({ method: 'POST', path: '/profiles/transfer?x=a%20b&y=%27(1)*&y=2', body });
      await connection.request({ method: 'GET', path: '/accounts' });
      for (const seen of server.seen) {
        const received = { method: seen.method, path: seen.target, body: seen.body, headers: seen.headers };
        assert.equal(verify(received, credential), true, `${seen.method} ${seen.target}`);
      }
      assert.equal(server.seen[0]?.body, body);
      assert.equal(server.seen[0]?.target, '/profiles/transfer?x=a%20b&y=%27(1)*&y=2');
    });

    it('a user agent, accept, and a content type with a body only', async () => {
      await start((_seen, response) => json(response, 200, {}));
      await connection.request({ method: 'GET', path: '/a' });
      await connection.request({ method: 'POST', path: '/b', body: '{}' });
      const [get, post] = server.seen;
      assert.match(get?.headers['user-agent'] ?? '', /node-red-coinbase/);
      assert.equal(get?.headers['accept'], 'application/json');
      assert.equal(get?.headers['content-type'], undefined);
      assert.equal(post?.headers['content-type'], 'application/json');
    });

    it("the caller's own headers, but none that signs, routes or measures", async () => {
      await start((_seen, response) => json(response, 200, {}));
      await connection.request({
        method: 'GET',
        path: '/a',
        headers: { 'X-Trace': '7', 'User-Agent': 'mine' },
      });
      assert.equal(server.seen[0]?.headers['x-trace'], '7');
      assert.equal(server.seen[0]?.headers['user-agent'], 'mine');
      for (const name of [
        'CB-ACCESS-KEY',
        'cb-access-sign',
        'X-CB-ACCESS-TIMESTAMP',
        'Authorization',
        'HOST',
        'Content-Length',
        'transfer-encoding',
        'Connection',
        'X-HTTP-Method-Override',
        'bad name',
        'x\r\ny',
      ]) {
        const error = await failure(
          connection.request({ method: 'GET', path: '/a', headers: { [name]: '1' } }),
        );
        assert.equal(error.code, 'PATH_REFUSED', name);
      }
      const split = await failure(
        connection.request({ method: 'GET', path: '/a', headers: { 'x-a': 'b\r\nhost: c' } }),
      );
      assert.equal(split.code, 'PATH_REFUSED');
      assert.equal(server.seen.length, 1, 'no refused request leaves');
    });
  });

  describe('answers', () => {
    const rows: readonly { name: string; code: string; answer: Answer; detail?: [string, unknown] }[] = [
      {
        name: 'HTML',
        code: 'RESPONSE_NOT_JSON',
        answer: (_s, r) => r.end('<script>var a</script><b>Please log in</b>'),
        detail: ['excerpt', 'Please log in'],
      },
      { name: 'nothing', code: 'RESPONSE_EMPTY', answer: (_s, r) => r.end(), detail: ['status', 200] },
      {
        name: 'an announced length of 9 MiB',
        code: 'RESPONSE_TOO_LARGE',
        answer: (_s, r) => void r.writeHead(200, { 'content-length': String(9 * 2 ** 20) }).write('['),
      },
      {
        name: 'an endless body',
        code: 'RESPONSE_TOO_LARGE',
        answer: (_s, r) => {
          const more = (): void => {
            while (!r.destroyed && r.write('x'.repeat(65536)));
          };
          r.on('drain', more);
          more();
        },
      },
      {
        name: 'a cut body',
        code: 'RESPONSE_CUT',
        answer: (_s, r, socket) => {
          r.writeHead(200, { 'content-length': '100' });
          r.write('{"a":');
          setImmediate(() => socket.destroy());
        },
      },
      {
        name: 'a redirect',
        code: 'REDIRECT_REFUSED',
        answer: (_s, r) => r.writeHead(302, { location: 'https://evil.example/?token=1' }).end(),
        detail: ['host', 'evil.example'],
      },
      { name: 'a lost connection', code: 'NETWORK', answer: (_s, _r, socket) => socket.destroy() },
    ];
    for (const { name, code, answer, detail } of rows) {
      it(`${name}: ${code}`, async () => {
        await start(answer);
        const error = await failure(
          connection.request({ method: 'POST', path: '/reports', body: '{}' }, { timeoutMs: 5000 }),
        );
        assert.equal(error.code, code);
        if (detail) assert.equal(error.details[detail[0]], detail[1]);
        assert.equal(error.cause, undefined, 'a cause can hold the signed request');
        assert.equal(server.seen.length, 1, 'a request that changes something is sent once');
      });
    }

    it('a redirect is not followed and only its host is told', async () => {
      await start((seen, response) =>
        seen.target === '/a'
          ? response.writeHead(307, { location: `${server.origin}/b?x=secret` }).end()
          : json(response, 200, {}),
      );
      const error = await failure(connection.request({ method: 'GET', path: '/a' }));
      assert.equal(error.code, 'REDIRECT_REFUSED');
      assert.equal(server.seen.length, 1);
      assert.doesNotMatch(JSON.stringify([error.message, error.details]), /secret/);
    });

    it('nothing in time: TIMEOUT, and the connection is given up', async () => {
      await start(() => undefined);
      const error = await failure(
        connection.request({ method: 'POST', path: '/a', body: '{}' }, { timeoutMs: 60 }),
      );
      assert.deepEqual([error.code, error.details['sent']], ['TIMEOUT', true]);
    });

    it('headers and then silence: TIMEOUT', async () => {
      await start((_seen, response) => void response.writeHead(200).write('{'));
      const error = await failure(connection.request({ method: 'GET', path: '/a' }, { timeoutMs: 60 }));
      assert.equal(error.code, 'TIMEOUT');
    });

    it('an abort by the caller: ABORTED', async () => {
      const caller = new AbortController();
      await start(() => caller.abort());
      const error = await failure(
        connection.request({ method: 'GET', path: '/a' }, { signal: caller.signal }),
      );
      assert.equal(error.code, 'ABORTED');
    });

    it('an abort before the call: ABORTED, and nothing leaves', async () => {
      await start((_seen, response) => json(response, 200, {}));
      const error = await failure(
        connection.request({ method: 'GET', path: '/a' }, { signal: AbortSignal.abort() }),
      );
      assert.deepEqual([error.code, error.details['sent'], server.seen.length], ['ABORTED', false, 0]);
    });

    it('HEAD and 204 have no body and need none', async () => {
      await start((seen, response) => void response.writeHead(seen.method === 'HEAD' ? 200 : 204).end());
      assert.equal((await connection.request({ method: 'HEAD', path: '/a' })).body, undefined);
      assert.equal((await connection.request({ method: 'DELETE', path: '/a' })).status, 204);
    });

    it('two hundred calls with one signal cause no warning of a leak', async () => {
      await start((_seen, response) => json(response, 200, {}));
      const warnings: string[] = [];
      const onWarning = (warning: Error): number => warnings.push(warning.message);
      process.on('warning', onWarning);
      const { signal } = new AbortController();
      await Promise.all(
        Array.from({ length: 200 }, () => connection.request({ method: 'GET', path: '/a' }, { signal })),
      );
      await new Promise(setImmediate);
      process.off('warning', onWarning);
      assert.deepEqual(warnings, []);
    });
  });

  describe('is shared', () => {
    it('by all users of one origin and credential: one pool', async () => {
      await start((_seen, response) => json(response, 200, {}));
      const second = openConnection({ origin: server.origin, credential: testCredential(), limiter: 'off' });
      await connection.request({ method: 'GET', path: '/a' });
      await poolIsIdle();
      await second.request({ method: 'GET', path: '/b' });
      assert.equal(server.connections(), 1);
      await second.release();
    });

    it('not by another secret of the same key', async () => {
      await start((_seen, response) => json(response, 200, {}));
      const other = createExchangeCredential({
        key: credential.key,
        secret: Buffer.alloc(64, 7).toString('base64'),
        passphrase: credential.passphrase,
      });
      assert.equal(other.ok, true);
      if (!other.ok) return;
      const second = openConnection({ origin: server.origin, credential: other.credential, limiter: 'off' });
      await connection.request({ method: 'GET', path: '/a' });
      await second.request({ method: 'GET', path: '/a' });
      assert.equal(server.connections(), 2);
      assert.notEqual(server.seen[0]?.headers['cb-access-sign'], server.seen[1]?.headers['cb-access-sign']);
      await second.release();
    });

    it('over a redeploy: released and opened again within a second, the same socket is used', async () => {
      await start((_seen, response) => json(response, 200, {}));
      await connection.request({ method: 'GET', path: '/a' });
      await connection.release();
      await poolIsIdle();
      connection = openConnection({ origin: server.origin, credential, limiter: 'off' });
      await connection.request({ method: 'GET', path: '/b' });
      assert.equal(server.connections(), 1);
    });

    it("and one user's end aborts only that user's requests", async () => {
      await start((seen, response) => {
        if (seen.target === '/slow') setTimeout(() => json(response, 200, 'slow'), 100);
        else void connection.release();
      });
      const other = openConnection({ origin: server.origin, credential, limiter: 'off' });
      const slow = other.request({ method: 'GET', path: '/slow' });
      const error = await failure(connection.request({ method: 'GET', path: '/hangs' }));
      assert.equal(error.code, 'ABORTED');
      assert.equal((await slow).body, 'slow');
      await other.release();
    });
  });

  it('closes at once with a server that hangs, and refuses what comes later', async () => {
    await start(() => undefined);
    const hanging = failure(connection.request({ method: 'GET', path: '/a' }));
    const began = systemClock.elapsed();
    await connection.release();
    await connection.release();
    assert.equal((await hanging).code, 'ABORTED');
    assert.ok(systemClock.elapsed() - began < patience(1000));
    assert.equal((await failure(connection.request({ method: 'GET', path: '/a' }))).code, 'ABORTED');
  });

  it('tells in plain words that nothing listens there', async () => {
    await start(() => undefined);
    const nobody = openConnection({
      origin: `http://127.0.0.1:${await closedPort()}`,
      credential,
      limiter: 'off',
    });
    const error = await failure(nobody.request({ method: 'POST', path: '/a', body: '{}' }));
    assert.equal(error.code, 'NETWORK');
    assert.match(error.message, /connection refused/);
    await nobody.release();
  });

  it('shows no part of the credential in any error', async () => {
    await start((_seen, response) => json(response, 401, { message: 'invalid signature' }));
    const request = { method: 'GET', path: '/accounts' };
    const refused = refusal(await connection.request(request), request);
    const cut = await failure(connection.request({ method: 'GET', path: '/a', headers: { Host: 'x' } }));
    for (const error of [refused, cut]) {
      const all = JSON.stringify([error?.message, error?.stack, error?.details, error]);
      assert.equal(all.includes(credential.key), false);
      assert.equal(all.includes(credential.passphrase), false);
      for (const seen of server.seen)
        assert.equal(all.includes(String(seen.headers['cb-access-sign'])), false);
    }
  });
});

describe('a refusal that comes twice on its connection', () => {
  for (const [status, refused] of [
    [400, '{"message":"Insufficient funds"}'],
    [200, '{"success":false,"error_response":{"error":"INSUFFICIENT_FUND"}}'],
  ] as const) {
    it(`with status ${status}: does not refuse the next order`, async () => {
      const answers: number[] = [];
      let sockets = 0;
      const server = createServer((socket) => {
        const [code, body] = (sockets += 1) === 1 ? [status, refused] : [200, '{"success":true}'];
        socket.on('error', () => undefined);
        socket.on('data', () => {
          answers.push(code);
          socket.write(`HTTP/1.1 ${code} X\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const connection = openConnection({
        origin,
        credential: testCredential(),
        limiter: 'off',
        random: () => 0,
      });
      try {
        const order = { method: 'POST', path: '/orders', body: '{}' } as const;
        await connection.request(order).catch(() => undefined);
        await poolIsIdle();
        assert.deepEqual((await connection.request(order)).body, { success: true });
        assert.equal(answers.length, 2);
      } finally {
        await connection.release();
        server.close();
      }
    });
  }
});
