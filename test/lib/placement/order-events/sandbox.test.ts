import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import { fileStore, openOrderEvents, type OrderEvents } from '../../../../nodes/lib/placement/order-events';
import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { faces } from '../../../faults/face';
import { listen, story, type Hearer } from './world';

for (const face of ['exchange', 'advanced-trade'] as const) {
  describe(`order events of the sandbox's ${face} face`, () => {
    let sandbox: Sandbox;
    let connection: Connection;
    let folder: string;
    let identity: string;
    const opened: OrderEvents[] = [];

    beforeEach(async () => {
      sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false });
      folder = mkdtempSync(path.join(tmpdir(), 'coinbase-order-events-'));
      identity = randomUUID();
      connection = connect();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((events) => events.close()));
      await connection.release();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    });

    function connect(): Connection {
      const { credential, environment } = faces[face];
      return openConnection({
        origin: sandbox.rest,
        credential: credential(sandbox),
        limiter: 'off',
        environment,
      });
    }

    function open(): OrderEvents {
      const events = openOrderEvents({
        identity,
        connect: () => Promise.resolve(connection),
        store: fileStore(path.join(folder, 'order-events.json')),
        times: { graceMs: 0 },
      });
      opened.push(events);
      return events;
    }

    async function hear(events = open()): Promise<Hearer> {
      const hearer = listen('n1', events);
      await until(
        () => events.state.kind === 'live',
        () => `live, not ${JSON.stringify(events.state)}`,
      );
      return hearer;
    }

    async function place(over: Partial<OrderIntent>): Promise<Order> {
      const asked = { product_id: 'BTC-USD', side: 'buy', type: 'limit', ...over } as const;
      const verdict = await connection.trading.place({ client_oid: randomUUID(), ...asked });
      assert.equal(verdict.kind, 'accepted');
      return verdict.kind === 'accepted' ? verdict.order : assert.fail();
    }

    const rest = (): Promise<Order> => place({ size: '0.01', price: '1000', time_in_force: 'GTC' });
    const buy = (): Promise<Order> => place({ type: 'market', size: '0.01' });

    it('a market order is told with its fills, and as the exchange has it in the end', async () => {
      const { changes } = await hear();
      const { id } = await buy();
      await until(
        () => changes.at(-1)?.event === 'done',
        () => `done, not ${story(changes).join()}`,
      );
      assert.deepEqual(new Set(changes.map(({ event }) => event)), new Set(['received', 'fill', 'done']));
      const known = await connection.trading.find({ id });
      const { status, done_reason, filled_size, executed_value, fill_fees } =
        changes.at(-1)?.order ?? assert.fail();
      assert.deepEqual(
        { status, done_reason, filled_size, executed_value, fill_fees },
        {
          status: known?.status,
          done_reason: known?.done_reason,
          filled_size: known?.filled_size,
          executed_value: known?.executed_value,
          fill_fees: known?.fill_fees,
        },
      );
      const fills = [];
      for await (const page of connection.trading.listFills({ orderId: id })) fills.push(...page);
      assert.deepEqual(
        changes.flatMap(({ fill }) => fill?.trade_id ?? []).sort(),
        fills.map(({ trade_id }) => trade_id).sort(),
      );
    });

    it('a resting order is told as received, open and, once canceled, done', async () => {
      const { changes } = await hear();
      const { id } = await rest();
      await until(
        () => changes.length >= 2,
        () => 'two changes',
      );
      await connection.trading.cancel({ id }, 'BTC-USD');
      await until(
        () => changes.length >= 3,
        () => 'three changes',
      );
      assert.deepEqual(story(changes), ['received', 'open', 'done']);
      assert.equal(changes[2]?.order.done_reason, 'canceled');
      assert.equal(changes[0]?.order.time_in_force, 'GTC');
    });

    it('what happens between two runs is told by the second', async () => {
      const first = open();
      const { changes } = await hear(first);
      const resting = await rest();
      await until(
        () => changes.length >= 2,
        () => 'two changes',
      );
      await first.close();
      await connection.trading.cancel({ id: resting.id }, 'BTC-USD');
      const bought = await buy();
      const second = await hear();
      await until(
        () => second.changes.length >= 4,
        () => `four changes, not ${story(second.changes).join()}`,
      );
      const of = (id: string): string[] =>
        second.changes.filter(({ order }) => order.id === id).map(({ event }) => event);
      assert.deepEqual(of(resting.id), ['done']);
      assert.equal(of(bought.id).at(-1), 'done');
      assert.ok(second.changes.every(({ recovered }) => recovered));
    });
  });
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited 10 s for this: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
