import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { aroundEach, codeOf, factsOf, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, placeNode } from './forms';
import { patience } from '../patience';

/** What an order would cost and get, from the node's own output. */
describe('coinbase-place-order, preview only', function () {
  this.timeout(patience(20_000));
  let sandbox: Sandbox;
  aroundEach();
  beforeEach(async () => (sandbox = await startSandbox({ marketEveryMs: 0, seed: 1 })));
  afterEach(() => sandbox.close());

  const load = (form: Message, environment = 'exchange-sandbox'): Promise<Bench> =>
    loadBench([accountNode({ environment, origin: sandbox.rest }), placeNode(form)], {
      acc: {
        coinbaseAccountKey: sandbox.key,
        coinbaseAccountSecret: sandbox.secret,
        coinbaseAccountPassphrase: sandbox.passphrase,
      },
    });

  it('tells figures in place of an order, and places none', async () => {
    const bench = await load({ action: 'preview' });
    const msg = await bench.ask('n-place', { payload: 'x' });
    const preview = msg.payload as Message;
    assert.deepEqual([preview['product_id'], preview['side'], preview['funds']], ['BTC-USD', 'buy', '25']);
    assert.equal(preview['would_be'], 'filled');
    assert.ok(Number(preview['total']) <= 25 && Number(preview['total']) > 24.9, String(preview['total']));
    assert.deepEqual([factsOf(msg).outcome, msg.topic], ['preview', 'BTC-USD']);
    assert.equal(sandbox.ledger().orders.length, 0);
  });

  for (const environment of ['local-sandbox', 'local-sandbox-advanced-trade'])
    it(`says on the ${environment} what the order then comes to`, async () => {
      const bench = await loadBench([
        accountNode({ environment }),
        placeNode({ action: 'payload', actionType: 'msg' }),
      ]);
      const msg = await bench.ask('n-place', { payload: 'preview' });
      const preview = msg.payload as Message;
      assert.equal(factsOf(msg).outcome, 'preview');
      assert.deepEqual(
        [preview['product_id'], preview['side'], preview['would_be']],
        ['BTC-USD', 'buy', 'filled'],
      );
      const placed = await bench.ask('n-place', { payload: 'place' });
      assert.equal(factsOf(placed).outcome, 'filled');
      const { executed_value, fill_fees } = placed.payload as Message;
      const total = Number(executed_value) + Number(fill_fees);
      // The market of the sandbox moves a little between the two.
      assert.ok(
        Math.abs(Number(preview['total']) - total) < 0.01,
        `${String(preview['total'])}, then ${total}`,
      );
    });

  it('goes by the message where the form says so, and places nothing when that says nothing', async () => {
    const bench = await load({ action: 'payload', actionType: 'msg' });
    assert.equal(factsOf(await bench.ask('n-place', { payload: 'preview' })).outcome, 'preview');
    assert.equal(codeOf(await bench.ask('n-place', { payload: 'yes' })), 'ORDER_INVALID');
    assert.equal(codeOf(await bench.ask('n-place', {})), 'ORDER_INVALID');
    assert.equal(sandbox.ledger().orders.length, 0);
    assert.equal(factsOf(await bench.ask('n-place', { payload: 'place' })).outcome, 'filled');
    assert.equal(sandbox.ledger().orders.length, 1);
  });

  it('places for a node that was saved before there was a choice', async () => {
    const bench = await load({ action: undefined, actionType: undefined, configVersion: undefined });
    assert.equal(factsOf(await bench.ask('n-place', {})).outcome, 'filled');
  });

  it('works where live orders are not allowed, and says that they are not', async () => {
    const bench = await load({ action: 'preview' }, 'exchange');
    const { would_be, warnings, filled_size } = (await bench.ask('n-place', {})).payload as Message;
    assert.equal(would_be, 'refused');
    assert.match(String(warnings), /LIVE_ORDERS_OFF|real money/);
    assert.notEqual(filled_size, '0');
  });
});
