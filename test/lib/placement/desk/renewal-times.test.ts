import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { parseLimits } from '../../../../nodes/lib/rules/limits';
import { failure } from '../meeting';
import { codesOf, FACES, lapseWorld, type LapseWorld } from './lapse-world';
import { order, rest } from './world';

for (const face of FACES)
  describe(`the times of renewals, at ${face}`, () => {
    let w: LapseWorld;

    beforeEach(async () => {
      w = await lapseWorld(face);
    });
    afterEach(() => w.end());

    it('are those of a new order too when an earlier one has lapsed, which counts as open no longer', async () => {
      const desk = w.open();
      const { client_oid } = await desk.place(order(rest));
      await desk.move('halted', 'message');
      await w.after(72_000);
      const ended = w.records.findLast((one) => one.kind === 'seen' && one.client_oid === client_oid);
      assert.equal(ended?.kind === 'seen' && ended.order.status, 'done');
      await desk.move('active', 'message');
      const { client_oid: second } = await desk.place(order({ ...rest, price: '999' }));
      await w.until('renewed', () => w.told.length > 0);
      assert.equal(w.told[0]?.renews, second);
    });

    it('come for a new order that is due long before all others', async () => {
      const long = w.open({ lapse: 'day' });
      await long.place(order(rest));
      await w.after(8000);
      const { client_oid } = await w.open().place(order({ ...rest, price: '999' }));
      await w.until('renewed', () => w.told.length > 0);
      assert.equal(w.told[0]?.renews, client_oid);
    });

    it('are put off while a limit that counts by the minute says so, with the order in its place', async () => {
      const limits = parseLimits({ maxOrdersPerMinute: '2' }, 'paper');
      const desk = w.open({ limits });
      await desk.place(order(rest));
      await desk.place(order({ ...rest, price: '999' }));
      await w.after(44_000);
      assert.deepEqual([(await w.openOrders()).length, w.placements()], [2, 2], 'not canceled for nothing');
    });

    it('of an order whose cancel is refused come less and less often, and end with a word', async () => {
      let tries = 0;
      w.hooks.cancel = () => {
        tries += 1;
        return Promise.reject(new CoinbaseError('PERMISSION_DENIED', 'not with this key', { sent: true }));
      };
      await w.open().place(order(rest));
      await w.until('told', () => w.told.length > 0, 90_000);
      const before = tries;
      assert.ok(before <= 6, `${before} tries`);
      await w.after(30_000);
      assert.deepEqual([codesOf(w.told), tries, w.placements()], [['ORDER_NOT_PLACED'], before, 1]);
    });
  });

describe('what a renewal tells', () => {
  let w: LapseWorld;

  beforeEach(async () => {
    w = await lapseWorld('local-sandbox');
  });
  afterEach(() => w.end());

  it('waits for its node over a restart', async () => {
    const limits = parseLimits({ maxOrdersPerDay: '1' }, 'paper');
    const desk = w.open({ limits });
    desk.onRecovered('n1', () => {
      throw new Error('the node is not there');
    });
    const { client_oid } = await desk.place(order(rest));
    const isRefused = (): boolean => w.records.some(({ kind }) => kind === 'forbidden');
    await w.until('refused', isRefused);
    await w.after(3000);
    await desk.close();
    assert.equal(w.told.length, 0);
    w.open({ limits });
    await w.until('told', () => w.told.length > 0);
    assert.deepEqual(
      [w.told[0]?.renews, codesOf(w.told), w.placements()],
      [client_oid, ['LIMIT_EXCEEDED'], 1],
    );
    assert.ok(w.records.some((one) => one.kind === 'renewing' && one.cancel === 'over'));
  });

  it('names the order that was renewed also after a restart', async () => {
    const desk = w.open();
    desk.onRecovered('n1', () => {
      throw new Error('the node is not there');
    });
    const { client_oid } = await desk.place(order(rest));
    await w.until('renewed', () => w.placements() === 2);
    await w.after(3000);
    await desk.close();
    w.open();
    await w.until('told', () => w.told.length > 0, 10_000);
    assert.deepEqual([w.told[0]?.renews, codesOf(w.told)], [client_oid, ['placed']]);
  });
});

describe('a preview where resting orders lapse', () => {
  it('refuses what placing refuses', async () => {
    const w = await lapseWorld('local-sandbox-advanced-trade');
    try {
      const plain = order(rest);
      const raw = { limit_limit_gtc: { base_size: '0.01', limit_price: '1000' } };
      const asked = { ...plain, asked: { ...plain.asked, order_configuration: raw } };
      const desk = w.open();
      assert.equal((await failure(desk.place(asked))).code, 'ORDER_INVALID');
      assert.equal((await failure(desk.preview(asked))).code, 'ORDER_INVALID');
    } finally {
      await w.end();
    }
  });
});
