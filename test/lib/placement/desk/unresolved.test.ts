import assert from 'node:assert/strict';
import type { DeskEvent, Recovered } from '../../../../nodes/lib/placement/desk';
import type { ChooseFault } from '../../../../nodes/lib/sandbox/faults';
import { failure } from '../meeting';
import { kinds, order, rest, world, type World } from './world';

/** The first order's answer is lost; look-ups answer only once `reachable` is set. */
describe('an order whose message gives up', () => {
  let here: World;
  let reachable = false;
  let accepted = true;
  const faults: ChooseFault = ({ method, path, earlier }) => {
    if (method === 'POST' && earlier === 0) return { kind: 'reset', accepted };
    const look = method === 'GET' && path.startsWith('/orders/client:');
    return look && !reachable ? { kind: 'answer', status: 503, accepted: false } : undefined;
  };
  beforeEach(async () => {
    reachable = false;
    accepted = true;
    here = await world({ faults });
  });
  afterEach(() => here.end());

  const lose = async (over = {}) => {
    const desk = here.open();
    const events: DeskEvent[] = [];
    const late: Recovered[] = [];
    desk.onEvent((event) => events.push(event));
    const told = new Promise<void>((resolve) => {
      desk.onRecovered('n1', (one) => {
        late.push(one);
        resolve();
      });
    });
    const error = await failure(desk.place(order(rest, over), { timeoutMs: 700 }));
    assert.equal(error.code, 'ORDER_UNRESOLVED');
    return { desk, events, late, told, error };
  };

  it('goes on being looked for; its product waits, others do not; the late outcome goes to its node', async () => {
    const { desk, events, late, told, error } = await lose();
    const client_oid = error.details['client_oid'];
    const blocked = await failure(desk.place(order(rest), { timeoutMs: 200 }));
    assert.deepEqual([blocked.code, blocked.details['client_oid']], ['RECONCILING', client_oid]);
    const other = order({ ...rest, price: '100', amount: '0.1', product_id: 'ETH-USD' });
    assert.equal((await desk.place(other)).outcome, 'accepted');
    assert.equal(desk.report().unresolved[0]?.client_oid, client_oid);
    reachable = true;
    const [after] = await Promise.all([desk.place(order(rest), { timeoutMs: 20_000 }), told]);
    assert.equal(after.outcome, 'accepted');
    assert.deepEqual([late[0]?.client_oid, late[0]?.message], [client_oid, 'm1']);
    assert.deepEqual(
      events.map(({ event }) => event),
      ['unresolved', 'resolved'],
    );
    assert.deepEqual(desk.report().unresolved, []);
    const orders = here.sandbox.ledger().orders.filter((one) => one['client_oid'] === client_oid);
    assert.equal(orders.length, 1, 'it was sent once');
  });

  it('can be released by a person; its key stays taken for ever', async () => {
    const { desk, events, error } = await lose({ key: 'k' });
    const client_oid = String(error.details['client_oid']);
    await desk.release(client_oid, 'message');
    assert.deepEqual(
      events.map(({ event }) => event),
      ['unresolved', 'released'],
    );
    assert.equal((await desk.place(order(rest))).outcome, 'accepted');
    assert.equal((await failure(desk.place(order(rest, { key: 'k' })))).code, 'ORDER_UNRESOLVED');
    assert.equal((await failure(desk.release(client_oid, 'message'))).code, 'NOT_FOUND');
    assert.ok(kinds(here.records).includes('released'));
  });

  it('is settled by a sighting from elsewhere', async () => {
    const { desk, told, late, error } = await lose();
    const seen = here.sandbox.ledger().orders[0];
    assert.ok(seen);
    const found = await here.connection.trading.find({ id: String(seen['id']) });
    assert.ok(found);
    desk.hint({ ...found, client_oid: String(error.details['client_oid']) });
    await told;
    assert.ok(late[0] && !(late[0].result instanceof Error));
    assert.equal(late[0].result.found, true);
  });

  it('that waits for its message again under its key gets the same order', async () => {
    const { desk } = await lose({ key: 'k' });
    reachable = true;
    const again = await desk.place(order(rest, { key: 'k' }), { timeoutMs: 20_000 });
    assert.deepEqual([again.repeated, here.sandbox.ledger().orders.length], [true, 1]);
  });

  it('and that never left is given back at once', async () => {
    const gaveUp = new AbortController();
    const desk = here.open();
    const placing = desk.place(order(rest, { planned: () => gaveUp.abort() }), { signal: gaveUp.signal });
    const error = await failure(placing);
    assert.deepEqual([error.code, error.details.sent], ['ABORTED', false]);
    assert.deepEqual([here.sandbox.requests()['POST /orders'] ?? 0, desk.report().unresolved], [0, []]);
  });
});
