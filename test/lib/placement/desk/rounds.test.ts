import assert from 'node:assert/strict';
import type { Desk } from '../../../../nodes/lib/placement/desk';
import { createBook } from '../../../../nodes/lib/placement/journal';
import { systemClock, type Clock } from '../../../../nodes/lib/rules/clock';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { say } from '../../../../nodes/lib/sentences';
import { order, rest, world, type World } from './world';

const HOUR_MS = 3_600_000;

/** A machine's clock of which a test lets the hour pass. */
function hourly(): { readonly clock: Clock; readonly pass: () => void; readonly waits: () => boolean } {
  let due: (() => void) | undefined;
  const clock: Clock = {
    ...systemClock,
    after(ms, run, idle) {
      if (ms !== HOUR_MS) return systemClock.after(ms, run, idle);
      assert.equal(idle, true, 'keeps no process alive');
      due = run;
      return () => (due = undefined);
    },
  };
  const pass = (): void => {
    const run = due;
    due = undefined;
    run?.();
  };
  return { clock, pass, waits: () => due !== undefined };
}

describe('the ends of own orders that rest', () => {
  let here: World;
  let aheadMs: number;
  beforeEach(async () => {
    aheadMs = 0;
    here = await world({ clock: { now: () => Date.now() + aheadMs, every: () => () => undefined } });
  });
  afterEach(() => here.end());
  const working = (): string[] =>
    createBook(here.records)
      .working()
      .map(({ client_oid }) => client_oid);
  const lists = (): number => here.sandbox.requests()['GET /orders'] ?? 0;

  /** Looks again at each turn, until it holds; the test's own time limit ends it. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  }

  const resting = (desk: Desk, price: string) => desk.place(order({ ...rest, price }));

  it('are learned from what cancelAll canceled', async () => {
    const desk = here.open();
    const { order: first } = await resting(desk, '1000');
    assert.equal(working().length, 1);
    assert.deepEqual((await desk.cancelAll()).canceled, [first.id]);
    await until(() => working().length === 0);
    assert.equal(createBook(here.records).last(1)[0]?.order?.done_reason, 'canceled');
  });

  it('are not claimed by a cancelAll that cannot see what is left', async () => {
    const desk = here.open({
      connect: () => {
        const listOrders = async function* (): AsyncGenerator<never> {
          await Promise.resolve();
          yield* [];
          throw new CoinbaseError('NETWORK', 'the line is cut', { sent: true });
        };
        return Promise.resolve({
          ...here.connection,
          trading: { ...here.connection.trading, listOrders },
        });
      },
    });
    const { order: first } = await resting(desk, '1000');
    const { canceled, failed, told } = await desk.cancelAll();
    assert.deepEqual(
      told,
      say('open.unseen', { why: 'the line is cut' }),
      'to the editor in its own language',
    );
    assert.deepEqual([canceled, failed.map(({ order_id }) => order_id)], [[first.id], ['unknown']]);
    assert.match(failed[0]?.why ?? '', /cannot be seen: the line is cut/);
  });

  it('are learned at the start, where somebody else canceled one meanwhile', async () => {
    const desk = here.open();
    const { order: first } = await resting(desk, '1000');
    const { client_oid: stays } = await resting(desk, '999');
    await desk.close();
    await here.connection.trading.cancel({ id: first.id }, 'BTC-USD');
    aheadMs = 60_000;
    const { clock, waits } = hourly();
    const again = here.open({ clock });
    await until(() => working().length === 1);
    assert.deepEqual([working(), waits()], [[stays], true]);
    await again.close();
    assert.equal(waits(), false, 'nothing goes on after the desk');
  });

  it('are learned within the hour, and nothing is asked where nothing rests', async () => {
    const { clock, pass, waits } = hourly();
    const desk = here.open({ clock });
    await desk.ready();
    pass();
    await until(waits);
    assert.equal(lists(), 0);
    const { order: first } = await resting(desk, '1000');
    await here.connection.trading.cancel({ id: first.id }, 'BTC-USD');
    pass();
    await until(waits);
    assert.equal(working().length, 1, 'so soon after it was placed a 404 proves nothing');
    aheadMs = 60_000;
    pass();
    await until(waits);
    assert.deepEqual(working(), []);
  });

  it('are learned where a limit reads the open orders', async () => {
    const clock: Clock = {
      ...systemClock,
      now: () => Date.now() + aheadMs,
      elapsed: () => systemClock.elapsed() + aheadMs,
    };
    const desk = here.open({ clock, limits: { timeZone: 'UTC', maxOpenOrders: 5 } });
    const { order: first } = await resting(desk, '1000');
    await here.connection.trading.cancel({ id: first.id }, 'BTC-USD');
    aheadMs = 60_000;
    const { client_oid } = await resting(desk, '999');
    assert.deepEqual(working(), [client_oid]);
  });

  it('count as told after a week in which the node that placed them did not come', async () => {
    const desk = here.open();
    const { client_oid } = await resting(desk, '1000');
    const open = await here.connection.trading.find({ clientOid: client_oid });
    if (open) desk.hint(open);
    await desk.close();
    const shift = (days: number): void => {
      const kept = here.records.filter(({ kind }) => kind !== 'reported');
      const moved = (at: string): string => new Date(Date.parse(at) - days * 24 * HOUR_MS).toISOString();
      here.records.splice(0, Infinity, ...kept.map((record) => ({ ...record, at: moved(record.at) })));
    };
    shift(8);
    const { clock, pass, waits } = hourly();
    const again = here.open({ clock });
    await again.ready();
    const told = (): boolean => createBook(here.records).get(client_oid)?.reported === true;
    assert.equal(told(), false, 'its node has time to come');
    await until(() => {
      if (waits()) pass();
      return told();
    });
  });
});

for (const environment of ['local-sandbox', 'local-sandbox-advanced-trade'] as const)
  describe(`own orders from before ${environment} was put back to its start`, () => {
    it('have no namesake, and are over, so that they stand in no limit any more', async () => {
      let aheadMs = 0;
      const now = (): number => Date.now() + aheadMs;
      const here = await world({ clock: { now, every: () => () => undefined } }, environment);
      const resting = (desk: Desk) => desk.place(order({ ...rest, price: '1000' }));
      try {
        const elapsed = (): number => systemClock.elapsed() + aheadMs;
        const clock: Clock = { ...systemClock, now, elapsed };
        const desk = here.open({ clock, limits: { timeZone: 'UTC', maxOpenOrders: 2 } });
        const before = await Promise.all([resting(desk), resting(desk)]);
        here.sandbox.reset();
        await assert.rejects(resting(desk), { code: 'LIMIT_EXCEEDED' }, 'so soon a 404 proves nothing');
        aheadMs = 60_000;
        const { order: next, client_oid } = await resting(desk);
        assert.ok(before.every(({ order: { id } }) => id !== next.id));
        const working = createBook(here.records).working();
        assert.deepEqual(
          working.map((one) => one.client_oid),
          [client_oid],
        );
      } finally {
        await here.end();
      }
    });
  });
