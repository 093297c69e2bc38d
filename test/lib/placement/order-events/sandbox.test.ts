import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import {
  fileStore,
  openOrderEvents,
  type OrderEvents,
  type OrderEventTimes,
} from '../../../../nodes/lib/placement/order-events';
import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import { startSandbox, type ChooseFeedFault, type Sandbox } from '../../../../nodes/lib/sandbox';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { faces } from '../../../faults/face';
import { listen, story, type Hearer } from './world';
import { patience } from '../../../patience';

for (const face of ['exchange', 'advanced-trade'] as const) {
  describe(`order events of the sandbox's ${face} face`, () => {
    let sandbox: Sandbox;
    let connection: Connection;
    let folder: string;
    let identity: string;
    const opened: OrderEvents[] = [];

    let wrong: ChooseFeedFault;
    beforeEach(async () => {
      wrong = () => undefined;
      const feedFaults: ChooseFeedFault = (frame) => wrong(frame);
      sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false, feedFaults });
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

    function open(times: Partial<OrderEventTimes> = {}): OrderEvents {
      const events = openOrderEvents({
        identity,
        connect: () => Promise.resolve(connection),
        store: fileStore(path.join(folder, 'order-events.json')),
        times: { graceMs: 0, ...times },
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

    const rest = (): Promise<Order> => place({ size: '0.001', price: '1000', time_in_force: 'GTC' });
    const buy = (): Promise<Order> => place({ type: 'market', size: '0.001' });

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

    it('whatever goes wrong with its frames, every fill is told once and every order to its end', async () => {
      const random = createRandom(11, 'frames');
      const kinds = ['drop', 'repeat', 'swap'] as const;
      const events = open({ auditMs: 500 });
      const { changes } = await hear(events);
      wrong = () =>
        random.below(100) < 25 ? { kind: kinds[random.below(kinds.length)] ?? 'drop' } : undefined;
      const placed: string[] = [];
      for (let count = 0; count < 25; count += 1) {
        if (count === 12) sandbox.feedFault({ kind: 'terminate' });
        // Some while it connects again.
        if (random.below(4) > 0)
          await until(
            () => events.state.kind === 'live',
            () => 'live again',
            20_000,
          );
        const { id } = await (random.below(2) === 0 ? buy() : rest());
        placed.push(id);
        if (random.below(2) === 0) await connection.trading.cancel({ id }, 'BTC-USD');
      }
      wrong = () => undefined;
      const ids = new Set(placed);
      const wanted = await fillsOf(ids);
      const resting = new Set<string>();
      for await (const page of connection.trading.listOrders({})) for (const { id } of page) resting.add(id);
      const last = (id: string): Order | undefined => changes.findLast(({ order }) => order.id === id)?.order;
      // One that was canceled without a fill before anybody could read it is only known where its messages came.
      const settled = (id: string): boolean =>
        resting.has(id) ? last(id)?.status === 'open' : !last(id) || last(id)?.status === 'done';
      const told = (): string[] =>
        changes.flatMap(({ fill }) => (fill ? `${fill.order_id} ${fill.trade_id}` : [])).sort();
      await until(
        () => told().length >= wanted.length && placed.every(settled),
        () => `${wanted.length} fills, not ${told().length}; ${JSON.stringify(sandbox.feedCounts().faults)}`,
        30_000,
      );
      assert.deepEqual(told(), wanted);
      const names = changes.map(({ event_id }) => event_id);
      assert.equal(new Set(names).size, names.length, 'nothing twice');
      const { faults } = sandbox.feedCounts();
      const count = Object.values(faults).reduce((sum, times) => sum + times, 0);
      assert.ok(count >= 4, `much went wrong: ${JSON.stringify(faults)}`);
    }).timeout(patience(40_000));

    async function fillsOf(ids: ReadonlySet<string>): Promise<string[]> {
      const all: string[] = [];
      for await (const page of connection.trading.listFills({ productId: 'BTC-USD' }))
        for (const { order_id, trade_id } of page) if (ids.has(order_id)) all.push(`${order_id} ${trade_id}`);
      return all.sort();
    }

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

async function until(holds: () => boolean, what: () => string, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms for this: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
