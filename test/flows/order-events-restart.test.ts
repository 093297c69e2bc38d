import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { openConnection, type Connection } from '../../nodes/lib/api';
import type { OrderIntent } from '../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { faces } from '../faults/face';
import { accountNode, eventsNode } from '../nodes/forms';
import { startNodeRed, type RunningNodeRed } from './node-red';
import { patience } from '../patience';

const TELL = '$string({ "told": coinbase.event_id, "recovered": coinbase.recovered })';

/** An account at a sandbox that outlives Node-RED, and a log line for each event. */
const flowsAt = (origin: string): object[] => [
  { id: 'tab', type: 'tab', label: 'own orders' },
  accountNode({ environment: 'exchange-sandbox', origin }),
  eventsNode({ z: 'tab', wires: [['told']], x: 1, y: 1 }),
  {
    id: 'told',
    type: 'debug',
    z: 'tab',
    name: 'told',
    active: true,
    tosidebar: false,
    console: true,
    complete: TELL,
    targetType: 'jsonata',
    x: 2,
    y: 1,
    wires: [],
  },
];

interface Told {
  readonly told: string;
  readonly recovered: boolean;
}

function toldBy(red: RunningNodeRed): Told[] {
  return red.log().flatMap((line) => {
    const text = /\{"told".*\}/.exec(line)?.[0];
    return text === undefined ? [] : [JSON.parse(text) as Told];
  });
}

for (const version of [4, 5] as const)
  describe(`order events over restarts of Node-RED ${version}`, function () {
    this.timeout(patience(90_000));
    let sandbox: Sandbox;
    let connection: Connection;
    let red: RunningNodeRed | undefined;
    before(async () => {
      sandbox = await startSandbox({ marketEveryMs: 0 });
      const { credential, environment } = faces.exchange;
      const { rest: origin } = sandbox;
      connection = openConnection({ origin, credential: credential(sandbox), limiter: 'off', environment });
    });
    after(async () => {
      await red?.stop();
      await connection.release();
      await sandbox.close();
    });

    const start = (userDir?: string): Promise<RunningNodeRed> =>
      startNodeRed({
        version,
        flows: flowsAt(sandbox.rest),
        credentials: {
          acc: {
            coinbaseAccountKey: sandbox.key,
            coinbaseAccountSecret: sandbox.secret,
            coinbaseAccountPassphrase: sandbox.passphrase,
          },
        },
        ...(userDir !== undefined && { userDir }),
      });

    async function place(over: Partial<OrderIntent>): Promise<string> {
      const asked = { client_oid: randomUUID(), product_id: 'BTC-USD', side: 'buy', type: 'limit' } as const;
      const verdict = await connection.trading.place({ ...asked, ...over });
      return verdict.kind === 'accepted' ? verdict.order.id : assert.fail(verdict.kind);
    }
    const rest = (): Promise<string> => place({ size: '0.01', price: '1000', time_in_force: 'GTC' });

    /** Places orders until one is told of. */
    async function tellsFirst(node: RunningNodeRed): Promise<void> {
      const seen = node.waitForLog(/"told"/).then(() => true);
      for (;;) {
        await rest();
        const later = new Promise<false>((resolve) => setTimeout(() => resolve(false), 200));
        if (await Promise.race([seen, later])) return;
      }
    }

    it('tells what happened before, between and after, each once', async () => {
      const first = (red = await start());
      const { userDir } = first;
      // The first start begins with what happens from then on, so an order is tried until one is told.
      await tellsFirst(first);
      const resting = await rest();
      await first.waitForLog(new RegExp(`${resting}/open`));
      assert.deepEqual((await first.stop('keep')).code, 0);
      const before = toldBy(first);

      await connection.trading.cancel({ id: resting }, 'BTC-USD');
      const between = await place({ type: 'market', size: '0.01' });
      const second = (red = await start(userDir));
      await second.waitForLog(new RegExp(`${between}/done`));
      await second.waitForLog(new RegExp(`${resting}/done`));
      const later = await rest();
      await second.waitForLog(new RegExp(`${later}/open`));
      const after = toldBy(second);
      await second.stop();
      red = undefined;
      rmSync(userDir, { recursive: true, force: true });

      const all = [...before, ...after].map(({ told }) => told);
      assert.deepEqual(
        all.filter((id, index) => all.indexOf(id) !== index),
        [],
        'nothing twice',
      );
      const of = (id: string): string[] =>
        all.filter((one) => one.startsWith(id)).map((one) => one.split('/')[1] ?? '');
      assert.deepEqual(of(resting), ['received', 'open', 'done']);
      assert.deepEqual(of(later), ['received', 'open']);
      assert.deepEqual(
        of(between).filter((event) => event !== 'fill'),
        ['received', 'done'],
      );
      assert.ok(after.filter(({ told }) => !told.startsWith(later)).every(({ recovered }) => recovered));
    });
  });
