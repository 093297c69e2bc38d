import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { sendJson, startCountingServer } from './counting-server';
import { canaryCredentials, assertNoLeak, everythingOf } from './canary';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, limitForm, placeNode, requestNode, switchNode } from './forms';
import { patience } from '../patience';

describe('coinbase-trading-switch', function () {
  this.timeout(patience(30_000));
  let sandbox: Sandbox;
  aroundEach();
  beforeEach(async () => {
    sandbox = await startSandbox({ marketEveryMs: 0 });
  });
  afterEach(() => sandbox.close());

  const load = (nodes: readonly Message[], account: Message = {}): Promise<Bench> =>
    loadBench(
      [accountNode({ environment: 'exchange-sandbox', origin: sandbox.rest, ...account }), ...nodes],
      {
        acc: {
          coinbaseAccountKey: sandbox.key,
          coinbaseAccountSecret: sandbox.secret,
          coinbaseAccountPassphrase: sandbox.passphrase,
        },
      },
    );
  const payloadOf = (msg: Message | undefined): Message => (msg?.payload ?? {}) as Message;
  const stateOf = (msg: Message | undefined): unknown => payloadOf(msg).state;

  it('halts from a message: no order leaves, cancels do, and active lets orders through again', async () => {
    const bench = await load([switchNode(), placeNode(limitForm), requestNode()]);
    const before = await bench.ask('n-place', {});
    const halted = await bench.ask('n-switch', { payload: ' HALTED\n', keep: 'me' });
    assert.equal(stateOf(halted), 'halted');
    assert.equal((halted.payload as { by: string; from: string }).by, 'message');
    assert.equal((halted.payload as { from: string }).from, 'active');
    assert.deepEqual([factsOf(halted).event, factsOf(halted).changed], ['switch', true]);
    assert.equal(halted.keep, 'me', 'the message itself goes on');
    const { length } = Object.keys(sandbox.requests());
    assert.equal(codeOf(await bench.ask('n-place', {})), 'TRADING_HALTED');
    const order = { method: 'POST', url: '/orders', payload: {} };
    assert.equal(codeOf(await bench.ask('n-req', order)), 'TRADING_HALTED');
    assert.equal(codeOf(await bench.ask('n-req', { ...order, url: '/reports' })), 'TRADING_HALTED');
    assert.equal(sandbox.requests()['POST /orders'], 1, 'only the order from before');
    assert.ok(length > 0);
    const { id } = before.payload as { id: string };
    assert.equal((await bench.ask('n-req', { method: 'DELETE', url: `/orders/${id}` })).statusCode, 200);
    assert.equal((await bench.ask('n-req', { method: 'GET', url: '/orders' })).statusCode, 200);
    const again = await bench.ask('n-switch', { payload: { state: 'halted', reason: 'still' } });
    assert.equal(factsOf(again).changed, false, 'it was halted already');
    assert.equal(stateOf(await bench.ask('n-switch', { payload: 'active' })), 'active');
    assert.equal((await bench.ask('n-place', {})).topic, 'BTC-USD');
  });

  it('reducing lets sells through and no buys, nor orders by signed request', async () => {
    const bench = await load([
      switchNode({ command: 'reducing', commandType: 'str' }),
      placeNode(limitForm),
      placeNode({ id: 'n-sell', ...limitForm, side: 'sell', price: '1000000' }),
      requestNode(),
    ]);
    assert.equal(stateOf(await bench.ask('n-switch', { payload: 'anything' })), 'reducing');
    assert.equal(codeOf(await bench.ask('n-place', {})), 'TRADING_HALTED');
    assert.equal(codeOf(await bench.ask('n-sell', {})), undefined);
    const order = { method: 'POST', url: '/orders', payload: {} };
    assert.equal(codeOf(await bench.ask('n-req', order)), 'TRADING_HALTED');
  });

  it('lets none of 100 orders leave that wait for the rate limit when it is halted', async () => {
    const bench = await load([switchNode(), placeNode(limitForm)]);
    await bench.ask('n-place', {});
    for (let index = 0; index < 150; index += 1) bench.send('n-place', { case: index });
    const waits = (): boolean =>
      bench.records.status.some(({ status }) => ((status as { waiting?: number }).waiting ?? 0) >= 100);
    while (!waits()) await bench.wait('status', bench.records.status.length + 1);
    bench.send('n-switch', { payload: 'halted' });
    await bench.finished(152, 20_000);
    assert.equal(stateOf(bench.records.out.find((msg) => factsOf(msg).event === 'switch')), 'halted');
    const refused = bench.records.caught.filter((msg) => codeOf(msg) === 'TRADING_HALTED').length;
    assert.ok(refused >= 100, `${refused} were refused`);
    assert.equal(sandbox.requests()['POST /orders'], 151 - refused, 'each was refused or sent, none both');
  });

  it('cancels everything when halted, where the form says so, and tells what', async () => {
    const bench = await load([switchNode({ cancelAll: true }), placeNode(limitForm)]);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(((await bench.ask('n-place', {})).payload as { id: string }).id);
    const before = bench.records.out.length;
    bench.send('n-switch', { payload: 'halted' });
    const [moved, canceled] = (await bench.wait('out', before + 2)).slice(before);
    assert.deepEqual([stateOf(moved), factsOf(moved).event], ['halted', 'switch']);
    assert.equal(factsOf(canceled).event, 'cancel-all');
    const result = canceled?.payload as { canceled: string[]; failed: unknown[] };
    assert.deepEqual(result.canceled.sort(), ids.sort());
    assert.deepEqual(result.failed, []);
    await bench.wait('completed', 4);
  });

  it('tells what another switch of the same key does, and cancels then too', async () => {
    const bench = await load([
      switchNode(),
      switchNode({ id: 'n-other', cancelAll: true, wires: [['rec-out']] }),
      placeNode(limitForm),
    ]);
    await bench.ask('n-place', {});
    const before = bench.records.out.length;
    bench.send('n-switch', { payload: { state: 'halted', reason: 'smoke' }, mine: true });
    const told = (await bench.wait('out', before + 3)).slice(before);
    const [own, other] = [told.find((msg) => msg.mine), told.find((msg) => !msg.mine && stateOf(msg))];
    assert.equal(stateOf(own), 'halted');
    const { state, reason } = payloadOf(other);
    assert.deepEqual([state, reason], ['halted', 'smoke']);
    assert.equal(told.filter((msg) => factsOf(msg).event === 'cancel-all').length, 1);
  });

  it('answers a status request that comes with the start as it stands, not as halted', async () => {
    const bench = await load([switchNode()]);
    const { position, journal } = payloadOf(await bench.ask('n-switch', { payload: 'status' }));
    assert.deepEqual([(position as Message).state, journal], ['active', 'ready']);
  });

  it('answers a status request, and an audit of a message from switch to exchange', async () => {
    const bench = await load([switchNode(), placeNode(limitForm)]);
    const placed = await bench.ask('n-place', {});
    const status = await bench.ask('n-switch', { payload: 'status' });
    const report = status.payload as { position: { state: string }; unresolved: []; journal: string };
    assert.deepEqual([report.position.state, report.unresolved, report.journal], ['active', [], 'ready']);
    const asked = await bench.ask('n-switch', { payload: { audit: { message: placed._msgid } } });
    const [audit] = asked.payload as { client_oid: string; records: { kind: string }[] }[];
    assert.equal(audit?.client_oid, factsOf(placed).client_oid);
    const kinds = audit?.records.map(({ kind }) => kind) ?? [];
    for (const kind of ['intended', 'answered', 'reported'])
      assert.ok(kinds.includes(kind), `${kind} in ${kinds.join()}`);
    const last = await bench.ask('n-switch', { payload: { audit: { last: 1 } } });
    assert.equal((last.payload as { client_oid: string }[])[0]?.client_oid, audit?.client_oid);
    assert.equal(
      codeOf(await bench.ask('n-switch', { payload: { release: audit?.client_oid } })),
      'NOT_FOUND',
    );
    assert.equal(everythingOf(bench).includes(sandbox.secret), false, 'no secret');
  });

  it('shows its state, with facts for Status nodes; the account sets a ceiling', async () => {
    const bench = await load([switchNode()], { tradingState: 'reducing' });
    const [first] = (await until(bench, 'reducing')) as { fill: string; text: string; by: string }[];
    assert.equal(first?.fill, 'yellow');
    assert.match(first?.text ?? '', /^paper /);
    assert.equal(first?.by, 'account');
    const asked = await bench.ask('n-switch', { payload: 'active' });
    assert.equal(stateOf(asked), 'reducing', 'no switch is looser than the account');
    await bench.ask('n-switch', { payload: 'halted' });
    await until(bench, 'halted');
  });

  /** Statuses of the switch once one has this event. */
  async function until(bench: Bench, event: string): Promise<unknown[]> {
    const found = (): unknown[] =>
      bench.records.status.map(({ status }) => status).filter((one) => (one as Message).event === event);
    while (found().length === 0) await bench.wait('status', bench.records.status.length + 1);
    return found();
  }

  describe('in its form', () => {
    const get = (path: string) => helper.request().get(`/coinbase-trading-switch/${path}`);
    const post = (path: string, body: object) =>
      helper.request().post(`/coinbase-trading-switch/${path}`).send(body);

    it('tells the report and the audit, moves the switch, and refuses what it does not know', async () => {
      const bench = await load([switchNode(), placeNode(limitForm)]);
      const placed = await bench.ask('n-place', {});
      const report = (await get('n-switch/report')) as { status: number; body: Record<string, unknown> };
      assert.equal(report.status, 200);
      assert.deepEqual([report.body.mode, report.body.environment], ['paper', 'exchange-sandbox']);
      const before = bench.records.out.length;
      const moved = (await post('n-switch/state', { state: 'halted' })) as {
        body: { position: { state: string; by: string } };
      };
      assert.deepEqual([moved.body.position.state, moved.body.position.by], ['halted', 'form']);
      const told = (await bench.wait('out', before + 1))[before];
      assert.equal(payloadOf(told).by, 'form', 'the flow hears of it');
      const audit = (await get(`n-switch/audit/client_oid/${String(factsOf(placed).client_oid)}`)) as {
        body: { audits: { client_oid: string }[] };
        text: string;
      };
      assert.equal(audit.body.audits[0]?.client_oid, factsOf(placed).client_oid);
      assert.equal(audit.text.includes(sandbox.secret), false);
      for (const wrong of [
        post('n-switch/state', { state: 'on' }),
        post('n-switch/state', {}),
        post('n-switch/release', { client_oid: 'x' }),
        post('n-switch/release', { client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1' }),
        post('nobody/state', { state: 'halted' }),
        get('nobody/report'),
        get('acc/report'),
        get('n-switch/audit/secret/x'),
      ]) {
        const reply = (await wrong) as { status: number; body: { code?: string; message?: string } };
        assert.equal(reply.status, 400);
        assert.equal(typeof reply.body.message, 'string');
      }
    });
  });

  it('hears of an order that cannot be resolved, and of its release by a message', async () => {
    const list: unknown = await (await fetch(`${sandbox.rest}/products`)).json();
    const server = await startCountingServer(({ method, path }, response) => {
      if (path === '/products') sendJson(response, 200, list);
      else if (method === 'POST') response.destroy();
      else sendJson(response, 404, { message: 'NotFound' });
    });
    try {
      const account = accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' });
      const bench = await loadBench([account, switchNode(), placeNode(limitForm)], {
        acc: canaryCredentials(),
      });
      bench.send('n-place', {});
      while (!server.arrived.some(({ method }) => method === 'POST'))
        await new Promise((next) => setImmediate(next));
      bench.send('n-place', { reset: true });
      const [lost] = await bench.wait('caught');
      assert.equal(codeOf(lost), 'ORDER_UNRESOLVED');
      const [told] = await bench.wait('out');
      assert.equal(factsOf(told).event, 'unresolved');
      assert.equal(told?.topic, 'BTC-USD');
      const { client_oid } = payloadOf(told);
      await until(bench, 'activeUnresolved');
      const released = await bench.ask('n-switch', { payload: { release: client_oid } });
      assert.equal(factsOf(released).event, 'released');
      assert.equal((released.payload as { client_oid: string }).client_oid, client_oid);
      assertNoLeak(everythingOf(bench), server.arrived);
    } finally {
      await helper.unload();
      await server.close();
    }
  });
});
