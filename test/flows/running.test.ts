import assert from 'node:assert/strict';
import { accountNode, placeNode, requestNode } from '../nodes/forms';
import { startNodeRed, type FlowNode, type RunningNodeRed } from './node-red';
import { ask, webFlow } from './web-flow';
import { patience } from '../patience';

const account = accountNode() as unknown as FlowNode;
const flows = [
  account,
  ...webFlow('buy', placeNode()),
  ...webFlow('bad', placeNode({ amount: '-1' })),
  ...webFlow('time', requestNode({ method: 'GET', path: '/time' })),
];

for (const version of [4, 5] as const) {
  describe(`flows in Node-RED ${version}`, function () {
    this.timeout(patience(60_000));
    let red: RunningNodeRed;
    before(async () => {
      red = await startNodeRed({ version, flows });
    });
    after(() => red.stop());

    async function assertBuys(): Promise<void> {
      const { status, body } = await ask(red.url, 'buy');
      const order = body as Record<string, unknown>;
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(order['status'], 'done');
      assert.equal(order['done_reason'], 'filled');
      assert.match(String(order['filled_size']), /^0\.\d*[1-9]\d*$/);
    }

    it('place an order that fills', assertBuys);

    it('send a signed request', async () => {
      const { status, body } = await ask(red.url, 'time');
      assert.equal(status, 200, JSON.stringify(body));
      assert.match((body as { iso: string }).iso, /^\d{4}-\d\d-\d\dT/);
    });

    it('go on after a message that fails, with its code at Catch', async () => {
      const { status, body } = await ask(red.url, 'bad');
      assert.equal(status, 500);
      assert.equal((body as { code: string }).code, 'ORDER_INVALID');
      assert.ok(red.alive());
      await assertBuys();
    });

    for (const type of ['full', 'flows', 'nodes'] as const) {
      it(`trade on after a deploy of "${type}"`, async () => {
        const changed = flows.map((node) =>
          node.type === 'coinbase-place-order' ? { ...node, name: `after ${type}` } : node,
        );
        await red.deploy(changed, type);
        await assertBuys();
      });
    }

    it('keep credentials to themselves: the editor learns only that there are some', async () => {
      const secret = Buffer.from('a secret that must not be shown').toString('base64');
      const keyed: FlowNode = {
        ...account,
        id: 'keyed',
        environment: 'exchange',
        credentials: {
          coinbaseAccountKey: 'key-in-the-deploy',
          coinbaseAccountSecret: secret,
          coinbaseAccountPassphrase: 'passphrase-in-the-deploy',
        },
      };
      await red.deploy([...flows, keyed]);
      const shown = await red.get('/credentials/coinbase-account/keyed');
      assert.deepEqual(shown, {
        has_coinbaseAccountKey: true,
        has_coinbaseAccountSecret: true,
        has_coinbaseAccountPassphrase: true,
        has_coinbaseAccountLivePermit: false,
      });
      const everything = JSON.stringify([shown, await red.get('/flows'), red.log()]);
      for (const hidden of ['key-in-the-deploy', secret, 'passphrase-in-the-deploy']) {
        assert.ok(!everything.includes(hidden), `${hidden} is shown`);
      }
    });

    it('end with Node-RED: SIGINT leaves no process and takes well under the time Node-RED allows', async () => {
      const started = performance.now();
      const { code, signal } = await red.stop();
      assert.deepEqual({ code, signal }, { code: 0, signal: null });
      assert.ok(performance.now() - started < patience(5_000));
      assert.throws(() => process.kill(red.pid, 0), { code: 'ESRCH' });
    });
  });

  describe(`Node-RED ${version} with no editor`, function () {
    this.timeout(patience(60_000));
    for (const settings of [{ disableEditor: true }, { httpAdminRoot: false }]) {
      it(`places an order with ${JSON.stringify(settings)}`, async () => {
        const red = await startNodeRed({ version, flows, settings });
        try {
          const { status, body } = await ask(red.url, 'buy');
          assert.equal(status, 200, JSON.stringify(body));
          assert.equal((body as { done_reason: string }).done_reason, 'filled');
        } finally {
          await red.stop();
        }
      });
    }
  });
}
