import assert from 'node:assert/strict';
import type { TradingApi } from '../../../../nodes/lib/api';
import type { Recovered } from '../../../../nodes/lib/placement/desk';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { failure } from '../meeting';
import { breakable, buy, kinds, order, rest, world, type World } from './world';
import { patience } from '../../../patience';

/** The records that are written after the flow has its outcome. */
const turns = async (count = 5): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('a desk', () => {
  let here: World;
  beforeEach(async () => (here = await world()));
  afterEach(() => here.end());
  const posts = (): number => here.sandbox.requests()['POST /orders'] ?? 0;

  it('keeps the whole life of an order, the intent before anything leaves', async () => {
    const desk = here.open();
    const { outcome, client_oid } = await desk.place(order(buy), { waitFor: 'done' });
    assert.equal(outcome, 'filled');
    await turns();
    const seen = kinds(here.records).filter((kind) => kind === 'seen').length;
    assert.ok(seen >= 1);
    assert.deepEqual(
      kinds(here.records).filter((kind) => kind !== 'seen'),
      ['intended', 'sending', 'answered', 'reported'],
    );
    const [life] = desk.audit({ client_oid });
    assert.deepEqual([life?.message, life?.records.length], ['m1', here.records.length]);
    assert.deepEqual(desk.audit({ message: 'm1' }), [life]);
    assert.deepEqual(desk.audit({ last: 5 }), [life]);
  });

  it('writes nothing and sends nothing for an order that cannot be', async () => {
    const error = await failure(here.open().place(order({ ...buy, amount: '0.01' })));
    assert.deepEqual([error.code, posts(), here.records.length], ['SIZE_BELOW_MINIMUM', 0, 0]);
  });

  it('refuses orders while the journal cannot be written, and cancels all the same', async () => {
    const journal = breakable(here.records);
    const desk = here.open({ openJournal: () => Promise.resolve(journal) });
    const { order: open } = await desk.place(order(rest));
    await turns();
    journal.broken = true;
    const error = await failure(desk.place(order(rest)));
    assert.deepEqual([error.code, posts()], ['JOURNAL_UNAVAILABLE', 1]);
    assert.equal((await desk.cancel({ id: open.id }, undefined)).outcome, 'canceled');
    assert.match(desk.report().journal, /disk is full/);
    journal.broken = false;
    await desk.place(order(rest));
    assert.equal(desk.report().journal, 'ready');
  });

  it('tells an outcome that could not be written down, and takes no order until it is', async () => {
    const journal = breakable(here.records);
    const desk = here.open({
      openJournal: () => Promise.resolve(journal),
      connect: () => {
        return Promise.resolve({
          ...here.connection,
          trading: {
            ...here.connection.trading,
            place: async (...call: Parameters<TradingApi['place']>) => {
              journal.broken = true;
              return here.connection.trading.place(...call);
            },
          },
        });
      },
    });
    assert.equal((await desk.place(order(rest))).outcome, 'accepted');
    await turns();
    assert.deepEqual(kinds(here.records), ['intended', 'sending']);
    assert.equal((await failure(desk.place(order(rest)))).code, 'JOURNAL_UNAVAILABLE');
    assert.equal(posts(), 1);
    journal.broken = false;
    await desk.place(order(rest));
    assert.deepEqual(kinds(here.records).slice(2, 5), ['answered', 'seen', 'reported']);
  });

  it('is one for all who open it, and ends with the last of them', async () => {
    const [a, b] = [here.open(), here.open()];
    await a.move('halted', 'message');
    assert.equal(b.position.state, 'halted');
    await a.close();
    assert.equal((await failure(a.place(order(rest)))).code, 'ABORTED');
    assert.equal((await failure(b.place(order(rest)))).code, 'TRADING_HALTED');
    await b.close();
    const later = here.open();
    await later.ready();
    assert.equal(later.position.state, 'halted', 'the switch is kept');
  });

  describe('with its switch', () => {
    it('halted or reducing keeps orders here, keeps why, and lets cancels through', async () => {
      const desk = here.open();
      const { order: open } = await desk.place(order(rest));
      await desk.move('reducing', 'form', 'weekend');
      const error = await failure(desk.place(order(rest, { message: 'm2' })));
      assert.deepEqual(
        [error.code, error.details['state'], error.details.sent],
        ['TRADING_HALTED', 'reducing', false],
      );
      assert.equal((await desk.place(order({ ...rest, side: 'sell', price: '900000' }))).outcome, 'accepted');
      await desk.move('halted', 'message');
      assert.equal((await failure(desk.place(order({ ...rest, side: 'sell' })))).code, 'TRADING_HALTED');
      assert.equal((await desk.cancel({ id: open.id }, undefined)).outcome, 'canceled');
      const [forbidden] = desk.audit({ message: 'm2' });
      assert.deepEqual(kinds(forbidden?.records ?? []), ['forbidden']);
    });

    it('takes the stricter of the switch and the account, and stays strict where it cannot be kept', async () => {
      const journal = breakable(here.records);
      const desk = here.open({ loosest: 'reducing', openJournal: () => Promise.resolve(journal) });
      await desk.ready();
      assert.deepEqual([desk.position.state, desk.position.by], ['reducing', 'account']);
      journal.broken = true;
      const moving = desk.move('halted', 'message');
      assert.equal(desk.position.state, 'halted', 'in the same turn');
      assert.equal((await failure(moving)).code, 'JOURNAL_UNAVAILABLE');
      assert.equal((await failure(desk.move('active', 'message'))).code, 'JOURNAL_UNAVAILABLE');
      assert.equal(desk.position.state, 'halted');
    });

    it('keeps back in the same turn what was about to leave', async () => {
      const desk = here.open();
      await desk.ready();
      const placing = desk.place(order(rest, { planned: () => void desk.move('halted', 'message') }));
      assert.equal((await failure(placing)).code, 'TRADING_HALTED');
      assert.equal(posts(), 0);
    });
  });

  describe('with limits', () => {
    it('refuses with rule, limit and value, keeps that for the audit, and counts over a restart', async () => {
      const limits = { timeZone: 'UTC', maxOrderValue: '30', maxOrdersPerDay: 1 };
      const desk = here.open({ limits });
      const dear = await failure(desk.place(order({ ...buy, amount: '31' }, { message: 'dear' })));
      assert.deepEqual(
        [dear.code, dear.details['rule'], dear.details.sent],
        ['LIMIT_EXCEEDED', 'maxOrderValue', false],
      );
      assert.deepEqual(kinds(desk.audit({ message: 'dear' })[0]?.records ?? []), ['forbidden']);
      await desk.place(order(buy), { waitFor: 'done' });
      await turns();
      await desk.close();
      const next = here.open({ limits });
      const second = await failure(next.place(order(buy)));
      assert.deepEqual(
        [second.code, second.details['rule'], posts()],
        ['LIMIT_EXCEEDED', 'maxOrdersPerDay', 1],
      );
    });

    it('that cannot be read stop orders and let cancels pass', async () => {
      const refusal = await failure(
        Promise.reject(new CoinbaseError('LIMIT_EXCEEDED', 'it is not a number')),
      );
      const [strict, other] = [here.open({ refusal: () => refusal }), here.open()];
      assert.equal((await failure(strict.place(order(rest)))).code, 'LIMIT_EXCEEDED');
      const { order: open } = await other.place(order(rest));
      assert.equal((await strict.cancel({ id: open.id }, undefined)).outcome, 'canceled');
      assert.deepEqual(await strict.cancelAll(), { canceled: [], failed: [] });
    });
  });

  describe('with a key', () => {
    const key = 'mqtt-7';

    it('gives one order for messages that come together, again, and after a restart', async () => {
      const desk = here.open();
      const both = await Promise.all([desk.place(order(buy, { key })), desk.place(order(buy, { key }))]);
      const again = await desk.place(order(buy, { key }), { waitFor: 'done' });
      await turns();
      await desk.close();
      const restarted = await here.open().place(order(buy, { key }));
      const ids = [...both, again, restarted].map((placement) => placement.order.id);
      assert.equal(new Set(ids).size, 1);
      assert.deepEqual(
        [...both, again, restarted].map(({ repeated }) => repeated),
        [false, true, true, true],
      );
      assert.deepEqual([again.outcome, restarted.order.status], ['filled', 'done']);
      assert.equal(posts(), 1);
    });

    it('refuses another order under the same key, naming the field; 0.010 is 0.01', async () => {
      const desk = here.open();
      await desk.place(order(rest, { key }));
      assert.equal((await desk.place(order({ ...rest, amount: '0.010' }, { key }))).repeated, true);
      const error = await failure(desk.place(order({ ...rest, price: '1001' }, { key })));
      assert.equal(error.code, 'IDEMPOTENCY_CONFLICT');
      assert.deepEqual(error.details['differences'], [{ field: 'price', before: '1000', now: '1001' }]);
      assert.equal(posts(), 1);
    });

    it('is free again when nothing was placed', async () => {
      const desk = here.open();
      await desk.move('halted', 'message');
      await failure(desk.place(order(rest, { key })));
      await desk.move('active', 'message');
      const dear = { ...rest, amount: '999999', price: '1000' };
      assert.equal((await failure(desk.place(order(dear, { key })))).code, 'INSUFFICIENT_FUNDS');
      assert.equal((await desk.place(order(rest, { key }))).repeated, false);
    });

    it('is a client order id of the flow, which is never sent twice', async () => {
      const desk = here.open();
      const client_oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
      const first = await desk.place(order({ ...rest, client_oid }));
      const second = await desk.place(order({ ...rest, client_oid }));
      assert.deepEqual([second.order.id, second.repeated, posts()], [first.order.id, true, 1]);
      const other = await failure(desk.place(order({ ...rest, client_oid }, { key })));
      assert.deepEqual([other.code, posts()], ['IDEMPOTENCY_CONFLICT', 1]);
    });
  });

  describe('after a restart', () => {
    const recovered = (desk: ReturnType<World['open']>, count: number): Promise<Recovered[]> => {
      const all: Recovered[] = [];
      return new Promise((resolve) => {
        desk.onRecovered('n1', (one) => {
          all.push(one);
          if (all.length === count) resolve(all);
        });
      });
    };
    /** Forgets what was written after the record that `last` names: what a kill at that moment leaves. */
    const killedAfter = (last: string): void => {
      const at = here.records.findIndex(({ kind }) => kind === last);
      assert.ok(at >= 0);
      here.records.splice(at + 1);
    };

    for (const last of ['sending', 'answered', 'seen'])
      it(`finds an order that was killed after "${last}", tells it once, and sends nothing again`, async () => {
        const desk = here.open();
        const { order: placed } = await desk.place(order(buy), { waitFor: 'done' });
        await turns();
        await desk.close();
        killedAfter(last);
        const next = here.open();
        const [one] = await recovered(next, 1);
        assert.ok(one && !(one.result instanceof Error));
        assert.deepEqual(
          [one.result.order.id, one.result.outcome, one.message, posts()],
          [placed.id, 'filled', 'm1', 1],
        );
        await turns();
        assert.ok(here.records.some((record) => record.kind === 'reported' && record.recovered));
        await next.close();
        const third = here.open();
        await third.ready();
        third.onRecovered('n1', () => assert.fail('it was told already'));
      });

    it('knows at once that what was never about to be sent was not placed', async () => {
      const desk = here.open();
      await desk.place(order(rest));
      await turns();
      await desk.close();
      killedAfter('intended');
      const [one] = await recovered(here.open(), 1);
      assert.equal((one?.result as CoinbaseError | undefined)?.code, 'ORDER_NOT_PLACED');
    });

    it('finds 100 open orders in under 2 s, before the first new one, and leaves those of others alone', async () => {
      const desk = here.open();
      for (let batch = 0; batch < 100; batch += 20)
        await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            desk.place(order({ ...rest, price: String(1000 + batch + index) })),
          ),
        );
      await turns();
      await desk.close();
      const lost = here.records.filter(({ kind }) => kind === 'intended' || kind === 'sending');
      here.records.splice(0, here.records.length, ...lost);
      const before = performance.now();
      const next = here.open();
      const all = recovered(next, 100);
      await next.place(order(rest));
      assert.deepEqual(next.report().unresolved, []);
      assert.equal((await all).length, 100);
      const tookMs = performance.now() - before;
      assert.ok(tookMs < patience(2000), `it took ${tookMs} ms`);
      assert.equal(here.sandbox.ledger().orders.length, 101, 'none of them twice');
    });

    it('makes new orders wait until the exchange answers, then tells RECONCILING', async () => {
      const desk = here.open();
      await desk.place(order(rest));
      await turns();
      await desk.close();
      killedAfter('sending');
      const deaf = { ...here.connection.trading, listOrders: () => assert.fail('no answer') };
      const next = here.open({ connect: () => Promise.resolve({ ...here.connection, trading: deaf }) });
      const error = await failure(next.place(order(rest), { timeoutMs: 300 }));
      assert.deepEqual([error.code, error.details['count'], posts()], ['RECONCILING', 1, 1]);
      assert.equal(next.report().journal, 'reconciling');
    });
  });
});
