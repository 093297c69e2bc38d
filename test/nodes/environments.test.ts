import assert from 'node:assert/strict';
import { keyFingerprint, livePermit } from '../../nodes/lib/runtime';
import { createCredential, verify, type Scheme } from '../../nodes/lib/signer';
import { assertNoLeak, canaryOf, credentialsOf, everythingOf } from './canary';
import { sendJson, startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, cancelNode, listNode, placeNode, requestNode } from './forms';

/** Every environment that signed-request alone can use, with what it reads there. */
const CASES: readonly {
  environment: string;
  scheme: Scheme;
  path: string;
  creates: string;
  moves: string;
}[] = [
  {
    environment: 'prime',
    scheme: 'prime',
    path: '/v1/portfolios?limit=5',
    creates: '/v1/portfolios/1/order',
    moves: '/v1/portfolios/1/wallets/2/withdrawals',
  },
  {
    environment: 'international',
    scheme: 'international',
    path: '/api/v1/portfolios?x=1',
    creates: '/api/v1/orders',
    moves: '/api/v1/transfers/withdraw',
  },
  {
    environment: 'advanced-trade',
    scheme: 'cdp',
    path: '/api/v3/brokerage/accounts?limit=5',
    creates: '/api/v3/brokerage/orders',
    moves: '/api/v3/brokerage/portfolios/move_funds',
  },
  {
    environment: 'coinbase-app',
    scheme: 'cdp',
    path: '/v2/accounts?limit=5',
    creates: '/v2/accounts/1/buys',
    moves: '/v2/accounts/1/transactions',
  },
  {
    environment: 'coinbase-app',
    scheme: 'coinbase-app',
    path: '/v2/accounts?limit=5',
    creates: '/v2/accounts/1/sells',
    moves: '/v2/accounts/1/addresses',
  },
  ...(['exchange', 'cdp', 'prime', 'international', 'coinbase-app'] as const).map((scheme) => ({
    environment: 'custom',
    scheme,
    path: '/accounts?limit=5',
    creates: '/orders',
    moves: '/withdrawals/crypto',
  })),
];

describe('environments for signed-request', () => {
  let server: CountingServer;
  aroundEach();
  beforeEach(async () => {
    server = await startCountingServer((_, response) => sendJson(response, 200, { ok: true }));
  });
  afterEach(() => server.close());

  for (const { environment, scheme, path, creates, moves } of CASES) {
    describe(`${environment} with a key of the scheme ${scheme}`, () => {
      const permit = (): string => livePermit(keyFingerprint(canaryOf[scheme].key), server.origin);
      const load = (form: Message = {}, allowed?: string): Promise<Bench> =>
        loadBench(
          [
            accountNode({ environment, scheme, origin: server.origin, limiter: 'off' }),
            requestNode(form),
            placeNode(),
            listNode(),
            cancelNode(),
          ],
          { acc: credentialsOf(scheme, allowed) },
        );

      it('signs so that its server agrees, explains it, and tells nothing', async () => {
        const bench = await load({ explain: true });
        const msg = await bench.ask('n-req', { url: path });
        assert.deepEqual(msg.payload, { ok: true });
        assert.equal(factsOf(msg).environment, environment);
        assert.equal(factsOf(msg).mode, 'live');
        const [one] = server.arrived;
        const made = createCredential({ scheme, ...canaryOf[scheme] });
        assert.ok(one && made.ok);
        assert.equal(verify(one, made.credential, '127.0.0.1'), true, 'the signature is right');
        assert.equal(one.path, path);
        const explained = factsOf(msg).explain as { scheme: string; prehash: string; parts: Message };
        assert.equal(explained.scheme, scheme);
        const [, token = ''] = /^Bearer (.*)$/.exec(String(one.headers['authorization'])) ?? [];
        const [header = '', claims = ''] = token
          .split('.')
          .map((part) => Buffer.from(part, 'base64url').toString());
        const stamp = String(one.headers['cb-access-timestamp'] ?? one.headers['x-cb-access-timestamp']);
        if (scheme === 'cdp') assert.equal(explained.prehash, `${header}.${claims}`, 'of the very token');
        else assert.ok(explained.prehash.startsWith(stamp), 'of the very stamp');
        // The claims of a token name its key, and an explanation shows the claims.
        assertNoLeak(everythingOf(bench).replaceAll(canaryOf.cdp.key, 'its name'), server.arrived);
      });

      it('guards orders, transfers and changes', async () => {
        const bench = await load();
        const post = { method: 'POST', payload: {} };
        assert.equal(codeOf(await bench.ask('n-req', { ...post, url: '/harmless' })), 'PATH_REFUSED');
        const order = await bench.ask('n-req', { ...post, url: creates });
        assert.equal(codeOf(order), 'PATH_REFUSED');
        assert.match(factsOf(order).error?.message ?? '', /place-order/);
        await helper.unload();
        const open = await load({ allowChanges: true }, permit());
        assert.equal(codeOf(await open.ask('n-req', { ...post, url: creates })), 'PATH_REFUSED');
        assert.equal(codeOf(await open.ask('n-req', { ...post, url: moves })), 'PATH_REFUSED');
        assert.equal(server.arrived.length, 0);
        assert.equal((await open.ask('n-req', { ...post, url: '/harmless' })).statusCode, 200);
      });

      if (environment === 'advanced-trade') return;

      it('tells every order node that there are no orders here, and sends nothing', async () => {
        const bench = await load({}, permit());
        for (const id of ['n-place', 'n-list', 'n-cancel']) {
          const msg = await bench.ask(id, { payload: '132fb6ae-456b-4654-b4e0-d681ac05cea1' });
          assert.equal(codeOf(msg), 'ACCOUNT_MISSING', id);
          assert.match(
            factsOf(msg).error?.message ?? '',
            new RegExp(`environment ${environment} has no order nodes`),
          );
        }
        assert.equal(server.arrived.length, 0);
      });
    });
  }

  it('says no in plain text where the API does: 401 Unauthorized', async () => {
    await server.close();
    server = await startCountingServer((_, response) => {
      response.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized\n');
    });
    const account = accountNode({ environment: 'advanced-trade', origin: server.origin, limiter: 'off' });
    const bench = await loadBench([account, requestNode()], { acc: credentialsOf('cdp') });
    const msg = await bench.ask('n-req', { url: '/api/v3/brokerage/accounts' });
    assert.equal(codeOf(msg), 'SIGNATURE_REJECTED');
    assert.equal(factsOf(msg).error?.exchange, 'Unauthorized');
    assert.equal(msg.payload, 'Unauthorized');
    assert.equal(msg.statusCode, 401);
  });

  it('custom needs an address and a way to sign', async () => {
    const bench = await loadBench(
      [
        accountNode({ environment: 'custom' }),
        accountNode({ id: 'acc2', environment: 'custom', origin: server.origin, scheme: 'rot13' }),
        requestNode(),
        requestNode({ id: 'n-two', account: 'acc2' }),
      ],
      { acc: credentialsOf('exchange'), acc2: credentialsOf('exchange') },
    );
    const first = await bench.ask('n-req', { url: '/x' });
    assert.match(factsOf(first).error?.message ?? '', /needs a URL/);
    const second = await bench.ask('n-two', { url: '/x' });
    assert.match(factsOf(second).error?.message ?? '', /way to sign/);
    assert.equal(server.arrived.length, 0);
  });
});
