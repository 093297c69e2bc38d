import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import type { ChooseFault } from '../../nodes/lib/sandbox/faults';
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
import { accountNode, limitForm, placeNode } from './forms';
import { patience } from '../patience';

/** One order for what comes twice; outcomes that no message waits for any more. */
describe('coinbase-place-order, once and for all', function () {
  this.timeout(patience(20_000));
  let sandbox: Sandbox;
  let fault: ChooseFault = () => undefined;
  aroundEach();
  beforeEach(async () => {
    fault = () => undefined;
    sandbox = await startSandbox({ marketEveryMs: 0, seed: 1, faults: (request) => fault(request) });
  });
  afterEach(() => sandbox.close());

  const nodesOf = (form: Message = {}): Message[] => [
    accountNode({ environment: 'exchange-sandbox', origin: sandbox.rest }),
    placeNode({ ...limitForm, ...form }),
  ];
  const credentials = () => ({
    acc: {
      coinbaseAccountKey: sandbox.key,
      coinbaseAccountSecret: sandbox.secret,
      coinbaseAccountPassphrase: sandbox.passphrase,
    },
  });
  const load = (form: Message): Promise<Bench> => loadBench(nodesOf(form), credentials());
  const orders = (): number => sandbox.ledger().orders.length;
  const idOf = (msg: Message | undefined): unknown => (msg?.payload as Message | undefined)?.id;

  it('a message by two wires is one order, and so is the same message again', async () => {
    const bench = await load({ once: 'message' });
    bench.send('n-place', { _msgid: 'a' });
    bench.send('n-place', { _msgid: 'a' });
    const [first, second] = await bench.wait('out', 2);
    const again = await bench.ask('n-place', { _msgid: 'a' });
    assert.equal(new Set([idOf(first), idOf(second), idOf(again)]).size, 1);
    assert.equal(orders(), 1);
    assert.equal(factsOf(again).repeated, true);
    await bench.ask('n-place', { _msgid: 'b' });
    assert.equal(orders(), 2);
  });

  it('the parts of a Split node, which repeat the message id, are an order each', async () => {
    const bench = await load({ once: 'message' });
    for (const index of [0, 1, 2, 1])
      bench.send('n-place', { _msgid: 'a', parts: { id: 's', index, count: 3 } });
    await bench.wait('out', 4);
    assert.equal(orders(), 3);
  });

  it('a key is one order, whatever message brings it; another order under it is a conflict', async () => {
    const bench = await load({ once: 'key', key: 'event', keyType: 'msg', price: 'price', priceType: 'msg' });
    const first = await bench.ask('n-place', { event: 7, price: '1000' });
    const second = await bench.ask('n-place', { event: '7', price: '1000.00' });
    assert.deepEqual([idOf(second), orders()], [idOf(first), 1]);
    const other = await bench.ask('n-place', { event: 7, price: '1001' });
    assert.equal(codeOf(other), 'IDEMPOTENCY_CONFLICT');
    assert.equal(codeOf(await bench.ask('n-place', { price: '1000' })), 'ORDER_INVALID');
    assert.equal(orders(), 1);
  });

  it('without a key every message is an order of its own', async () => {
    const bench = await load({});
    bench.send('n-place', { _msgid: 'a' });
    bench.send('n-place', { _msgid: 'a' });
    await bench.wait('out', 2);
    assert.equal(orders(), 2);
  });

  for (const deploy of ['full', 'nodes', 'flows'] as const)
    it(`a deploy of kind "${deploy}" in the middle: one done, and the outcome goes out of the new node`, async () => {
      let lookable = false;
      fault = ({ method, path }) => {
        if (method === 'POST') return { kind: 'reset', accepted: true };
        const look = path.startsWith('/orders/client:') || path.startsWith('/orders?');
        return look && !lookable ? { kind: 'answer', status: 503, accepted: false } : undefined;
      };
      const bench = await load({});
      bench.send('n-place', { _msgid: 'a' });
      while (orders() === 0) await new Promise((resolve) => setImmediate(resolve));
      await helper.setFlows(flowOf(nodesOf({ name: 'deployed anew' })), deploy, credentials());
      bench.follow();
      lookable = true;
      const [msg] = await bench.wait('out');
      const facts = factsOf(msg);
      assert.deepEqual(
        [msg?.['_msgid'], facts.recovered, facts.outcome, facts.found, facts.mode],
        ['a', true, 'open', true, 'paper'],
      );
      assert.equal(msg?.topic, 'BTC-USD');
      assert.equal(orders(), 1);
      const codes = bench.records.caught.map(codeOf);
      assert.ok(codes.every((code) => code === 'ORDER_UNRESOLVED') && codes.length <= 1, String(codes));
    });
});
