import assert from 'node:assert/strict';
import { memoryJournal, type JournalRecord } from '../../../../nodes/lib/placement/journal';
import { DeskCore } from '../../../../nodes/lib/placement/desk/core';
import { settledLife } from '../../../../nodes/lib/placement/desk/life';
import type { Recovered } from '../../../../nodes/lib/placement/desk';
import type { ChooseFault } from '../../../../nodes/lib/sandbox/faults';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { LimitSettings } from '../../../../nodes/lib/rules/limits';
import { failure } from '../meeting';
import { breakable, buy, order, rest, world, type World } from './world';

const at = '2026-01-01T00:00:00.000Z';
const client_oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
/** Counts open orders, and nothing else. */
const oneOpen: LimitSettings = { timeZone: 'UTC', maxOpenOrders: 1 };

describe('a desk in a narrow window', () => {
  let here: World;
  let faults: ChooseFault = () => undefined;
  beforeEach(async () => {
    faults = () => undefined;
    here = await world({ faults: (request) => faults(request) });
  });
  afterEach(() => here.end());
  const posts = (): number => here.sandbox.requests()['POST /orders'] ?? 0;
  const restart = async (desk: ReturnType<World['open']>): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    await desk.close();
  };

  describe('before its journal was read', () => {
    const halted: JournalRecord = { kind: 'switch', at, state: 'halted', by: 'form', reason: 'holiday' };
    for (const state of ['active', 'reducing'] as const)
      it(`stays halted where ${state} cannot be kept`, async () => {
        here.records.push(halted);
        const full = {
          ...memoryJournal(here.records),
          write: () => Promise.reject(new CoinbaseError('JOURNAL_UNAVAILABLE', 'the disk is full')),
        };
        const desk = here.open({ openJournal: () => Promise.resolve(full) });
        assert.equal((await failure(desk.move(state, 'message'))).code, 'JOURNAL_UNAVAILABLE');
        assert.deepEqual([desk.position.state, desk.position.reason], ['halted', 'holiday']);
        assert.equal((await failure(desk.place(order(rest)))).code, 'TRADING_HALTED');
      });

    it('is moved by whoever comes first, once that is kept; what is stricter counts at once', async () => {
      here.records.push(halted);
      const desk = here.open();
      await desk.move('active', 'message');
      assert.equal(desk.position.state, 'active');
      await restart(desk);
      const next = here.open();
      const moving = next.move('halted', 'message', 'fire');
      assert.deepEqual([next.position.state, next.position.reason], ['halted', 'fire']);
      await moving;
      assert.equal(next.position.reason, 'fire', 'also after the journal was read');
    });
  });

  it('keeps the key of an order that a person released taken, over a restart too', async () => {
    faults = ({ method, path }) =>
      method === 'POST'
        ? { kind: 'reset', accepted: true }
        : path.startsWith('/orders/client:')
          ? { kind: 'answer', status: 503, accepted: false }
          : undefined;
    const desk = here.open({ limits: oneOpen });
    const lost = await failure(desk.place(order(rest, { key: 'k' }), { timeoutMs: 600 }));
    assert.equal(lost.code, 'ORDER_UNRESOLVED');
    await desk.release(String(lost.details['client_oid']), 'message');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(desk.report().limits[0]?.used, '0', 'it counts no more');
    await restart(desk);
    faults = () => undefined;
    const again = await failure(here.open().place(order(rest, { key: 'k' })));
    assert.deepEqual([again.code, posts()], ['ORDER_UNRESOLVED', 1]);
    assert.equal(again.details['client_oid'], lost.details['client_oid']);
  });

  it('sends a client order id of the flow once, also under two keys in one turn', async () => {
    const desk = here.open();
    const asked = { ...rest, client_oid };
    const both = await Promise.allSettled([
      desk.place(order(asked, { key: 'a' })),
      desk.place(order(asked, { key: 'b' })),
    ]);
    assert.deepEqual([both.map(({ status }) => status).sort(), posts()], [['fulfilled', 'rejected'], 1]);
    const refused = both.find((one) => one.status === 'rejected');
    const reason: unknown = refused?.reason;
    assert.ok(reason instanceof CoinbaseError && reason.code === 'IDEMPOTENCY_CONFLICT');
  });

  it('lets nothing wait for an order that became known when its message gave up', async () => {
    const placed = await here.open().place(order(rest));
    const {
      client_oid,
      product_id,
      side,
      type = 'limit',
    } = { ...placed.order, client_oid: placed.client_oid };
    const core = new DeskCore({
      identity: 'core',
      openJournal: () => Promise.resolve(memoryJournal([])),
      connect: () => Promise.resolve(here.connection),
      newId: () => client_oid,
    });
    const intent = { client_oid, product_id, side, type };
    const life = settledLife(intent, { node: 'n1', message: 'm1' }, Promise.resolve(placed));
    core.lives.adopt(life);
    await new Promise((resolve) => setImmediate(resolve));
    core.lives.declareUnresolved(life, 'the message gave up');
    const late = await new Promise<Recovered>((resolve) => core.outbox.listen('n1', resolve));
    assert.deepEqual([late.client_oid, core.report().unresolved], [client_oid, []]);
    await core.close();
  });

  it('keeps what it knows of an order apart from what a flow does with it', async () => {
    const desk = here.open();
    const spoil = (object: object): void => {
      for (const name of Object.keys(object)) Reflect.set(object, name, 'spoiled');
    };
    const first = await desk.place(order(buy, { key: 'k' }), { waitFor: 'done' });
    const { id } = first.order;
    spoil(first.order);
    const [life] = desk.audit({ key: 'k' });
    assert.ok(life?.records[0]?.kind === 'intended');
    spoil(life.records[0].intent);
    const canceled = await desk.cancel({ id }, undefined);
    assert.ok(canceled.order && canceled.outcome === 'already-filled');
    spoil(canceled.order);
    const again = await desk.place(order(buy, { key: 'k' }));
    assert.deepEqual([again.order.id, again.order.status], [id, 'done']);
    assert.doesNotMatch(JSON.stringify([desk.audit({ last: 9 }), here.records]), /spoiled/);
  });

  it('knows of an order that was canceled and forgotten that it is over', async () => {
    const desk = here.open({ limits: oneOpen });
    const { order: open } = await desk.place(order(rest));
    assert.equal((await failure(desk.place(order(rest)))).code, 'LIMIT_EXCEEDED');
    const { outcome, order: known } = await desk.cancel({ id: open.id }, undefined);
    assert.deepEqual([outcome, known, desk.report().limits[0]?.used], ['canceled', undefined, '0']);
    const last = here.records.findLast(({ kind }) => kind === 'seen');
    assert.ok(last?.kind === 'seen' && last.order.done_reason === 'canceled');
  });

  it('cancels with all others an order whose answer was still on its way', async () => {
    const { trading } = here.connection;
    const steps = { left: (): void => undefined, canceled: (): void => undefined };
    const left = new Promise<void>((resolve) => (steps.left = resolve));
    const canceledOnce = new Promise<void>((resolve) => (steps.canceled = resolve));
    const slow: typeof trading = {
      ...trading,
      // The exchange gets the second order only after everything was canceled.
      async place(intent, options) {
        if (intent.price !== '1001') return trading.place(intent, options);
        options?.beforeSend?.();
        steps.left();
        await canceledOnce;
        return trading.place(intent, { timeoutMs: 5000 });
      },
      async cancelAll(...given) {
        const ids = await trading.cancelAll(...given);
        steps.canceled();
        return ids;
      },
    };
    const desk = here.open({ connect: () => Promise.resolve({ ...here.connection, trading: slow }) });
    await desk.place(order(rest));
    const placing = desk.place(order({ ...rest, price: '1001' }));
    await left;
    const { canceled, failed } = await desk.cancelAll();
    const placed = await placing;
    assert.ok(canceled.includes(placed.order.id), 'it is told');
    assert.deepEqual([canceled.length, failed], [2, []]);
    const open = here.sandbox.ledger().orders.filter(({ status }) => status === 'open');
    assert.deepEqual(open, []);
  });

  it('says of an order that it cannot cancel because nobody knows whether it exists', async () => {
    faults = ({ method, path }) =>
      method === 'POST'
        ? { kind: 'reset', accepted: false }
        : path.startsWith('/orders/client:')
          ? { kind: 'answer', status: 503, accepted: false }
          : undefined;
    const desk = here.open();
    const lost = await failure(desk.place(order(rest), { timeoutMs: 600 }));
    const { failed } = await desk.cancelAll();
    assert.deepEqual(
      failed.map(({ order_id }) => order_id),
      [`client:${String(lost.details['client_oid'])}`],
    );
  });

  it('looks for an order whose repeat cannot be kept, and gives it to the same key', async () => {
    const journal = breakable(here.records);
    let sends = 0;
    const lost: ChooseFault = ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/orders')) return undefined;
      sends += 1;
      journal.broken = sends === 1;
      return sends === 1 ? { kind: 'reset', accepted: true } : undefined;
    };
    const there = await world({ faults: lost }, 'local-sandbox-advanced-trade');
    try {
      const desk = there.open({ openJournal: () => Promise.resolve(journal) });
      const asked = order(rest, { key: 'button', environment: 'local-sandbox-advanced-trade' });
      const first = await desk.place(asked);
      journal.broken = false;
      await desk.opened();
      const again = await desk.place(asked);
      assert.deepEqual([again.order.id, again.repeated], [first.order.id, true]);
      assert.deepEqual([sends, there.sandbox.ledger().orders.length], [1, 1]);
    } finally {
      await there.end();
    }
  });

  it('tells an order that is waited for over the end once, at the next start', async () => {
    const desk = here.open();
    const ended = new AbortController();
    const waiting = failure(
      desk.place(order(rest), { waitFor: 'done', waitMs: 60_000, signal: ended.signal }),
    );
    while (posts() === 0) await new Promise((resolve) => setImmediate(resolve));
    await desk.close();
    ended.abort();
    assert.equal((await waiting).code, 'ORDER_UNRESOLVED');
    const next = here.open();
    const told = await new Promise<Recovered>((resolve) => void next.onRecovered('n1', resolve));
    assert.ok(!(told.result instanceof CoinbaseError));
    assert.equal(told.result.outcome, 'open');
  });

  it('tells once what it finds out while it is closed, at the next start', async () => {
    const desk = here.open();
    await desk.place(order(rest));
    await restart(desk);
    here.records.splice(here.records.findIndex(({ kind }) => kind === 'seen') + 1);

    const told: Recovered[] = [];
    let asked = (): void => undefined;
    let answer = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { trading } = here.connection;
    async function* listOrders(...query: Parameters<typeof trading.listOrders>) {
      asked();
      await answered;
      yield* trading.listOrders(...query);
    }
    const slow = { ...here.connection, trading: { ...trading, listOrders } };
    const closing = here.open({ connect: () => Promise.resolve(slow) });
    closing.onRecovered('n1', (one) => told.push(one));
    await isAsked;
    await closing.close();
    answer();

    const next = here.open();
    const heard = new Promise<void>((resolve) => {
      next.onRecovered('n1', (one) => {
        told.push(one);
        resolve();
      });
    });
    await heard;
    assert.equal(told.length, 1);
  });

  for (const killedAfter of ['intended', 'answered'])
    it(`counts an order no more that was turned away, killed after "${killedAfter}"`, async () => {
      faults = ({ method }) =>
        method === 'POST'
          ? { kind: 'answer', status: 400, body: '{"message":"Insufficient funds"}', accepted: false }
          : undefined;
      const desk = here.open();
      assert.equal((await failure(desk.place(order(rest)))).code, 'INSUFFICIENT_FUNDS');
      await restart(desk);
      here.records.splice(here.records.findIndex(({ kind }) => kind === killedAfter) + 1);
      faults = () => undefined;
      const next = here.open({ limits: oneOpen });
      assert.equal((await next.place(order(rest))).outcome, 'accepted');
      await restart(next);
    });
});
