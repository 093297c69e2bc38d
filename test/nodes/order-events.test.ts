import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { limitNames } from '../../nodes/lib/rules/limits';
import type { Order, OrderIntent } from '../../nodes/lib/rules/orders';
import { openConnection, type Connection, type TradingApi } from '../../nodes/lib/api';
import { faces as clients } from '../faults/face';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { assertNoLeak, everythingOf } from './canary';
import {
  aroundEach,
  codeOf,
  factsOf,
  flowOf,
  helper,
  loadBench,
  type Bench,
  type Message,
} from './flow-bench';
import { eventsNode, limitForm, placeNode } from './forms';
import { keyFingerprint, livePermit } from '../../nodes/lib/runtime';
import { faces, until, untilState } from './market-faces';
import { patience } from '../patience';

const silent = { wires: [] };
const asked = { product_id: 'BTC-USD', side: 'buy' } as const;
const buy = (): OrderIntent => ({ ...asked, client_oid: randomUUID(), type: 'market', size: '0.01' });
const rest = (): OrderIntent => ({
  ...asked,
  client_oid: randomUUID(),
  type: 'limit',
  size: '0.01',
  price: '1000',
  time_in_force: 'GTC',
});
const noLimits = Object.fromEntries(limitNames.map((name) => [name, '']));

for (const face of faces)
  describe(`coinbase-order-events on ${face.environment}`, function () {
    this.timeout(patience(30_000));
    let sandbox: Sandbox;
    aroundEach();
    let connection: Connection;
    let trading: TradingApi;
    beforeEach(async () => {
      sandbox = await startSandbox({ marketEveryMs: 0 });
      const { credential, environment } =
        clients[face.environment === 'advanced-trade' ? 'advanced-trade' : 'exchange'];
      connection = openConnection({
        origin: sandbox.rest,
        credential: credential(sandbox),
        limiter: 'off',
        environment,
      });
      ({ trading } = connection);
    });
    afterEach(async () => {
      await helper.unload();
      await connection.release();
      await sandbox.close();
    });

    const accountOf = (): Message => ({ ...face.account(sandbox), limits: noLimits });
    /** Nothing but the events comes out. */
    const load = async (...nodes: readonly Message[]): Promise<Bench> => {
      const credentials = face.credentials(sandbox);
      // The account of Advanced Trade is one for real money, which somebody allowed.
      const permit = livePermit(keyFingerprint(credentials['coinbaseAccountKey'] ?? ''), sandbox.rest);
      const acc = { ...credentials, coinbaseAccountLivePermit: permit };
      const bench = await loadBench([accountOf(), ...nodes], { acc });
      await untilState(bench, 'live');
      return bench;
    };

    it('tells a market order from received to done, each fill by itself, with its facts', async () => {
      const bench = await load(eventsNode(), placeNode({ ...silent }));
      bench.send('n-place', { payload: 'go' });
      const last = await until(bench, 'out', ({ event }) => event === 'done');
      const all = bench.records.out;
      assert.equal(all[0]?.event, 'received');
      assert.equal(all[0]?.previous, undefined);
      const fills = all.filter(({ event }) => event === 'fill');
      assert.ok(fills.length > 0);
      for (const { fill, payload } of fills) {
        assert.equal((fill as { order_id: string }).order_id, (payload as Order).id);
        assert.match((fill as { fee: string }).fee, /^\d+(\.\d+)?$/);
      }
      const order = last.payload as Order;
      assert.deepEqual([last.topic, order.status, order.done_reason], ['BTC-USD', 'done', 'filled']);
      assert.deepEqual((last.previous as Order).filled_size, order.filled_size);
      const { event, event_id, outcome, recovered, client_oid, mode, account, environment } = factsOf(last);
      assert.deepEqual(
        { event, event_id, outcome, recovered, client_oid, account, environment },
        {
          event: 'done',
          event_id: `${order.id}/done`,
          outcome: 'filled',
          recovered: false,
          client_oid: order.client_oid,
          account: 'mine',
          environment: face.environment,
        },
      );
      assert.equal(mode, face.environment === 'exchange-sandbox' ? 'paper' : 'live');
      assertNoLeak(everythingOf(bench));
      for (const secret of [sandbox.secret, sandbox.passphrase, sandbox.cdp.ecdsa.privateKey])
        assert.ok(!everythingOf(bench).includes(secret));
    });

    it('misses nothing and doubles nothing over deploys of every kind', async () => {
      const bench = await load(eventsNode());
      const flows = flowOf([accountOf(), eventsNode()]);
      const wanted: string[] = [];
      for (const type of ['full', 'nodes', 'flows', 'full'] as const) {
        const named = flows.map((node) =>
          node.id === 'n-events' ? { ...node, name: `${type} ${wanted.length}` } : node,
        );
        const resting = await trading.place(rest());
        const deployed = helper.setFlows(named, type);
        // While the nodes are away, and while they begin.
        const bought = trading.place(buy());
        await deployed;
        bench.follow();
        const ids = [resting, await bought].map((verdict) =>
          verdict.kind === 'accepted' ? verdict.order.id : '',
        );
        await trading.cancel({ id: ids[0] ?? '' }, 'BTC-USD');
        wanted.push(...ids);
        for (const id of ids)
          await until(bench, 'out', (message) => factsOf(message).event_id === `${id}/done`);
      }
      const all = bench.records.out.map((message) => factsOf(message).event_id);
      assert.equal(new Set(all).size, all.length, 'nothing twice');
      for (const id of wanted) {
        const story = bench.records.out.filter((message) => factsOf(message).order_id === id);
        assert.equal(story[0]?.event, 'received');
        const filled = story.filter(({ event }) => event === 'fill').length > 0;
        assert.equal(
          (story.at(-1)?.payload as Order | undefined)?.done_reason,
          filled ? 'filled' : 'canceled',
        );
      }
      assert.deepEqual(bench.records.caught, []);
    });

    it('tells only the products, sides and events of its form', async () => {
      const bench = await load(
        eventsNode({ id: 'n-eth', products: 'ETH-USD' }),
        eventsNode({ id: 'n-sells', side: 'sell', events: ['done'] }),
        placeNode({ ...silent }),
        placeNode({ ...silent, id: 'n-sell', side: 'sell', amount: '0.01', amountUnit: 'base' }),
        placeNode({ ...silent, id: 'n-buy-eth', product: 'ETH-USD', amount: '0.1', amountUnit: 'base' }),
      );
      for (const id of ['n-place', 'n-sell', 'n-buy-eth']) bench.send(id, {});
      await until(bench, 'out', ({ event, topic }) => event === 'done' && topic === 'ETH-USD');
      await until(bench, 'out', ({ topic }) => topic === 'BTC-USD');
      const bitcoin = bench.records.out.filter(({ topic }) => topic === 'BTC-USD');
      assert.deepEqual(
        bitcoin.map(({ event, payload }) => [event, (payload as Order).side]),
        [['done', 'sell']],
      );
    });

    it('tells only what its own flow placed, subflows on it included', async () => {
      const place = { ...silent, ...limitForm, clientOid: 'oid', clientOidType: 'msg' };
      const bench = await load(
        { id: 'other', type: 'tab', label: 'another' },
        { id: 'sub', type: 'subflow', name: 'buys', in: [{ wires: [{ id: 'in-sub' }] }], out: [] },
        placeNode({ ...place, id: 'in-sub', z: 'sub', x: 1, y: 1 }),
        // Without a place on the canvas it would be a config node.
        { id: 'n-instance', type: 'subflow:sub', name: '', x: 1, y: 1 },
        eventsNode({ placedBy: 'flow', events: ['received'] }),
        eventsNode({ id: 'n-all', events: ['received'] }),
        placeNode(place),
        placeNode({ ...place, id: 'n-elsewhere', z: 'other' }),
      );
      const oids = { 'n-elsewhere': randomUUID(), 'n-instance': randomUUID(), 'n-place': randomUUID() };
      for (const [id, oid] of Object.entries(oids)) bench.send(id, { oid });
      const all = await bench.wait('out', 5);
      const times = (oid: string): number =>
        all.filter(({ payload }) => (payload as Order).client_oid === oid).length;
      assert.deepEqual(Object.values(oids).map(times), [1, 2, 2], 'one node tells all, the other its own');
    });

    it('answers any message with the open orders, and says when it cannot know them', async () => {
      const bench = await load(
        eventsNode({ events: ['done'], staleSeconds: '1' }),
        placeNode({ ...silent, ...limitForm }),
      );
      bench.send('n-place', {});
      await until(bench, 'status', ({ status }) => (status as { open_orders?: number }).open_orders === 1);
      const answer = await bench.ask('n-events', { payload: 'which?', kept: true });
      assert.deepEqual([answer.event, answer.kept, factsOf(answer).event], ['snapshot', true, 'snapshot']);
      const [order, ...others] = answer.payload as Order[];
      assert.deepEqual([order?.status, others.length], ['open', 0]);
      await sandbox.close();
      await untilState(bench, 'stale');
      const [outage] = await bench.wait('caught');
      assert.equal(codeOf(outage), 'FEED_STALE', 'once an outage, without being asked');
      assert.equal((outage?.payload as { state: string } | undefined)?.state, 'stale');
      assert.equal(codeOf(await bench.ask('n-events', {})), 'FEED_STALE', 'the answer');
      sandbox = await startSandbox({ marketEveryMs: 0, port: sandbox.port });
      const count = bench.records.status.length;
      await until(bench, 'status', ({ status }) => bench.records.status.length > count && live(status));
      assert.equal(bench.records.caught.length, 2);
    });
  });

function live(status: unknown): boolean {
  return (status as { state?: string }).state === 'live';
}
