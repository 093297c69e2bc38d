import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { codesOf, FACES, lapseWorld, type LapseWorld } from './lapse-world';
import { order, rest } from './world';

const lost = (): CoinbaseError => new CoinbaseError('NETWORK', 'the cable is out', { sent: true });

for (const face of FACES)
  describe(`renewals whose cancel loses its answer, at ${face}`, () => {
    let w: LapseWorld;
    /** Nothing can be read, where set. */
    let dark: boolean;

    beforeEach(async () => {
      w = await lapseWorld(face);
      dark = false;
      w.hooks.find = (...given) => (dark ? Promise.reject(lost()) : w.trading.find(...given));
    });
    afterEach(() => w.end());

    it('never let the order go without a word', async () => {
      w.hooks.cancel = async (...given) => {
        await w.trading.cancel(...given);
        throw lost();
      };
      await w.open().place(order(rest));
      await w.until('told', () => w.told.length > 0);
      // Where the order is forgotten it might have been canceled by anybody.
      const [outcome, sent] = w.trading.forgetsUnfilled ? ['ORDER_NOT_PLACED', 1] : ['placed', 2];
      assert.deepEqual([codesOf(w.told), w.placements()], [[outcome], sent]);
    });

    for (const restart of [false, true])
      it(`go on with an order whose end was not seen${restart ? ', after a restart too' : ''}`, async () => {
        w.hooks.cancel = async (...given) => {
          const answer = await w.trading.cancel(...given);
          dark = true;
          return answer;
        };
        const desk = w.open();
        const { client_oid } = await desk.place(order(rest));
        const isTaken = (): boolean =>
          w.records.some((one) => one.kind === 'renewing' && one.cancel === 'taken');
        await w.until('taken', isTaken);
        if (restart) await desk.close();
        w.hooks.cancel = (...given) => w.trading.cancel(...given);
        dark = false;
        if (restart) w.open();
        await w.until('told', () => w.told.some(({ renews }) => renews === client_oid));
        assert.equal(w.placements(), 2);
        assert.equal((await w.openOrders()).length, 1);
      });
  });
