import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Connection } from '../../../../nodes/lib/api';
import { findOrder } from '../../../../nodes/lib/placement';
import type { Desk } from '../../../../nodes/lib/placement/desk';
import type { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import type { SandboxFault } from '../../../../nodes/lib/sandbox';
import { order, rest, world, type World } from './world';

const CANCEL = 'POST /api/v3/brokerage/orders/batch_cancel';
const LIST = 'GET /api/v3/brokerage/orders/historical/batch';
const AGE_MS = 30 * 3_600_000;

/** Advanced Trade has no way to ask by a client order id, and its lists of what is done go by their age. */
describe('an order on Advanced Trade that is over a day old, by its client order id', () => {
  let here: World;
  let desk: Desk;
  let aheadMs: number;
  let onCancel: SandboxFault | undefined;
  beforeEach(async () => {
    aheadMs = 0;
    onCancel = undefined;
    const clock = {
      now: () => Date.now() + aheadMs,
      every: () => () => undefined,
    };
    const faults = ({ route }: { readonly route: string }) => (route === CANCEL ? onCancel : undefined);
    here = await world({ clock, faults }, 'local-sandbox-advanced-trade');
    desk = here.open();
  });
  afterEach(() => here.end());

  const placed = async (over: Partial<OrderIntent> = {}): Promise<string> => {
    const client_oid = randomUUID();
    const kind = { type: 'limit', size: '0.01', price: '1000', time_in_force: 'GTC' } as const;
    const intent = { client_oid, product_id: 'BTC-USD', side: 'buy', ...kind, ...over } as const;
    const verdict = await here.connection.trading.place(intent);
    assert.equal(verdict.kind, 'accepted');
    aheadMs = AGE_MS;
    return client_oid;
  };
  const bought = (): Promise<string> => placed({ price: '900000', size: '0.001' });
  const cancel = (clientOid: string) => desk.cancel({ clientOid }, undefined, { timeoutMs: 20_000 });

  it('is canceled, and told as it is then', async () => {
    const { outcome, order: told } = await cancel(await placed());
    assert.deepEqual([outcome, told?.status, told?.done_reason], ['canceled', 'done', 'canceled']);
  });

  it('is canceled too where the answer of the cancel is lost', async () => {
    const oid = await placed();
    onCancel = { kind: 'reset', accepted: true };
    const { outcome, order: told } = await cancel(oid);
    assert.deepEqual([outcome, told?.client_oid], ['canceled', oid]);
  });

  it('was filled, and is not called unknown', async () => {
    const oid = await bought();
    const { outcome, order: told } = await cancel(oid);
    assert.deepEqual([outcome, told?.filled_size], ['already-filled', '0.001']);
    const found = await findOrder(here.connection.trading, { clientOid: oid });
    assert.equal(found?.client_oid, oid, 'a list by client order id has it too');
  });

  it('is asked for by its own id where the journal knows that, without a list', async () => {
    const { client_oid } = await desk.place(order(rest), { waitFor: 'accepted' });
    aheadMs = AGE_MS;
    const lists = here.sandbox.requests()[LIST];
    assert.equal((await cancel(client_oid)).order?.done_reason, 'canceled');
    assert.equal(here.sandbox.requests()[LIST], lists);
  });
});

describe('an order that was canceled and is not found then', () => {
  for (const [environment, done] of [
    ['local-sandbox', true],
    ['local-sandbox-advanced-trade', false],
  ] as const)
    it(`${done ? 'had no fill' : 'is not called over'} on ${environment}`, async () => {
      const here = await world({}, environment);
      let blind = false;
      const find: Connection['trading']['find'] = (name, options) =>
        blind ? Promise.resolve(undefined) : here.connection.trading.find(name, options);
      const trading = { ...here.connection.trading, find };
      const desk = here.open({ connect: () => Promise.resolve({ ...here.connection, trading }) });
      const { client_oid } = await desk.place(order(rest), { waitFor: 'accepted' });
      blind = true;
      const told = await desk.cancel({ clientOid: client_oid }, undefined).then(
        ({ outcome }) => outcome,
        ({ code }: CoinbaseError) => code,
      );
      assert.equal(told, done ? 'canceled' : 'TIMEOUT');
      await desk.close();
      const seen = here.records.flatMap((record): Order[] => (record.kind === 'seen' ? [record.order] : []));
      assert.equal(
        seen.some(({ status }) => status === 'done'),
        done,
      );
      await here.end();
    });
});
