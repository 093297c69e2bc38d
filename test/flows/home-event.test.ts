import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { redAccount, redCredentials } from '../faults/red-flow';
import type { FaceName } from '../faults/face';
import { atBroker, startHomeBroker, type HomeBroker } from './home-broker';
import { checkout } from './installed-package';
import { startNodeRed, type FlowNode, type RunningNodeRed } from './node-red';
import { patience } from '../patience';

const example = path.join(checkout, 'examples/05 - Order from a home event.json');
const nodes = JSON.parse(readFileSync(example, 'utf8')) as FlowNode[];
const idOf = (type: string): string => nodes.find((node) => node.type === type)?.id ?? assert.fail(type);

/** Between the guards and the order, so that the debug node can tell which button an order is of. */
const witness: FlowNode = {
  id: 'witness',
  type: 'change',
  z: idOf('tab'),
  name: '',
  rules: [{ t: 'set', p: 'button', pt: 'msg', to: 'topic', tot: 'msg' }],
  wires: [[idOf('coinbase-place-order')]],
};

/** Where each API takes an order. */
const ORDERS: Readonly<Record<FaceName, string>> = {
  exchange: 'POST /orders',
  'advanced-trade': 'POST /api/v3/brokerage/orders',
};

/** The example as it is, but for where its broker and its exchange are, and the witness. */
function pointedAt(broker: HomeBroker, sandbox: Sandbox, face: FaceName): FlowNode[] {
  const flow = atBroker(nodes, broker).map((node): FlowNode => {
    const wires = node['wires'] as readonly (readonly string[])[] | undefined;
    if (wires?.flat().includes(idOf('coinbase-place-order'))) return { ...node, wires: [[witness.id]] };
    if (node['name'] === 'the order') return { ...node, console: true, complete: 'button' };
    if (node.type === 'debug') return { ...node, console: true };
    if (node.type !== 'coinbase-account') return node;
    return { ...node, ...redAccount(face, sandbox.rest) };
  });
  return [...flow, witness];
}

for (const [version, face] of [
  [4, 'exchange'],
  [4, 'advanced-trade'],
  [5, 'exchange'],
  [5, 'advanced-trade'],
] as const) {
  describe(`an order from a home event on ${face} in Node-RED ${version}`, function () {
    this.timeout(patience(60_000));
    let broker: HomeBroker;
    let sandbox: Sandbox;
    let red: RunningNodeRed;
    const subscriptions = new EventEmitter();

    before(async () => {
      broker = await startHomeBroker();
      broker.onSubscribe((topic) => subscriptions.emit(topic));
      sandbox = await startSandbox({ marketEveryMs: 0 });
      // What the button said yesterday: the broker tells it to whoever comes.
      await press('cellar', 'old', { retain: true });
      const subscribed = once(subscriptions, 'home/+/button', {
        signal: AbortSignal.timeout(patience(30_000)),
      });
      red = await startNodeRed({
        version,
        flows: pointedAt(broker, sandbox, face),
        credentials: redCredentials(face, { ...sandbox, origin: sandbox.rest }, idOf('coinbase-account')),
      });
      await subscribed;
    });
    after(async () => {
      await red?.stop();
      await broker?.close();
      await sandbox?.close();
    });

    const press = (
      where: string,
      id: unknown,
      more: { readonly retain?: boolean; readonly dup?: boolean } = {},
    ): Promise<void> =>
      broker.publish({
        topic: `home/${where}/button`,
        payload: JSON.stringify({ event: 'pressed', id }),
        qos: 1,
        retain: false,
        ...more,
      });
    /** Sends what `act` does, then presses a button that must buy: what came before it has gone through by then. */
    let fences = 0;
    async function boughtBy(act: () => Promise<unknown>): Promise<string[]> {
      const [before, ordersBefore] = [red.log().length, sandbox.ledger().orders.length];
      await act();
      const name = `fence-${(fences += 1)}`;
      await press(name, name);
      await red.waitForLog(new RegExp(`the order\\] home/${name}/button`));
      const buttons = (): string[] =>
        red
          .log()
          .slice(before)
          .flatMap((line) => /\[debug:the order\] home\/(.*)\/button/.exec(line)?.[1] ?? []);
      const made = sandbox.ledger().orders.length - ordersBefore;
      // An earlier press may be told after a later one: each order is followed by itself.
      while (buttons().length < made) await red.nextLog(/\[debug:the order\]/);
      assert.equal(
        made,
        buttons().length,
        "the sandbox's own books have an order for each press that bought, and no other",
      );
      return buttons().filter((button) => button !== name);
    }

    it('a retained message buys nothing', async () => {
      assert.deepEqual(await boughtBy(() => Promise.resolve()), []);
      assert.equal(sandbox.ledger().orders.length, 1, 'the order of the other button alone');
    });

    it('one event delivered twice makes exactly one order', async () => {
      const twice = async (): Promise<void> => {
        await press('kitchen', 'a');
        await press('kitchen', 'a', { dup: true });
      };
      assert.deepEqual(await boughtBy(twice), ['kitchen']);
    });

    it('a button that bounces makes exactly one order', async () => {
      const bounce = async (): Promise<void> => {
        for (const id of ['b1', 'b2', 'b3']) await press('garage', id);
      };
      assert.deepEqual(await boughtBy(bounce), ['garage']);
    });

    it('an id that was used is used up, after other events too', async () => {
      assert.deepEqual(await boughtBy(() => press('attic', 'a')), []);
    });

    it('what is not a press, or has no id, buys nothing', async () => {
      const nonsense = async (): Promise<void> => {
        for (const payload of [
          '{"event":"released","id":"c"}',
          '{"event":"pressed"}',
          '"pressed"',
          '[]',
          'null',
        ])
          await broker.publish({ topic: 'home/porch/button', payload, qos: 1, retain: false });
        await press('porch', 5);
        await press('porch', '');
      };
      assert.deepEqual(await boughtBy(nonsense), []);
    });

    it('what is not JSON reaches Catch, and the flow goes on', async () => {
      const caught = red.nextLog(/\[debug:the problem\]/);
      const cut = { topic: 'home/porch/button', payload: '{"event":', qos: 1, retain: false } as const;
      assert.deepEqual(await boughtBy(() => broker.publish(cut)), []);
      await caught;
    });

    it('its own inject publishes twice and buys once', async () => {
      const click = async (): Promise<void> => {
        const bought = red.nextLog(/the order\] home\/front-door\/button/);
        await red.inject(idOf('inject'));
        await bought;
        await again;
      };
      let heard = 0;
      const again = new Promise<void>((resolve) => {
        broker.onPublish((topic) => {
          if (topic === 'home/front-door/button' && (heard += 1) === 2) resolve();
        });
      });
      assert.deepEqual(await boughtBy(click), ['front-door']);
      assert.equal(heard, 2);
      assert.equal(sandbox.requests()[ORDERS[face]], sandbox.ledger().orders.length, 'none was refused');
    });
  });
}
