import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import { openDesk, type Desk, type DeskOptions, type Recovered } from '../../../../nodes/lib/placement/desk';
import { memoryJournal, type JournalRecord } from '../../../../nodes/lib/placement/journal';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { parseLimits } from '../../../../nodes/lib/rules/limits';
import type { Order } from '../../../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox, type SandboxKey } from '../../../../nodes/lib/sandbox';
import { elasticClock, type ElasticClock } from './elastic-clock';
import { credentialOf, order, rest } from './world';

/** A minute takes four seconds. */
const SPEED = 15;

/** Resting orders that lapse, at a real sandbox over a socket, in faster time. */
describe('resting orders that lapse', () => {
  let clock: ElasticClock;
  let sandbox: Sandbox;
  let connections: Connection[];
  let desks: Desk[];
  let records: JournalRecord[];
  let identity: string;
  /** What the node of the orders was told by itself. */
  let told: Recovered[];
  let hear: () => void;

  const connect = (key: SandboxKey): Connection => {
    const connection = openConnection({
      origin: sandbox.rest,
      credential: credentialOf(key),
      limiter: 'off',
      clock,
    });
    connections.push(connection);
    return connection;
  };

  beforeEach(async () => {
    clock = elasticClock(SPEED);
    sandbox = await startSandbox({
      seed: 7,
      marketEveryMs: 0,
      rateLimits: false,
      clock: clock.exchange,
      keys: [{ name: 'other', permissions: ['trade'], profile: 'other' }],
    });
    [connections, desks, records, told] = [[], [], [], []];
    identity = `renewals-${randomUUID()}`;
    hear = () => undefined;
  });
  afterEach(async () => {
    await Promise.all(desks.map((desk) => desk.close()));
    await Promise.all(connections.map((connection) => connection.release()));
    await sandbox.close();
    clock.stop();
  });

  function open(over: Partial<DeskOptions> = {}): Desk {
    const connection = connect(sandbox);
    const desk = openDesk({
      identity,
      openJournal: () => Promise.resolve(memoryJournal(records)),
      connect: () => Promise.resolve(connection),
      newId: randomUUID,
      graceMs: 0,
      clock,
      lapse: 'min',
      ...over,
    });
    desk.onRecovered('n1', (recovered) => {
      told.push(recovered);
      hear();
    });
    desks.push(desk);
    return desk;
  }

  /** Until so many outcomes came by themselves; fails after two lives. */
  const heard = (count: number): Promise<Recovered> =>
    new Promise((resolve, reject) => {
      const stop = clock.after(150_000, () => reject(new Error(`${told.length} told, not ${count}`)));
      hear = () => {
        const last = told[count - 1];
        if (!last) return;
        stop();
        resolve(last);
      };
      hear();
    });
  const after = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  const openOrders = async (): Promise<readonly Order[]> => {
    const all: Order[] = [];
    for await (const page of connect(sandbox).trading.listOrders({})) all.push(...page);
    return all;
  };
  const placedOf = ({ result }: Recovered): Order => {
    assert.ok(!(result instanceof CoinbaseError), 'placed');
    return result.order;
  };

  it('are sent with an end, and renewed before it under the same message, again and again', async () => {
    const { order: first, client_oid } = await open().place(order(rest, { message: 'm7' }));
    assert.equal(first.time_in_force, 'GTT');
    const renewed = await heard(1);
    assert.deepEqual([renewed.renews, renewed.message, renewed.node], [client_oid, 'm7', 'n1']);
    const second = await heard(2);
    assert.equal(second.renews, renewed.client_oid);
    const now = await openOrders();
    assert.deepEqual(
      now.map(({ id, size, price }) => [id, size, price]),
      [[placedOf(second).id, '0.01', '1000']],
    );
    assert.equal(sandbox.requests()['POST /orders'], 3);
  });

  it('are renewed for what is left of them', async () => {
    const top = await connect(sandbox).trading.market('BTC-USD');
    const price = (Number(top.bid) + 0.01).toFixed(2);
    const { order: first } = await open().place(order({ ...rest, price, post_only: true }));
    const other = sandbox.keys.find(({ name }) => name === 'other');
    assert.ok(other);
    const sold = await connect(other).trading.place({
      client_oid: randomUUID(),
      product_id: 'BTC-USD',
      side: 'sell',
      type: 'limit',
      size: '0.004',
      price,
      time_in_force: 'IOC',
    });
    assert.equal(sold.kind, 'accepted');
    const renewed = placedOf(await heard(1));
    assert.deepEqual([renewed.size, renewed.price, renewed.post_only], ['0.006', price, true]);
    const before = await connect(sandbox).trading.find({ id: first.id });
    assert.deepEqual([before?.filled_size, before?.done_reason], ['0.004', 'canceled']);
  });

  it('lapse when nobody renews them, and stay ended', async () => {
    const desk = open();
    await desk.place(order(rest));
    await desk.close();
    assert.equal((await openOrders()).length, 1);
    await after(61_000);
    open();
    await after(6000);
    assert.deepEqual([await openOrders(), told], [[], []]);
  });

  it('are renewed after a restart within their time', async () => {
    const desk = open();
    const { client_oid } = await desk.place(order(rest));
    await desk.close();
    open();
    assert.equal((await heard(1)).renews, client_oid);
    assert.equal((await openOrders()).length, 1);
  });

  it('are left to lapse while trading is halted', async () => {
    const desk = open();
    const { order: only } = await desk.place(order(rest));
    await desk.move('halted', 'message');
    await after(50_000);
    assert.deepEqual(
      (await openOrders()).map(({ id }) => id),
      [only.id],
      'not canceled for nothing',
    );
    await after(15_000);
    assert.deepEqual([await openOrders(), told], [[], []]);
  });

  it('are canceled by any of their names', async () => {
    const desk = open();
    const { order: first } = await desk.place(order(rest));
    const renewed = await heard(1);
    const { outcome, order: last } = await desk.cancel({ id: first.id }, undefined);
    assert.equal(outcome, 'canceled');
    assert.equal(last, undefined, 'it had no fill, so the exchange forgot it');
    assert.deepEqual(await openOrders(), []);
    const again = await desk.cancel({ clientOid: renewed.client_oid }, undefined);
    assert.equal(again.outcome, 'not-found');
    await after(65_000);
    assert.equal(told.length, 1, 'nothing is renewed any more');
  });

  it('are not placed again when somebody cancels them in that moment', async () => {
    const connection = connect(sandbox);
    const { trading } = connection;
    let canceled: Promise<unknown> | undefined;
    const cancel: typeof trading.cancel = async (name, productId, options) => {
      const result = await trading.cancel(name, productId, options);
      canceled ??= desk.cancel(name, productId);
      return result;
    };
    const watched = { ...connection, trading: { ...trading, cancel } };
    const desk = open({ connect: () => Promise.resolve(watched) });
    await desk.place(order(rest));
    await after(65_000);
    assert.ok(canceled, 'it was to be renewed');
    await canceled;
    assert.deepEqual([await openOrders(), told, sandbox.requests()['POST /orders']], [[], [], 1]);
  });

  it('are told with the reason when a limit does not let them be renewed', async () => {
    const limits = parseLimits({ maxOrdersPerDay: '1' }, 'paper');
    const { order: only } = await open({ limits }).place(order(rest));
    const { result } = await heard(1);
    assert.ok(result instanceof CoinbaseError);
    assert.equal(result.code, 'LIMIT_EXCEEDED');
    assert.match(result.why, new RegExp(`order ${only.id} ended because it was to be renewed`));
    assert.deepEqual(await openOrders(), []);
  });

  it('are sent as asked where no account wants it, or where they end by themselves', async () => {
    const plain = await open({ lapse: undefined as never }).place(order(rest));
    assert.equal(plain.order.time_in_force, 'GTC');
    const brief = await open().place(
      order({ ...rest, price: '999', time_in_force: 'GTT', cancel_after: 'hour' }),
    );
    assert.equal(brief.order.time_in_force, 'GTT');
    await after(70_000);
    assert.deepEqual([(await openOrders()).length, told.length], [2, 0]);
  });
});
