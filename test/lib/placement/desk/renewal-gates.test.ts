import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { codesOf, FACES, lapseWorld, type LapseWorld } from './lapse-world';
import { order, rest } from './world';

for (const face of FACES)
  describe(`resting orders that lapse, at ${face}, are not renewed`, () => {
    let w: LapseWorld;
    let off: boolean;
    /** As of an account of which somebody took "allow live orders" back. */
    const refusal = (): CoinbaseError | undefined =>
      off ? new CoinbaseError('LIVE_ORDERS_OFF', 'no real money', { sent: false }) : undefined;

    beforeEach(async () => {
      w = await lapseWorld(face);
      off = false;
    });
    afterEach(() => w.end());

    it('by accounts that may not order any more, and stay until they lapse', async () => {
      const { order: only } = await w.open({ refusal }).place(order(rest));
      off = true;
      await w.after(50_000);
      const open = await w.openOrders();
      assert.deepEqual(
        open.map(({ id }) => id),
        [only.id],
        'not canceled for nothing',
      );
      await w.after(14_000);
      assert.deepEqual([await w.openOrders(), w.told, w.placements()], [[], [], 1]);
    });

    it('once none may order, also where that comes while their cancel is under way', async () => {
      w.hooks.cancel = (...given) => {
        off = true;
        return w.trading.cancel(...given);
      };
      await w.open({ refusal }).place(order(rest));
      await w.until('told', () => w.told.length > 0);
      assert.deepEqual([codesOf(w.told), w.placements()], [['LIVE_ORDERS_OFF'], 1]);
    });

    it("before the dead man's switch has canceled what was left open in a silence", async () => {
      const desk = w.open({ deadManMs: 25_000 });
      const canceled: string[] = [];
      desk.onEvent((event) => event.event === 'dead-man' && canceled.push(...event.canceled));
      const { client_oid } = await desk.place(order(rest));
      await w.after(10_000);
      w.hooks.serverTime = () => Promise.reject(new CoinbaseError('NETWORK', 'the cable is out'));
      // Between the switch's last beat in the silence and its next one the order is due.
      await w.after(33_300);
      delete w.hooks.serverTime;
      await w.after(20_000);
      assert.deepEqual([canceled, await w.openOrders(), w.told], [[client_oid], [], []]);
      assert.equal(w.placements(), 1);
    });

    it('but are as long as another account of theirs may order', async () => {
      await w.open().place(order(rest));
      off = true;
      w.open({ refusal });
      await w.until('told', () => w.told.length > 0);
      assert.deepEqual([codesOf(w.told), w.placements()], [['placed'], 2]);
    });
  });
