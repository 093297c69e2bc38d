import type { ServerResponse } from 'node:http';
import assert from 'node:assert/strict';
import { startCountingServer, type Arrived, type CountingServer } from './counting-server';
import { assertNoLeak, canaryCredentials, credentialsOf, everythingOf } from './canary';
import { aroundEach, codeOf, helper, loadBench, type Message } from './flow-bench';
import { accountNode, cancelNode, placeNode, requestNode } from './forms';

/** Servers that repeat what they were sent, as debugging proxies and some gateways do. */
const ECHOES: Readonly<Record<string, (request: Arrived, response: ServerResponse) => void>> = {
  'as JSON with 200': ({ headers }, response) => response.end(JSON.stringify({ headers })),
  'as JSON with escaped slashes': ({ headers }, response) =>
    response.end(JSON.stringify({ headers }).replaceAll('/', '\\/')),
  'in the message of a 400': ({ headers }, response) =>
    response.writeHead(400).end(JSON.stringify({ message: `bad headers: ${JSON.stringify(headers)}` })),
  'only the passphrase, in the message of a 401': ({ headers }, response) =>
    response
      .writeHead(401)
      .end(JSON.stringify({ message: `wrong: ${String(headers['cb-access-passphrase'])}` })),
  'on a page with 502': ({ headers }, response) =>
    response.writeHead(502).end(`<pre>${JSON.stringify(headers).replaceAll('"', '&quot;')}</pre>`),
  'the passphrase first, on a page with 403': ({ headers }, response) =>
    response.writeHead(403).end(`cb-access-passphrase: ${String(headers['cb-access-passphrase'])}`),
  'in a header': ({ headers }, response) =>
    response
      .writeHead(200, {
        'x-sign': String(headers['cb-access-sign']),
        'x-pass': [String(headers['cb-access-passphrase'])],
      })
      .end('{}'),
};

describe('a server that echoes the request', () => {
  let server: CountingServer;
  aroundEach();
  afterEach(() => server.close());

  for (const [how, echo] of Object.entries(ECHOES))
    it(`${how} gets no secret into the flow`, async () => {
      server = await startCountingServer(echo);
      const account = accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' });
      const bench = await loadBench(
        [
          account,
          requestNode({ method: 'POST', path: '/reports' }),
          requestNode({ id: 'n-on', method: 'POST', path: '/reports', sendRefusals: true }),
          placeNode(),
          cancelNode({ target: 'payload.id' }),
        ],
        { acc: canaryCredentials() },
      );
      for (const id of ['n-req', 'n-on', 'n-place', 'n-cancel'])
        await bench.ask(id, { payload: { id: 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2' } });
      assert.ok(server.arrived.length >= 4);
      assertNoLeak(everythingOf(bench), server.arrived);
    });

  for (const [environment, scheme] of [
    ['advanced-trade', 'cdp'],
    ['coinbase-app', 'cdp'],
    ['coinbase-app', 'coinbase-app'],
    ['prime', 'prime'],
    ['international', 'international'],
  ] as const)
    it(`gets nothing of a request of ${environment} with ${scheme} into the flow, page by page neither`, async () => {
      const echoes: readonly ((request: Arrived, response: ServerResponse) => void)[] = [
        ({ headers }, response) => response.end(JSON.stringify({ headers })),
        ({ headers }, response) =>
          response.writeHead(401).end(JSON.stringify({ message: JSON.stringify(headers) })),
        ({ headers }, response) => response.writeHead(403).end(`<pre>${JSON.stringify(headers)}</pre>`),
        ({ headers }, response) =>
          response.writeHead(200, { 'x-echo': JSON.stringify(headers) }).end('{"list":[1]}'),
      ];
      for (const echo of echoes) {
        server = await startCountingServer(echo);
        const account = accountNode({ environment, origin: server.origin, limiter: 'off' });
        const form = { method: 'GET', path: '/v2/x' };
        const bench = await loadBench(
          [account, requestNode(form), requestNode({ ...form, id: 'n-pages', pages: 'each' })],
          { acc: credentialsOf(scheme) },
        );
        for (const id of ['n-req', 'n-pages']) await bench.ask(id, {});
        assert.equal(server.arrived.length, 2);
        assertNoLeak(everythingOf(bench), server.arrived);
        await helper.unload();
        await server.close();
      }
      server = await startCountingServer();
    });

  it('does not keep data away that only looks like a passphrase', async () => {
    server = await startCountingServer((_, response) => response.end('{"note":"canarypass1"}'));
    const account = accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' });
    const bench = await loadBench([account, requestNode({ method: 'GET', path: '/x' })], {
      acc: canaryCredentials(),
    });
    const msg: Message = await bench.ask('n-req', {});
    assert.deepEqual([codeOf(msg), msg.payload], [undefined, { note: 'canarypass1' }]);
  });
});
