import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import { openDesk, type Desk, type DeskOptions, type Recovered } from '../../../../nodes/lib/placement/desk';
import { memoryJournal, type JournalRecord } from '../../../../nodes/lib/placement/journal';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Order } from '../../../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { elasticClock, type ElasticClock } from './elastic-clock';
import { failure } from '../meeting';
import { cdpCredentialOf, order, rest } from './world';

/** A minute takes four seconds. */
const SPEED = 15;

describe('cancels that Advanced Trade takes and carries out late', () => {
  let clock: ElasticClock;
  let sandbox: Sandbox;
  let connection: Connection;
  let desk: Desk;
  let records: JournalRecord[];
  let told: Recovered[];

  beforeEach(async () => {
    clock = elasticClock(SPEED);
    sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false, clock: clock.exchange });
    connection = openConnection({
      origin: sandbox.rest,
      credential: cdpCredentialOf(sandbox),
      limiter: 'off',
      clock,
      environment: 'local-sandbox-advanced-trade',
    });
    [records, told] = [[], []];
  });
  afterEach(async () => {
    await desk.close();
    await connection.release();
    await sandbox.close();
    clock.stop();
  });

  function open(over: Partial<DeskOptions> = {}): Desk {
    desk = openDesk({
      identity: `queued-${randomUUID()}`,
      openJournal: () => Promise.resolve(memoryJournal(records)),
      connect: () => Promise.resolve(connection),
      newId: randomUUID,
      graceMs: 0,
      clock,
      ...over,
    });
    desk.onRecovered('n1', (recovered) => told.push(recovered));
    return desk;
  }

  const after = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  const inBook = async (): Promise<readonly Order[]> => {
    const all: Order[] = [];
    for await (const page of connection.trading.listOrders({})) all.push(...page);
    return all;
  };
  /** The most orders that were open at once, while so much time passed. */
  async function mostOpen(ms: number): Promise<number> {
    const until = clock.elapsed() + ms;
    let most = 0;
    while (clock.elapsed() < until) {
      most = Math.max(most, (await inBook()).length);
      await after(500);
    }
    return most;
  }
  const placements = (): number => sandbox.requests()['POST /api/v3/brokerage/orders'] ?? 0;

  it('are told as not known yet, and as canceled once they are', async () => {
    sandbox.setConditions({ queuedCancelMs: 10_000 });
    const { order: only } = await open().place(order(rest));
    const thrown = await failure(desk.cancel({ id: only.id }, undefined));
    assert.deepEqual(
      [thrown.code, thrown.details.cancel, thrown.details.order_id],
      ['TIMEOUT', 'canceled', only.id],
    );
    await after(10_000);
    assert.equal((await desk.cancel({ id: only.id }, undefined)).outcome, 'already-canceled');
  });

  it('are waited for a moment', async () => {
    sandbox.setConditions({ queuedCancelMs: 1000 });
    const { order: only } = await open().place(order(rest));
    assert.equal((await desk.cancel({ id: only.id }, undefined)).outcome, 'canceled');
  });

  it('leave an order open that cancelAll names, until it is gone', async () => {
    sandbox.setConditions({ queuedCancelMs: 20_000 });
    const { order: only } = await open().place(order(rest));
    for (const _time of [1, 2]) {
      const { canceled, failed } = await desk.cancelAll();
      assert.deepEqual([canceled, failed.map(({ order_id }) => order_id)], [[], [only.id]]);
      assert.match(failed[0]?.why ?? '', /took its cancel/);
    }
    await after(20_000);
    assert.deepEqual(await desk.cancelAll(), { canceled: [], failed: [] });
  });

  it('are waited for by cancelAll for a moment', async () => {
    sandbox.setConditions({ queuedCancelMs: 1000 });
    const { order: only } = await open().place(order(rest));
    assert.deepEqual(await desk.cancelAll(), { canceled: [only.id], failed: [] });
  });

  it('never let a renewal stand beside the order that it renews', async () => {
    sandbox.setConditions({ queuedCancelMs: 8000 });
    const { client_oid } = await open({ lapse: 'min' }).place(order(rest));
    assert.equal(await mostOpen(62_000), 1);
    const [renewed, ...more] = told;
    assert.deepEqual([renewed?.renews, more, placements()], [client_oid, [], 2], 'renewed once');
    assert.equal(renewed?.result instanceof CoinbaseError, false);
    assert.equal((await inBook())[0]?.client_oid, renewed?.client_oid);
  });

  it('of which the end comes too late for a renewal are told', async () => {
    sandbox.setConditions({ queuedCancelMs: 70_000 });
    await open({ lapse: 'min' }).place(order(rest));
    assert.equal(await mostOpen(75_000), 1);
    const [{ result } = assert.fail('told')] = told;
    assert.ok(result instanceof CoinbaseError);
    assert.equal(result.code, 'ORDER_NOT_PLACED');
    assert.deepEqual([await inBook(), told.length, placements()], [[], 1, 1]);
  });

  /** Until the journal says it of the only order. */
  async function marked(cancel: string): Promise<void> {
    const until = clock.elapsed() + 70_000;
    while (!records.some((record) => record.kind === 'renewing' && record.cancel === cancel)) {
      assert.ok(clock.elapsed() < until, `the journal never said that a cancel is ${cancel}`);
      await after(200);
    }
  }

  it('are remembered over a restart, and what is left is renewed after it', async () => {
    sandbox.setConditions({ queuedCancelMs: 6000 });
    const { client_oid } = await open({ lapse: 'min' }).place(order(rest));
    await marked('taken');
    await desk.close();
    open({ lapse: 'min' });
    assert.equal(await mostOpen(35_000), 1);
    const [renewed, ...more] = told;
    assert.deepEqual([renewed?.renews, more, placements()], [client_oid, [], 2], 'renewed once');
    assert.ok(records.some((record) => record.kind === 'renewing' && record.cancel === 'over'));
  });

  it('leave to the next start what Node-RED was about to place when it stopped', async () => {
    let stopping: Promise<void> | undefined;
    const { trading } = connection;
    const slow = new Proxy(trading, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (!stopping || typeof value !== 'function') return value;
        return (...given: unknown[]) => after(5000).then(() => value.apply(target, given) as unknown);
      },
    });
    const journal = memoryJournal(records);
    const first = open({
      lapse: 'min',
      connect: () => Promise.resolve({ ...connection, trading: slow }),
      openJournal: () =>
        Promise.resolve({
          ...journal,
          write(record) {
            if (record.kind === 'renewing' && record.cancel === 'taken') stopping ??= first.close();
            return journal.write(record);
          },
        }),
    });
    const { client_oid } = await first.place(order(rest));
    await marked('taken');
    await stopping;
    await after(8000);
    assert.deepEqual([await inBook(), told, placements()], [[], [], 1]);
    open({ lapse: 'min' });
    await after(10_000);
    assert.deepEqual(
      told.map(({ renews, result }) => [renews, result instanceof CoinbaseError]),
      [[client_oid, false]],
    );
    assert.deepEqual([(await inBook()).length, placements()], [1, 2]);
  });

  it('of which nobody knows whether they arrived before a restart are told once the order is gone', async () => {
    const { client_oid, order: only } = await open({ lapse: 'min' }).place(order(rest));
    await desk.close();
    const at = new Date(clock.now()).toISOString();
    records.push({ at, kind: 'renewing', client_oid, cancel: 'leaving' });
    await connection.trading.cancel({ id: only.id }, undefined);
    for (const _restart of [1, 2]) {
      open({ lapse: 'min' });
      await after(20_000);
      await desk.close();
    }
    const [{ result } = assert.fail('told'), ...more] = told;
    assert.ok(result instanceof CoinbaseError);
    assert.match(result.why, /because it was to be renewed.*answer was lost/);
    assert.deepEqual([more, placements()], [[], 1], 'told once');
  });

  it('of a person keep the order from being renewed', async () => {
    sandbox.setConditions({ queuedCancelMs: 45_000 });
    const { order: only } = await open({ lapse: 'min' }).place(order(rest));
    await after(5000);
    assert.equal((await failure(desk.cancel({ id: only.id }, undefined))).code, 'TIMEOUT');
    await after(70_000);
    assert.deepEqual([await inBook(), told, placements()], [[], [], 1]);
  });

  it('of somebody else keep the order from being renewed', async () => {
    sandbox.setConditions({ queuedCancelMs: 45_000 });
    const { order: only } = await open({ lapse: 'min' }).place(order(rest));
    await connection.trading.cancel({ id: only.id }, undefined);
    await after(70_000);
    assert.deepEqual([await inBook(), told, placements()], [[], [], 1]);
  });
});
