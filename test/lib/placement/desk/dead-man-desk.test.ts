import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Desk, DeskEvent } from '../../../../nodes/lib/placement/desk';
import { systemClock, type Clock } from '../../../../nodes/lib/rules/clock';
import { order, rest, world, type World } from './world';

const N = 60_000;

/** The dead man's switch of a real desk, over a socket. */
describe("a desk with a dead man's switch", () => {
  let here: World;
  beforeEach(async () => (here = await world()));
  afterEach(() => here.end());

  /** Client order ids of what is open at the exchange. */
  async function open(): Promise<ReadonlySet<string | undefined>> {
    const ids = new Set<string | undefined>();
    for await (const page of here.connection.trading.listOrders({}))
      for (const { client_oid } of page) ids.add(client_oid);
    return ids;
  }

  /** An order of the same key that no flow of this desk placed. */
  async function stranger(): Promise<string> {
    const client_oid = randomUUID();
    const intent = {
      client_oid,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      size: '0.01',
      price: '900',
    } as const;
    const verdict = await here.connection.trading.place({ ...intent, time_in_force: 'GTC' });
    assert.equal(verdict.kind, 'accepted');
    return client_oid;
  }

  const hear = (desk: Desk): Promise<DeskEvent> =>
    new Promise((resolve) => desk.onEvent((event) => event.event === 'dead-man' && resolve(event)));

  it('cancels what was left open over a long stop, and nothing of others', async () => {
    const desk = here.open({ deadManMs: N });
    const { client_oid } = await desk.place(order(rest));
    const other = await stranger();
    await desk.close();
    const long = Date.now() - 2 * N;
    here.records.push({ kind: 'alive', at: new Date(long).toISOString(), server_ms: long });
    assert.equal((await open()).size, 2, 'a stop cancels nothing');
    const again = here.open({ deadManMs: N });
    const told = hear(again);
    assert.deepEqual(await told, { event: 'dead-man', canceled: [client_oid], failed: [] });
    assert.deepEqual(await open(), new Set([other]));
  });

  it('cancels nothing over a short stop', async () => {
    const desk = here.open({ deadManMs: N });
    const { client_oid } = await desk.place(order(rest));
    await desk.close();
    const again = here.open({ deadManMs: N });
    const { client_oid: next } = await again.place(order({ ...rest, price: '999' }));
    assert.deepEqual(await open(), new Set([client_oid, next]));
  });

  it('cancels what was left open while the exchange was out of reach, before the next order', async () => {
    let gapMs = 0;
    const clock: Clock = { ...systemClock, elapsed: () => systemClock.elapsed() + gapMs };
    const desk = here.open({ deadManMs: N, clock });
    const first = await desk.place(order(rest));
    const told = hear(desk);
    gapMs = N + 1;
    const next = await desk.place(order({ ...rest, price: '999' }));
    assert.deepEqual(await told, { event: 'dead-man', canceled: [first.client_oid], failed: [] });
    assert.deepEqual(await open(), new Set([next.client_oid]), 'the new one stays');
    const last = await desk.place(order({ ...rest, price: '998' }));
    assert.deepEqual(await open(), new Set([next.client_oid, last.client_oid]), 'once');
  });

  it('is off where no account asks for it', async () => {
    const desk = here.open();
    const { client_oid } = await desk.place(order(rest));
    await desk.close();
    const long = Date.now() - 2 * N;
    here.records.push({ kind: 'alive', at: new Date(long).toISOString(), server_ms: long });
    const again = here.open();
    const { client_oid: next } = await again.place(order({ ...rest, price: '999' }));
    assert.deepEqual(await open(), new Set([client_oid, next]));
  });
});
