import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createCredential, createExchangeCredential, verify, verifyExchange } from '../../nodes/lib/signer';
import { sendJson, startCountingServer, type CountingServer } from './counting-server';
import { assertNoLeak, canary, canaryCredentials, canaryOf, credentialsOf, everythingOf } from './canary';
import { aroundEach, codeOf, factsOf, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, requestNode } from './forms';

describe('coinbase-signed-request', () => {
  let server: CountingServer;
  aroundEach();
  afterEach(() => server.close());

  const load = (form: Message = {}): Promise<Bench> =>
    loadBench(
      [
        accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' }),
        requestNode(form),
        requestNode({ id: 'n-next' }),
      ],
      { acc: canaryCredentials() },
    );

  it('sends what the message asks for, signed, and answers with the properties of the HTTP Request node', async () => {
    server = await startCountingServer((_, response) => sendJson(response, 200, [{ currency: 'USD' }]));
    const bench = await load();
    const msg = await bench.ask('n-req', {
      method: 'get',
      url: '/accounts?x=1',
      other: 7,
      payload: 'left alone',
    });
    assert.deepEqual(msg.payload, [{ currency: 'USD' }]);
    assert.equal(msg.statusCode, 200);
    assert.equal(msg.other, 7);
    assert.equal((msg.headers as Record<string, unknown>)['content-type'], 'application/json');
    assert.equal(factsOf(msg).mode, 'paper');
    assert.equal(factsOf(msg).account, 'mine');
    const [one] = server.arrived;
    assert.ok(one);
    const made = createExchangeCredential(canary);
    assert.ok(made.ok && verifyExchange(one, made.credential), 'the server sees a valid signature');
    assert.equal(one.path, '/accounts?x=1');
    assert.equal(one.body, '', 'a GET carries no body');
    await bench.wait('completed');
  });

  const gatewayPage = '<html><b>Bad gateway</b></html>';
  const refuseWithPage = (response: ServerResponse): void =>
    void response.writeHead(502, { 'content-type': 'text/html' }).end(gatewayPage);

  it('hands the page of a gateway that refuses to Catch, at msg.payload', async () => {
    server = await startCountingServer((_, response) => refuseWithPage(response));
    const bench = await load();
    const msg = await bench.ask('n-req', { method: 'DELETE', url: '/orders', statusCode: 200 });
    assert.deepEqual([codeOf(msg), msg.statusCode, msg.payload], ['EXCHANGE_UNAVAILABLE', 502, gatewayPage]);
  });

  it('sends the page of a gateway that refuses on where the form says so', async () => {
    server = await startCountingServer((_, response) => refuseWithPage(response));
    const bench = await load({ sendRefusals: true });
    const msg = await bench.ask('n-req', { method: 'DELETE', url: '/orders' });
    assert.deepEqual([msg.error, msg.statusCode, msg.payload], [undefined, 502, gatewayPage]);
    await bench.wait('completed');
  });

  it('leaves no status of an earlier request on a message that got no answer', async () => {
    server = await startCountingServer((_, response) => void response.destroy());
    const bench = await load();
    const msg = await bench.ask('n-req', { method: 'DELETE', url: '/orders', statusCode: 200 });
    assert.deepEqual([codeOf(msg), 'statusCode' in msg], ['NETWORK', false]);
  });

  it("hands a refusal to Catch with code, hint, the exchange's words and the body", async () => {
    server = await startCountingServer((_, response) =>
      sendJson(response, 400, { message: 'Insufficient funds' }),
    );
    const bench = await load({ method: 'POST', path: '/orders' });
    const msg = await bench.ask('n-req', { payload: { size: '1' } });
    assert.equal(codeOf(msg), 'INSUFFICIENT_FUNDS');
    assert.equal(factsOf(msg).error?.exchange, 'Insufficient funds');
    assert.deepEqual(msg.payload, { message: 'Insufficient funds' });
    assert.equal(msg.statusCode, 400);
    assert.equal(bench.records.completed.length, 0);
  });

  it('sends a refusal on as an ordinary message when the form says so', async () => {
    server = await startCountingServer((_, response) => sendJson(response, 404, { message: 'NotFound' }));
    const bench = await load({ method: 'GET', path: '/orders/1', sendRefusals: true });
    const msg = await bench.ask('n-req', {});
    assert.equal(codeOf(msg), undefined);
    assert.equal(msg.statusCode, 404);
    assert.equal(factsOf(msg).error?.code, 'NOT_FOUND');
    assert.deepEqual(msg.payload, { message: 'NotFound' });
    await bench.wait('completed');
  });

  it('explains how it signed, without anything that could sign again', async () => {
    server = await startCountingServer();
    const bench = await load({ method: 'POST', path: '/reports', explain: true });
    const msg = await bench.ask('n-req', { payload: { type: 'fills' } });
    const explained = factsOf(msg).explain as { prehash: string; signature: string };
    assert.match(explained.prehash, /^\d+(\.\d+)?POST\/reports\{"type":"fills"\}$/);
    assert.match(explained.signature, /^.{4}…/);
    assertNoLeak(everythingOf(bench), server.arrived);
  });

  it('takes a short path on Advanced Trade for one of its endpoints, and says so; a whole one stays', async () => {
    server = await startCountingServer();
    const account = accountNode({ environment: 'advanced-trade', origin: server.origin, limiter: 'off' });
    const bench = await loadBench([account, requestNode()], { acc: credentialsOf('cdp') });
    const based = ['/accounts', 'products/BTC-USD?x=1', '/apis', '/v2x'];
    const whole = ['/api/v3/brokerage/accounts', '/v2/user', '/sandbox/market'];
    for (const url of based)
      assert.equal(factsOf(await bench.ask('n-req', { url })).base_added, '/api/v3/brokerage', url);
    for (const url of whole) assert.equal(factsOf(await bench.ask('n-req', { url })).base_added, undefined);
    assert.deepEqual(
      server.arrived.map((one) => one.path),
      [...based.map((url) => `/api/v3/brokerage/${url.replace(/^\//, '')}`), ...whole],
    );
    const made = createCredential({ scheme: 'cdp', ...canaryOf.cdp });
    assert.ok(made.ok);
    for (const one of server.arrived) assert.ok(verify(one, made.credential, '127.0.0.1'), one.path);
  });

  it('lets the form win over the message, and says when it added the first slash', async () => {
    server = await startCountingServer();
    const form = {
      method: 'POST',
      path: 'reports',
      query: '{"a":["1","2"],"b":"x y"}',
      headers: '{"x-note":"form"}',
      body: '{"from":"form"}',
      bodyType: 'json',
      timeout: '5',
    };
    const bench = await load(form);
    const msg = await bench.ask('n-req', {
      method: 'DELETE',
      url: '/elsewhere',
      headers: { 'x-note': 'msg' },
      payload: { from: 'msg' },
      requestTimeout: 'ignored',
    });
    const [one] = server.arrived;
    assert.equal(one?.method, 'POST');
    assert.equal(one.path, '/reports?a=1&a=2&b=x%20y');
    assert.equal(one.headers['x-note'], 'form');
    assert.equal(one.body, '{"from":"form"}');
    assert.equal(factsOf(msg).slash_added, true);
  });

  it("never sends an answer's headers with the next request, and new ones it does", async () => {
    server = await startCountingServer((_, response) => {
      response.setHeader('x-from-answer', 'yes');
      sendJson(response, 200, {});
    });
    const bench = await load();
    const first = await bench.ask('n-req', { url: '/accounts' });
    await bench.ask('n-next', { ...first, url: '/fills' });
    assert.equal(server.arrived[1]?.headers['x-from-answer'], undefined);
    await bench.ask('n-next', { url: '/fills', headers: { 'x-mine': 'yes' } });
    assert.equal(server.arrived[2]?.headers['x-mine'], 'yes');
  });

  it('takes an absolute URL of exactly its account as the path', async () => {
    server = await startCountingServer();
    const bench = await load();
    await bench.ask('n-req', { url: `${server.origin}/products/BTC-USD?x=1` });
    assert.equal(server.arrived[0]?.path, '/products/BTC-USD?x=1');
  });

  it('signs every kind of query and body so that the server agrees', async () => {
    server = await startCountingServer();
    const made = createExchangeCredential(canary);
    assert.ok(made.ok);
    const bench = await load();
    const urls = [
      "/fills?note=it's (a) *",
      '/orders?start_date=2024-01-01T00:00:00.000Z',
      '/x?q=ключ&r=100%',
      '/x?a=1&a=2',
    ];
    const bodies: unknown[] = ['{"a" :  1}', { b: 'ü€' }, [1, 2], Buffer.from('{"c":1}'), undefined, ''];
    for (const url of urls) await bench.ask('n-req', { url });
    for (const payload of bodies) await bench.ask('n-req', { url: '/orders', method: 'POST', payload });
    assert.equal(server.arrived.length, urls.length + bodies.length);
    for (const one of server.arrived)
      assert.ok(verifyExchange(one, made.credential), `${one.path} ${one.body}`);
    assertNoLeak(everythingOf(bench), server.arrived);
  });

  const faults: readonly (readonly [code: string, answer: (response: ServerResponse) => void])[] = [
    ['TIMEOUT', () => undefined],
    ['RESPONSE_NOT_JSON', (response) => response.end('<html><b>Sign in</b></html>')],
    ['RESPONSE_EMPTY', (response) => response.end()],
    ['RESPONSE_TOO_LARGE', (response) => response.end(`"${'x'.repeat(9 * 1024 * 1024)}"`)],
    ['RESPONSE_CUT', (response) => cut(response)],
    ['NETWORK', (response) => response.destroy()],
    ['REDIRECT_REFUSED', (response) => response.writeHead(302, { location: 'https://evil.example/' }).end()],
    ['EXCHANGE_UNAVAILABLE', (response) => sendJson(response, 503, { message: 'Service Unavailable' })],
    ['RATE_LIMITED', (response) => sendJson(response, 429, { message: 'Private rate limit exceeded' })],
    ['SIGNATURE_REJECTED', (response) => sendJson(response, 401, { message: 'invalid signature' })],
    ['PERMISSION_DENIED', (response) => sendJson(response, 403, { message: 'Forbidden' })],
  ];
  for (const [code, answer] of faults)
    it(`reports ${code} as such`, async () => {
      server = await startCountingServer((_, response) => answer(response));
      const bench = await load({ method: 'POST', path: '/reports' });
      const requestTimeout = code === 'TIMEOUT' ? 300 : 10_000;
      const msg = await bench.ask('n-req', { payload: {}, requestTimeout });
      assert.equal(codeOf(msg), code);
      assert.equal(factsOf(msg).error?.code, code);
      assert.equal(server.arrived.length, 1, 'a write is never repeated');
      assertNoLeak(everythingOf(bench), server.arrived);
    });
});

/** Promises more than it sends. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"a":');
  setImmediate(() => response.destroy());
}
