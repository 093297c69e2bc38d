import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import type { SidebarView } from '../../nodes/lib/rules/sidebar-view';
import { provideSandbox, useSandbox } from '../../nodes/lib/runtime';
import type { Sandbox } from '../../nodes/lib/sandbox';
import { say, type Sentence, type Words } from '../../nodes/lib/sentences';
import { assertNoLeak, canaryCredentials } from './canary';
import { sendJson, startCountingServer, type Arrived, type CountingServer } from './counting-server';
import { aroundEach, codeOf, filesWritten, helper, loadBench, type Bench } from './flow-bench';
import { accountNode, limitForm, placeNode, sandboxNode } from './forms';
import { patience } from '../patience';

const OID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';

async function look(id = '', query = ''): Promise<SidebarView> {
  const path = id === '' ? 'accounts' : `accounts/${id}`;
  const { status, body, text } = await helper.request().get(`/coinbase-sidebar/${path}${query}`);
  assert.equal(status, 200, text);
  assertNoLeak(text);
  return body as SidebarView;
}

interface Acted {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function act(id: string, name: string, fields: object = {}): Promise<Acted> {
  const { status, body, text } = await helper
    .request()
    .post(`/coinbase-sidebar/accounts/${id}/${name}`)
    .send(fields);
  assertNoLeak(text);
  return { status, body: body as Acted['body'] };
}

/** Looks until it shows what is waited for. */
async function lookUntil(shows: (view: SidebarView) => boolean): Promise<SidebarView> {
  const signal = AbortSignal.timeout(patience(8000));
  for (;;) {
    const view = await look('acc');
    if (shows(view)) return view;
    assert.ok(!signal.aborted, `never shown: ${JSON.stringify(view).slice(0, 2000)}`);
  }
}

describe('the sidebar looks at an account', () => {
  aroundEach();
  after(() => provideSandbox(undefined));

  it('and starts nothing by it: no sandbox, no connection, no journal', async () => {
    await loadBench([accountNode(), placeNode()]);
    let used = 0;
    provideSandbox({
      use: () => Promise.reject(new Error(`used ${(used += 1)} times`)),
      running: () => undefined,
    });
    for (const id of ['acc', '', 'acc', 'not-there']) {
      const { accounts } = await look(id, '?product=BTC-USD');
      assert.deepEqual(accounts, [
        { id: 'acc', name: 'mine', environment: 'local-sandbox', mode: 'paper', state: 'unused' },
      ]);
    }
    await helper.request().get(`/coinbase-sidebar/accounts/acc/audit/${OID}`);
    assert.equal(used, 0, 'the shared sandbox starts on first use, and a look is none');
    assert.deepEqual(filesWritten(), []);
  });

  it('and shows its orders, fills, balances, prices and limits once it is used', async () => {
    const limits = { maxOpenOrders: '5' };
    const bench = await loadBench([
      // Of its own: that of another test may still be there, with its fills.
      sandboxNode({ id: 'sbx-own' }),
      accountNode({ sandbox: 'sbx-own', limits }),
      placeNode(),
      placeNode({ ...limitForm, id: 'n-rest', price: '1000.10' }),
    ]);
    await bench.ask('n-place', {});
    const placed = (await bench.ask('n-rest', {})).payload as { readonly id: string };
    const { accounts, chosen } = await lookUntil(({ chosen }) => chosen?.market?.fills.value?.length === 1);
    assert.deepEqual(
      accounts.map(({ id, state }) => [id, state]),
      [['acc', 'connected']],
    );
    const { secret, passphrase } = await useSandbox('sbx-own');
    for (const hidden of [secret, passphrase])
      assert.equal(JSON.stringify(chosen).includes(hidden), false, 'not even the paper key is told');
    const { desk, market, sandbox } = chosen ?? {};
    assert.equal(desk?.position.state, 'active');
    assert.deepEqual(desk?.limits, [{ rule: 'maxOpenOrders', limit: '5', used: '1' }]);
    assert.equal(market?.product, 'BTC-USD', 'that of the open order');
    assert.deepEqual(
      market?.orders.value?.orders.map(({ id, price, size, side }) => ({ id, price, size, side })),
      [{ id: placed.id, price: '1000.1', size: '0.01', side: 'buy' }],
    );
    const usd = market?.balances.value?.find(({ currency }) => currency === 'USD');
    assert.match(usd?.hold ?? '', /^10\.\d+$/);
    assert.equal(market?.fills.value?.[0]?.side, 'buy');
    assert.match(market?.top.value?.last ?? '', /^\d+(\.\d+)?$/);
    const candles = market?.candles.value ?? [];
    assert.ok(candles.length > 0 && candles.every(({ open }) => /^\d+(\.\d+)?$/.test(open)));
    assert.equal(sandbox?.paused, false);
    const last = candles.at(-1);
    const later = await look('acc', `?product=BTC-USD&since=${last?.start ?? ''}`);
    assert.ok((later.chosen?.market?.candles.value?.length ?? 99) <= 2, 'known candles are not told again');
  });

  it('and tells of one whose settings cannot be used, and of one that only sends signed requests', async () => {
    await loadBench(
      [
        accountNode({ environment: 'exchange', name: 'no key' }),
        accountNode({ id: 'acc-prime', environment: 'prime', name: 'prime' }),
      ],
      { 'acc-prime': canaryCredentials() },
    );
    const { accounts } = await look('acc');
    assert.deepEqual(
      accounts.map(({ name, mode, state, problem }) => [name, mode, state, problem?.code]),
      [
        ['no key', 'live', 'unusable', 'CREDENTIAL_INVALID'],
        ['prime', 'live', 'unused', undefined],
      ],
    );
    const { status, body } = await act('acc-prime', 'switch', { state: 'halted' });
    assert.deepEqual([status, body.code], [400, 'ACCOUNT_MISSING']);
  });
});

/** What happened, as the editor is to say it in its own language. */
function whyOf(told: Words | undefined): Words | undefined {
  return typeof told === 'object' ? told.values?.['why'] : told;
}

describe('the sidebar tells of an account whose own sandbox cannot run', () => {
  aroundEach();
  const standing = async (): Promise<unknown> => {
    const { accounts } = await look('acc');
    return accounts.map(({ state, problem }) => [state, problem?.code, whyOf(problem?.told)]);
  };

  it('as its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      await loadBench([
        sandboxNode({ id: 'sbx-taken', port: String(port) }),
        accountNode({ sandbox: 'sbx-taken' }),
      ]);
      assert.deepEqual(await standing(), [
        [
          'unusable',
          'ACCOUNT_MISSING',
          say('sandbox.notStarted', { why: say('sandbox.portBusy', { port: String(port) }) }),
        ],
      ]);
    } finally {
      other.close();
    }
  });

  it('as it is disabled', async () => {
    await loadBench([accountNode({ sandbox: 'sbx-disabled' })]);
    assert.deepEqual(await standing(), [['unusable', 'ACCOUNT_MISSING', say('sandbox.missing')]]);
  });

  it('as its form cannot be used', async () => {
    await loadBench([sandboxNode({ id: 'sbx-bad', port: 'x' }), accountNode({ sandbox: 'sbx-bad' })]);
    const why = say('sandbox.whole', { field: 'port', most: '65535' });
    assert.deepEqual(await standing(), [['unusable', 'ACCOUNT_MISSING', why]]);
  });
});

describe('the sidebar acts', () => {
  aroundEach();
  after(() => provideSandbox(undefined));
  const load = async (): Promise<Bench> => {
    const bench = await loadBench([sandboxNode(), accountNode({ sandbox: 'sbx' }), placeNode(limitForm)]);
    // It outlives the flows of the test before.
    (await sandbox()).reset();
    return bench;
  };
  const sandbox = async (): Promise<Sandbox> => (await useSandbox('sbx')) as Sandbox;

  it('cancels one order, and the next look does not show it', async () => {
    const bench = await load();
    const { id } = (await bench.ask('n-place', {})).payload as { readonly id: string };
    await lookUntil(({ chosen }) => chosen?.market?.orders.value?.orders.length === 1);
    const { status, body } = await act('acc', 'cancel', { order_id: id, product_id: 'BTC-USD' });
    assert.deepEqual([status, body], [200, { outcome: 'canceled' }]);
    const { chosen } = await look('acc');
    assert.deepEqual(chosen?.market?.orders.value?.orders, [], 'at once, not when the last look is old');
  });

  it('cancels everything that is open', async () => {
    const bench = await load();
    await bench.ask('n-place', {});
    await bench.ask('n-place', {});
    const { status, body } = await act('acc', 'cancel-all');
    assert.equal(status, 200);
    assert.equal((body.canceled as string[]).length, 2);
  });

  it('halts trading at once, with a reason, and lets it go on', async () => {
    const bench = await load();
    const { status, body } = await act('acc', 'switch', { state: 'halted', reason: 'lunch' });
    assert.deepEqual([status, body.state, body.by, body.reason], [200, 'halted', 'sidebar', 'lunch']);
    assert.equal(((await bench.ask('n-place', {})).error as { code: string }).code, 'TRADING_HALTED');
    assert.equal((await act('acc', 'switch', { state: 'active' })).body.state, 'active');
    assert.equal((await bench.ask('n-place', {})).error, undefined);
  });

  it('shows an order whose answer was lost with its audit, and releases it', async () => {
    const bench = await load();
    const exchange = await sandbox();
    exchange.setConditions({ late404Ms: 60_000, loseAnswers: true });
    bench.send('n-place', {});
    while (exchange.ledger().orders.length === 0) await new Promise((next) => setImmediate(next));
    bench.send('n-place', { reset: true });
    const [caught] = await bench.wait('caught');
    assert.equal(codeOf(caught), 'ORDER_UNRESOLVED');
    const { chosen } = await lookUntil(({ chosen }) => chosen?.desk?.unresolved.length === 1);
    const [order] = chosen?.desk?.unresolved ?? [];
    assert.equal(order?.product_id, 'BTC-USD');
    const audit = await helper
      .request()
      .get(`/coinbase-sidebar/accounts/acc/audit/${order?.client_oid ?? ''}`);
    assertNoLeak(audit.text);
    const { records } = audit.body as { readonly records: readonly { readonly kind: string }[] };
    assert.deepEqual(
      records.slice(0, 2).map(({ kind }) => kind),
      ['intended', 'sending'],
    );
    const { status } = await act('acc', 'release', { client_oid: order?.client_oid });
    assert.equal(status, 200);
    assert.deepEqual((await look('acc')).chosen?.desk?.unresolved, []);
  });

  it('opens an account that no message has used', async () => {
    await loadBench([accountNode()]);
    const { status } = await act('acc', 'connect');
    assert.equal(status, 200);
    assert.equal((await look('acc')).accounts[0]?.state, 'connected');
  });

  it('pauses, paces, troubles and resets the sandbox of the account', async () => {
    const bench = await load();
    await bench.ask('n-place', {});
    const { status, body } = await act('acc', 'sandbox', { paused: true, speed: 5, late404Ms: 500 });
    assert.deepEqual([status, body.paused, body.speed, body.late404Ms], [200, true, 5, 500]);
    assert.equal((await look('acc')).chosen?.sandbox?.speed, 5);
    assert.deepEqual((await act('acc', 'sandbox-reset')).body, { reset: true });
    const { chosen } = await look('acc');
    assert.deepEqual([chosen?.sandbox?.paused, chosen?.market?.orders.value?.orders], [false, []]);
  });

  it('cuts the feeds of the sandbox: each client has to connect again', async () => {
    await load();
    const client = new WebSocket((await sandbox()).feed);
    await once(client, 'open');
    client.send(
      JSON.stringify({ type: 'subscribe', product_ids: ['BTC-USD'], channels: ['heartbeat', 'ticker'] }),
    );
    await once(client, 'message');
    const closed = once(client, 'close');
    assert.equal((await act('acc', 'sandbox-feed', { kind: 'terminate' })).status, 200);
    assert.deepEqual((await closed)[0], 1006, 'without a word');
  });

  for (const [name, fields] of [
    ['cancel', {}],
    ['cancel', { order_id: '../accounts' }],
    ['switch', { state: 'on' }],
    ['switch', { state: 'halted', reason: 'two\nlines' }],
    ['release', { client_oid: 7 }],
    ['sandbox', { speed: 1e9 }],
    ['sandbox', { constructor: 1 }],
    ['sandbox-feed', { kind: 'drop' }],
  ] as const)
    it(`refuses ${name} with ${JSON.stringify(fields)}, and says why`, async () => {
      await load();
      const { status, body } = await act('acc', name, fields);
      assert.equal(status, 400);
      assert.equal(body.code, 'COMMAND_UNKNOWN');
      assert.equal((body.told as Sentence).key, 'list.error', 'told in the language of the editor');
      assert.match(String(body.message), /order_id|state|reason|client_oid|speed|constructor|kind/);
    });

  it('refuses to act on an account that is not deployed, and on a sandbox that it does not have', async () => {
    await loadBench([accountNode({ environment: 'exchange' })], { acc: canaryCredentials() });
    assert.equal((await act('other', 'cancel-all')).body.code, 'ACCOUNT_MISSING');
    assert.equal((await act('acc', 'sandbox-reset')).body.code, 'ACCOUNT_MISSING');
    assert.equal((await act('acc', 'release', { client_oid: OID })).status, 400);
  });
});

describe('the sidebar spares the exchange', () => {
  let server: CountingServer;
  let answer: (request: Arrived, response: ServerResponse) => void;
  aroundEach();
  beforeEach(async () => {
    answer = (_, response) => sendJson(response, 200, []);
    server = await startCountingServer((request, response) => answer(request, response));
  });
  afterEach(() => server.close());
  const load = async (): Promise<void> => {
    await loadBench([accountNode({ environment: 'exchange-sandbox', origin: server.origin })], {
      acc: canaryCredentials(),
    });
    await act('acc', 'connect');
  };
  const counts = (): number[] => {
    const paths = server.arrived.map(({ path }) => path.replace(/\?.*$/, ''));
    return [...new Set(paths)].map((one) => paths.filter((path) => path === one).length);
  };

  it('many editors that look at the same time cost one request of each kind', async () => {
    await load();
    await Promise.all(Array.from({ length: 30 }, () => look('acc', '?product=BTC-USD')));
    const asked = counts();
    assert.ok(asked.length >= 5, 'balances, orders, fills, price, candles');
    assert.deepEqual(
      asked,
      asked.map(() => 1),
    );
    assertNoLeak(JSON.stringify(await look('acc')), server.arrived);
  });

  it('an exchange that does not answer keeps no look waiting, and is not asked again by each', async () => {
    answer = () => undefined;
    await load();
    const began = performance.now();
    const { chosen } = await look('acc', '?product=BTC-USD');
    assert.ok(performance.now() - began < patience(2500), 'the switch is shown all the same');
    assert.equal(chosen?.desk?.position.state, 'active');
    await look('acc', '?product=BTC-USD');
    assert.deepEqual(
      counts(),
      counts().map(() => 1),
    );
  });

  it("an exchange that refuses the key is told as the account's trouble", async () => {
    answer = (_, response) => sendJson(response, 401, { message: 'invalid signature' });
    await load();
    await look('acc');
    const { accounts } = await look('acc');
    assert.deepEqual([accounts[0]?.state, accounts[0]?.problem?.code], ['trouble', 'SIGNATURE_REJECTED']);
  });
});
