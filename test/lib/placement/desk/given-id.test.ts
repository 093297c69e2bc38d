import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Desk, Recovered } from '../../../../nodes/lib/placement/desk';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { OrderFields } from '../../../../nodes/lib/rules/order-fields';
import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import type { SandboxFault, SandboxOptions } from '../../../../nodes/lib/sandbox';
import { failure } from '../meeting';
import { order, rest, world, type World } from './world';

const PLACE = 'POST /api/v3/brokerage/orders';
const READ = 'GET /api/v3/brokerage/orders/historical/{order_id}';

describe('a client order id of the flow that Advanced Trade knows already', () => {
  let here: World;
  let desk: Desk;
  let oid: string;
  let onPlace: SandboxFault | undefined;
  const start = async (options: SandboxOptions = {}): Promise<void> => {
    onPlace = undefined;
    oid = randomUUID();
    const faults = ({ route }: { readonly route: string }) => (route === PLACE ? onPlace : undefined);
    here = await world({ faults, ...options }, 'local-sandbox-advanced-trade');
    desk = here.open();
  };
  beforeEach(() => start());
  afterEach(() => here.end());

  /** What somebody placed with this id by other means. */
  const elsewhere = async (over: Partial<OrderIntent> = {}): Promise<Order> => {
    const verdict = await here.connection.trading.place({
      client_oid: oid,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      size: '0.01',
      price: '1000',
      time_in_force: 'GTC',
      ...over,
    });
    assert.ok(verdict.kind === 'accepted', verdict.kind);
    return verdict.order;
  };
  const place = (fields: OrderFields = {}) =>
    desk.place(order({ ...rest, client_oid: oid, ...fields }), { waitFor: 'accepted', timeoutMs: 15_000 });
  const orders = async (): Promise<readonly Order[]> => {
    const all: Order[] = [];
    for await (const page of here.connection.trading.listOrders({ status: ['all'] })) all.push(...page);
    return all;
  };
  const requests = (route: string): number => here.sandbox.requests()[route] ?? 0;

  const rows: readonly (readonly [field: string, now: OrderFields, told: RegExp])[] = [
    ['product', { product_id: 'ETH-USD' }, /product_id is BTC-USD, not ETH-USD/],
    ['side', { side: 'sell', price: '900000' }, /side is buy, not sell/],
    ['type', { type: 'market', price: undefined }, /type is limit, not market/],
    ['amount', { amount: '0.02' }, /amount is 0.01 base, not 0.02 base/],
    ['price', { price: '1001' }, /price is 1000, not 1001/],
    ['stop price', { stop: 'entry', stop_price: '990000', price: '990001' }, /price is 1000, not 990001/],
    ['time in force', { time_in_force: 'IOC' }, /time_in_force is GTC, not IOC/],
  ];
  for (const [field, now, told] of rows)
    it(`is a conflict where the ${field} differs, and nothing is placed`, async () => {
      const before = await elsewhere();
      const error = await failure(place(now));
      assert.equal(error.code, 'IDEMPOTENCY_CONFLICT', error.message);
      assert.match(error.message, told);
      assert.deepEqual([error.details['order_id'], error.details.client_oid], [before.id, oid]);
      assert.deepEqual(
        (await orders()).map(({ id }) => id),
        [before.id],
      );
      // What is not ours does not count, and the id stays another's.
      assert.deepEqual(desk.report().unresolved, []);
      assert.equal((await failure(place(now))).code, 'IDEMPOTENCY_CONFLICT');
    });

  it('is the order that is there, as it is now, where nothing differs', async () => {
    const before = await elsewhere();
    const { id } = before;
    await here.connection.trading.cancel({ id }, 'BTC-USD');
    const placed = await place();
    assert.deepEqual([placed.order.id, placed.outcome], [id, 'canceled']);
    assert.equal((await orders()).length, 1);
  });

  it('costs one more read; an id of our own making costs none', async () => {
    await place();
    assert.deepEqual([requests(PLACE), requests(READ)], [1, 1]);
    await desk.place(order(rest), { waitFor: 'accepted' });
    assert.deepEqual([requests(PLACE), requests(READ)], [2, 1]);
  });

  it('is a conflict too where no answer came, and the order was found instead', async () => {
    const before = await elsewhere();
    onPlace = { kind: 'reset', accepted: false };
    const error = await failure(place({ amount: '0.02' }));
    assert.deepEqual([error.code, error.details['order_id']], ['IDEMPOTENCY_CONFLICT', before.id]);
  });

  it('is a conflict too after a restart', async () => {
    const before = await elsewhere();
    onPlace = { kind: 'silence', accepted: false };
    const placing = failure(
      desk.place(order({ ...rest, amount: '0.02', client_oid: oid }), { timeoutMs: 400 }),
    );
    assert.equal((await placing).code, 'ORDER_UNRESOLVED');
    await desk.close();
    onPlace = undefined;
    const next = here.open();
    const told = await new Promise<Recovered>((resolve) => void next.onRecovered('n1', resolve));
    assert.ok(told.result instanceof CoinbaseError);
    assert.deepEqual(
      [told.result.code, told.result.details['order_id'], told.client_oid],
      ['IDEMPOTENCY_CONFLICT', before.id, oid],
    );
    await next.ready();
    assert.equal((await orders()).length, 1);
  });

  it('is waited for where the exchange shows a new order late', async () => {
    await here.end();
    await start({ late404Ms: 400 });
    const placed = await place();
    assert.equal(placed.order.client_oid, oid);
    assert.deepEqual([requests(PLACE), requests(READ) > 1], [1, true], 'sent once, read until it was there');
  });
});
