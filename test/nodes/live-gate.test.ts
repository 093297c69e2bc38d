import assert from 'node:assert/strict';
import { liveSentence } from '../../nodes/lib/rules/live-sentence';
import { keyFingerprint, livePermit } from '../../nodes/lib/runtime';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { assertNoLeak, canary, canaryCredentials, everythingOf } from './canary';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, cancelNode, limitForm, listNode, placeNode, requestNode } from './forms';

/** The live environment, talking to a sandbox on loopback. */
describe('live orders', () => {
  let sandbox: Sandbox;
  aroundEach();
  beforeEach(async () => {
    sandbox = await startSandbox({ marketEveryMs: 0 });
  });
  afterEach(() => sandbox.close());

  const load = (permit?: string, form: Message = {}): Promise<Bench> =>
    loadBench(
      [
        accountNode({ environment: 'exchange', origin: sandbox.rest, limits: { priceCollar: '' } }),
        placeNode(),
        placeNode({ id: 'n-limit', ...limitForm }),
        listNode(),
        cancelNode(),
        requestNode(form),
      ],
      {
        acc: {
          coinbaseAccountKey: sandbox.key,
          coinbaseAccountSecret: sandbox.secret,
          coinbaseAccountPassphrase: sandbox.passphrase,
          ...(permit !== undefined && { coinbaseAccountLivePermit: permit }),
        },
      },
    );

  const permit = (): string => livePermit(keyFingerprint(sandbox.key), sandbox.rest);

  it('without a permit nothing leaves, and the status says LIVE', async () => {
    const bench = await load();
    const msg = await bench.ask('n-place', {});
    assert.equal(codeOf(msg), 'LIVE_ORDERS_OFF');
    assert.equal(factsOf(msg).mode, 'live');
    assert.deepEqual(sandbox.requests(), {}, 'not even the product was looked up');
    await bench.wait('status');
    for (const { status } of bench.records.status) assert.match((status as { text: string }).text, /^LIVE /);
  });

  it('shows before the first message whether orders are allowed', async () => {
    // Node-RED's status method as the test helper spies on it, over all nodes.
    const shown = async (): Promise<string[]> => {
      await new Promise((resolve) => setImmediate(resolve));
      const { args } = (helper.getNode('n-place') as unknown as { status: { args: [{ event: string }][] } })
        .status;
      return args.map(([{ event }]) => event);
    };
    await load();
    assert.ok((await shown()).includes('ordersOff'));
    await helper.unload();
    await load(permit());
    assert.equal((await shown()).includes('ordersOff'), false);
  });

  for (const [what, wrong] of [
    ['another key', () => livePermit(keyFingerprint('another'), sandbox.rest)],
    ['another URL', () => livePermit(keyFingerprint(sandbox.key), 'https://api.exchange.coinbase.com')],
    ['nothing', () => ''],
    ['a person who writes yes', () => 'true'],
  ] as const)
    it(`a permit for ${what} allows nothing`, async () => {
      const bench = await load(wrong());
      assert.equal(codeOf(await bench.ask('n-place', {})), 'LIVE_ORDERS_OFF');
      assert.deepEqual(sandbox.requests(), {});
    });

  it('with the permit for this key and URL the order is placed, and the log says LIVE', async () => {
    const bench = await load(permit());
    const msg = await bench.ask('n-place', {});
    assert.equal(factsOf(msg).outcome, 'filled');
    assert.equal(factsOf(msg).mode, 'live');
    assert.equal(sandbox.requests()['POST /orders'], 1);
    assert.equal(bench.logs().filter((line) => line.startsWith('LIVE: bought ')).length, 1);
  });

  it('a cancel needs no permit: it only ends what is open', async () => {
    const bench = await load(permit());
    const { payload } = await bench.ask('n-limit', {});
    await helper.unload();
    const later = await load();
    const msg = await later.ask('n-cancel', { payload: (payload as { id: string }).id });
    assert.equal(factsOf(msg).outcome, 'canceled');
  });

  describe('signed requests', () => {
    const post: Message = { method: 'POST', url: '/reports', payload: {} };

    it('reads without any tick', async () => {
      const msg = await (await load()).ask('n-req', { method: 'GET', url: '/accounts' });
      assert.equal(msg.statusCode, 200);
    });

    it('changes nothing without its own tick, nor without the permit', async () => {
      const untouched = await load(permit());
      assert.equal(codeOf(await untouched.ask('n-req', post)), 'PATH_REFUSED');
      await helper.unload();
      const unpermitted = await load(undefined, { allowChanges: true });
      assert.equal(codeOf(await unpermitted.ask('n-req', post)), 'LIVE_ORDERS_OFF');
      assert.deepEqual(sandbox.requests(), {});
    });

    it('places no order and moves no money, with a pointer to what does', async () => {
      const bench = await load(permit(), { allowChanges: true });
      for (const url of [
        '/orders',
        '/orders/',
        '/Orders',
        '/orders?x=1',
        'orders',
        `${sandbox.rest}/orders`,
      ]) {
        const msg = await bench.ask('n-req', { ...post, url });
        assert.equal(codeOf(msg), 'PATH_REFUSED', url);
        assert.match(factsOf(msg).error?.message ?? '', /place-order/, url);
      }
      for (const url of [
        '/withdrawals/crypto',
        '/transfers',
        '/address-book',
        '/conversions',
        '/deposits/coinbase-account',
      ])
        assert.equal(codeOf(await bench.ask('n-req', { ...post, url })), 'PATH_REFUSED', url);
      assert.deepEqual(sandbox.requests(), {});
    });

    it('sends a change once both ticks are there', async () => {
      const bench = await load(permit(), { allowChanges: true });
      const msg = await bench.ask('n-req', { method: 'DELETE', url: '/orders' });
      assert.equal(msg.statusCode, 200);
    });
  });
});

describe('the admin routes of an account', () => {
  aroundEach();
  const origin = 'https://api.exchange.coinbase.com';
  const fingerprint = keyFingerprint(canary.key);

  const ask = async (body: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const reply = await helper.request().post('/coinbase-account/live-permit').send(body);
    assertNoLeak(reply.text);
    return reply as { status: number; body: Record<string, unknown> };
  };
  /** What the form of an account called mine sends once a person typed the sentence. */
  const typed = {
    id: 'acc',
    environment: 'exchange',
    origin: '',
    name: 'mine',
    sentence: liveSentence('mine'),
  };
  const load = (permit?: string, form: Message = {}): Promise<Bench> =>
    loadBench([accountNode({ environment: 'exchange', ...form }), requestNode()], {
      acc: canaryCredentials(permit),
    });

  it("give a permit for a typed key, at the environment's own URL or another", async () => {
    await load();
    const own = await ask({ ...typed, key: `  "${canary.key}"\n` });
    assert.deepEqual(own.body, { permit: livePermit(fingerprint, origin), fingerprint });
    const other = await ask({ ...typed, origin: 'https://proxy.example/', key: canary.key });
    assert.equal(other.body.permit, livePermit(fingerprint, 'https://proxy.example'));
  });

  it('give a permit for the deployed key only at the deployed URL', async () => {
    await load();
    for (const key of ['__PWRD__', '', undefined]) {
      const reply = await ask({ ...typed, key });
      assert.equal(reply.body.permit, livePermit(fingerprint, origin));
    }
    for (const wrong of [
      { origin: 'https://proxy.example' },
      { keyFile: '/another/file' },
      { id: 'nobody' },
      { environment: 'exchange-sandbox' },
      { environment: 'local-sandbox' },
      { environment: '__proto__' },
      { origin: 'http://proxy.example' },
      { key: '${SOME_KEY}' },
    ]) {
      const reply = await ask({ ...typed, key: '__PWRD__', ...wrong });
      assert.equal(reply.status, 400, JSON.stringify(wrong));
      assert.equal(reply.body.permit, undefined);
      assert.equal(typeof reply.body.message, 'string');
    }
    for (const body of [undefined, [], [1], { key: {} }, { origin: {} }])
      assert.equal((await ask(body)).status, 400);
  });

  it('give no permit without the sentence of this account', async () => {
    await load();
    for (const wrong of [
      { sentence: undefined },
      { sentence: '' },
      { sentence: true },
      { sentence: 'trade real money' },
      { sentence: liveSentence('another') },
      { name: 'another' },
      { name: '' },
    ]) {
      const reply = await ask({ ...typed, key: canary.key, ...wrong });
      assert.equal(reply.status, 400, JSON.stringify(wrong));
      assert.equal(reply.body.code, 'LIVE_ORDERS_OFF');
      assert.equal(reply.body.permit, undefined);
    }
    const unnamed = { ...typed, key: canary.key, name: ' ', sentence: 'Trade real money with exchange' };
    assert.equal(
      (await ask(unnamed)).body.permit,
      livePermit(fingerprint, origin),
      'its environment is its name',
    );
  });

  it('sum up an account without telling its key', async () => {
    const bench = await load(livePermit(fingerprint, origin));
    const reply = await helper.request().get('/coinbase-account/acc/summary');
    assert.deepEqual(reply.body, { environment: 'exchange', mode: 'live', origin, fingerprint, live: true });
    assertNoLeak(reply.text + everythingOf(bench));
    const missing = await helper.request().get('/coinbase-account/nobody/summary');
    assert.equal(missing.status, 400);
  });
});
