import assert from 'node:assert/strict';
import type { Cancellation } from '../../../../nodes/lib/placement/cancel-order';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { failure } from '../meeting';
import { codesOf, FACES, lapseWorld, type LapseWorld } from './lapse-world';
import { order, rest } from './world';

const refused = (): Promise<never> =>
  Promise.reject(
    new CoinbaseError('PERMISSION_DENIED', 'the key may not trade', { sent: true, status: 403 }),
  );

for (const face of FACES)
  describe(`cancels of orders that are renewed, at ${face}`, () => {
    let w: LapseWorld;

    beforeEach(async () => {
      w = await lapseWorld(face);
    });
    afterEach(() => w.end());

    it('reach the last of a chain by its first name while that is renewed', async () => {
      const desk = w.open();
      const { client_oid } = await desk.place(order(rest));
      await w.until('renewed', () => w.told.length > 0);
      let canceled: Promise<Cancellation | CoinbaseError> | undefined;
      // The next of the chain has its name, and is about to leave.
      w.hooks.place = (...given) => {
        canceled ??= desk
          .cancel({ clientOid: client_oid }, undefined)
          .catch((thrown: CoinbaseError) => thrown);
        return w.trading.place(...given);
      };
      await w.until('canceled', () => canceled !== undefined);
      await canceled;
      await w.after(5000);
      assert.deepEqual([await w.openOrders(), w.placements(), codesOf(w.told)], [[], 2, ['placed']]);
    });

    it('end what is on its way in its place as soon as it is known, and say so', async () => {
      const desk = w.open();
      const { client_oid } = await desk.place(order(rest));
      let isLeaving = false;
      w.hooks.place = async (intent, { beforeSend, ...options } = {}) => {
        beforeSend?.();
        isLeaving = true;
        await w.after(8000);
        return w.trading.place(intent, options);
      };
      await w.until('leaving', () => isLeaving);
      const { code, details } = await failure(desk.cancel({ clientOid: client_oid }, undefined));
      assert.equal(code, 'TIMEOUT');
      await w.until('placed', () => w.told.length > 0);
      assert.equal(w.told[0]?.client_oid, details['client_oid']);
      await w.after(5000);
      assert.deepEqual(await w.openOrders(), []);
      await w.after(45_000);
      assert.equal(w.placements(), 2, 'nor renewed again');
    });

    it('that are refused leave the order to be renewed as before', async () => {
      const desk = w.open();
      const { order: only } = await desk.place(order(rest));
      w.hooks.cancel = refused;
      assert.equal((await failure(desk.cancel({ id: only.id }, undefined))).code, 'PERMISSION_DENIED');
      delete w.hooks.cancel;
      await w.until('told', () => w.told.length > 0);
      assert.deepEqual([codesOf(w.told), (await w.openOrders()).length], [['placed'], 1]);
    });

    it('of all that are refused leave the orders to be renewed as before', async () => {
      const desk = w.open();
      const { order: only } = await desk.place(order(rest));
      w.hooks.cancelAll = refused;
      const { failed } = await desk.cancelAll();
      assert.deepEqual(
        failed.map(({ order_id }) => order_id),
        [only.id],
      );
      await w.until('told', () => w.told.length > 0);
      assert.deepEqual([codesOf(w.told), (await w.openOrders()).length], [['placed'], 1]);
    });
  });
