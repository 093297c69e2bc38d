import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { provideSandbox } from '../../nodes/lib/runtime';
import { assertNoLeak, canary, canaryCredentials, everythingOf } from './canary';
import { startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, codeOf, factsOf, loadBench, type Message } from './flow-bench';
import { accountNode, requestNode } from './forms';

describe('coinbase-account', () => {
  let server: CountingServer;
  aroundEach();
  beforeEach(async () => {
    server = await startCountingServer();
  });
  afterEach(() => server.close());

  const remote = (form: Message = {}): Message =>
    accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off', ...form });
  const request = requestNode({ method: 'GET', path: '/accounts' });

  it('needs nothing but its default: the local sandbox answers', async () => {
    const bench = await loadBench([accountNode(), request]);
    const msg = await bench.ask('n-req', {});
    assert.ok(Array.isArray(msg.payload) && msg.payload.length > 0);
    assert.equal(factsOf(msg).environment, 'local-sandbox');
    assert.equal(factsOf(msg).mode, 'paper');
  });

  it('says so when the sandbox is not installed', async () => {
    const bench = await loadBench([accountNode(), request]);
    provideSandbox(undefined);
    const msg = await bench.ask('n-req', {});
    assert.equal(codeOf(msg), 'ACCOUNT_MISSING');
    assert.match(factsOf(msg).error?.message ?? '', /coinbase-sandbox/);
  });

  it('takes its credential from environment variables', async () => {
    process.env.TEST_CB_KEY = canary.key;
    process.env.TEST_CB_SECRET = canary.secret;
    try {
      const bench = await loadBench([remote(), request], {
        acc: {
          ...canaryCredentials(),
          coinbaseAccountKey: '${TEST_CB_KEY}',
          coinbaseAccountSecret: '${TEST_CB_SECRET}',
        },
      });
      await bench.ask('n-req', {});
      assert.equal(server.arrived[0]?.headers['cb-access-key'], canary.key);
      assertNoLeak(everythingOf(bench), server.arrived);
    } finally {
      delete process.env.TEST_CB_KEY;
      delete process.env.TEST_CB_SECRET;
    }
  });

  it('names the variable that is not set, in the status too', async () => {
    const bench = await loadBench([remote(), request], {
      acc: { ...canaryCredentials(), coinbaseAccountSecret: '${TEST_CB_UNSET}' },
    });
    const msg = await bench.ask('n-req', {});
    assert.equal(codeOf(msg), 'CREDENTIAL_INVALID');
    assert.match(factsOf(msg).error?.message ?? '', /TEST_CB_UNSET/);
    const seen = (await bench.wait('status')).map(({ status }) => status as Record<string, unknown>);
    assert.ok(
      seen.some(
        ({ fill, shape, code }) => fill === 'red' && shape === 'ring' && code === 'CREDENTIAL_INVALID',
      ),
    );
    assert.equal(server.arrived.length, 0);
    assertNoLeak(everythingOf(bench));
  });

  describe('with a key file', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'coinbase-key-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const layouts: Record<string, string> = {
      json: JSON.stringify(canary),
      env: `COINBASE_KEY=${canary.key}\nCOINBASE_SECRET=${canary.secret}\nCOINBASE_PASSPHRASE=${canary.passphrase}\n`,
      lines: `\ufeff${canary.key}\r\n${canary.secret}\r\n${canary.passphrase}\r\n`,
    };
    for (const [layout, text] of Object.entries(layouts))
      it(`reads it in the layout ${layout}`, async () => {
        const keyFile = path.join(folder, 'key');
        await writeFile(keyFile, text);
        const bench = await loadBench([remote({ keyFile }), request]);
        assert.equal((await bench.ask('n-req', {})).statusCode, 200);
        const headers = server.arrived[0]?.headers;
        assert.equal(headers?.['cb-access-key'], canary.key);
        assert.equal(headers['cb-access-passphrase'], canary.passphrase);
        assertNoLeak(everythingOf(bench), server.arrived);
      });

    it('lets a typed passphrase complete a file that has none', async () => {
      const keyFile = path.join(folder, 'key');
      await writeFile(keyFile, JSON.stringify({ key: canary.key, secret: canary.secret }));
      const bench = await loadBench([remote({ keyFile }), request], {
        acc: { coinbaseAccountPassphrase: canary.passphrase },
      });
      assert.equal((await bench.ask('n-req', {})).statusCode, 200);
    });

    it('says what is wrong with it, without its content, and works once it is mended', async () => {
      const keyFile = path.join(folder, 'key');
      const bench = await loadBench([remote({ keyFile }), request]);
      const missing = await bench.ask('n-req', {});
      assert.equal(codeOf(missing), 'CREDENTIAL_INVALID');
      assert.match(factsOf(missing).error?.message ?? '', /does not exist/);
      await writeFile(keyFile, JSON.stringify({ ...canary, secret: canary.secret.slice(0, 50) }));
      const damaged = await bench.ask('n-req', {});
      assert.equal(codeOf(damaged), 'CREDENTIAL_INVALID');
      assert.equal(everythingOf(bench).includes(canary.secret.slice(0, 20)), false);
      await writeFile(keyFile, JSON.stringify(canary));
      assert.equal((await bench.ask('n-req', {})).statusCode, 200);
    });
  });

  it('reads a whole credential in the place of the key', async () => {
    const bench = await loadBench([remote(), request], {
      acc: { coinbaseAccountKey: JSON.stringify(canary) },
    });
    assert.equal((await bench.ask('n-req', {})).statusCode, 200);
    assert.equal(server.arrived[0]?.headers['cb-access-passphrase'], canary.passphrase);
  });

  it('shares one connection among its nodes', async () => {
    const again = requestNode({ id: 'n-again', method: 'GET', path: '/time' });
    const bench = await loadBench([remote(), request, again], { acc: canaryCredentials() });
    for (let count = 0; count < 5; count += 1) {
      bench.send('n-req', {});
      bench.send('n-again', {});
    }
    await bench.wait('out', 10);
    assert.equal(server.arrived.length, 10);
  });
});
