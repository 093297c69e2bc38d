import assert from 'node:assert/strict';
import type { Cancellation } from '../../../../nodes/lib/placement';
import { createDeadMan, type DeadMan, type LeftOpen } from '../../../../nodes/lib/placement/desk/dead-man';
import type { DeskEvent } from '../../../../nodes/lib/placement/desk/types';
import type { JournalRecord } from '../../../../nodes/lib/placement/journal/records';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { virtualClock, type VirtualClock } from '../../api/virtual-clock';
import { order } from '../fake-exchange';

const N = 60_000;

/** An exchange that can be cut off, a journal, and the switch between them. */
interface Scene {
  readonly clock: VirtualClock;
  readonly deadMan: DeadMan;
  readonly open: Map<string, LeftOpen>;
  readonly canceled: string[];
  readonly told: DeskEvent[];
  readonly journal: JournalRecord[];
  asked: number;
  reachable: boolean;
  /** What the next cancels come to; 'canceled' where nothing is said. */
  readonly outcomes: Map<string, Cancellation['outcome'] | CoinbaseError>;
  /** The exchange's clock minus this machine's, milliseconds. */
  skewMs: number;
}

function scene(
  options: { clock?: VirtualClock; journal?: JournalRecord[]; open?: Map<string, LeftOpen> } = {},
): Scene {
  const clock = options.clock ?? virtualClock();
  const made: Scene = {
    clock,
    open: options.open ?? new Map<string, LeftOpen>(),
    journal: options.journal ?? [],
    canceled: [],
    told: [],
    asked: 0,
    reachable: true,
    outcomes: new Map(),
    skewMs: 0,
    deadMan: createDeadMan({
      afterMs: () => N,
      open: () => [...made.open.values()],
      serverTime: () => {
        made.asked += 1;
        return made.reachable
          ? Promise.resolve(clock.now() + made.skewMs)
          : Promise.reject(new CoinbaseError('NETWORK', 'the cable is out'));
      },
      cancel: ({ client_oid }) => {
        const outcome = made.outcomes.get(client_oid) ?? 'canceled';
        if (outcome instanceof CoinbaseError) return Promise.reject(outcome);
        if (outcome === 'canceled') made.canceled.push(client_oid);
        if (outcome !== 'not-found') made.open.delete(client_oid);
        return Promise.resolve({ outcome, order: undefined, message: undefined });
      },
      write: (record) => {
        made.journal.push(record);
        return Promise.resolve();
      },
      tell: (event) => made.told.push(event),
      clock,
    }),
  };
  return made;
}

function opened({ open, deadMan }: Scene, client_oid: string, known = true): void {
  open.set(client_oid, { client_oid, product_id: 'BTC-USD', known });
  deadMan.changed();
}

describe("the dead man's switch", () => {
  it('asks nothing and writes nothing while nothing is open', async () => {
    const at = scene();
    at.deadMan.changed();
    await at.clock.advance(10 * N);
    await at.deadMan.clear();
    assert.deepEqual([at.asked, at.journal], [0, []]);
  });

  it('leaves orders alone while the exchange answers, and keeps a sign of life', async () => {
    const at = scene();
    opened(at, 'a');
    await at.clock.advance(10 * N);
    await at.deadMan.clear();
    assert.deepEqual(at.canceled, []);
    assert.equal(at.asked, 30, 'three times within the set time');
    assert.equal(at.journal.filter(({ kind }) => kind === 'alive').length, 30);
  });

  it('stops asking once the last order is done', async () => {
    const at = scene();
    opened(at, 'a');
    await at.clock.advance(N);
    at.open.clear();
    at.deadMan.changed();
    const { asked } = at;
    await at.clock.advance(10 * N);
    assert.equal(at.asked, asked);
    opened(at, 'b');
    await at.clock.advance(N);
    assert.deepEqual(at.canceled, [], 'time without open orders is no silence');
  });

  for (const [outageMs, cancels] of [
    [N - 20_001, false],
    [N + 1, true],
  ] as const)
    it(`out of reach for ${outageMs} of ${N} ms: ${cancels ? 'all' : 'nothing'} is canceled`, async () => {
      const at = scene();
      opened(at, 'a');
      opened(at, 'b');
      at.reachable = false;
      await at.clock.advance(outageMs);
      assert.deepEqual(at.canceled, [], 'nothing can be canceled yet');
      at.reachable = true;
      await at.clock.advance(20_000);
      assert.deepEqual(at.canceled, cancels ? ['a', 'b'] : []);
      assert.deepEqual(at.told, cancels ? [{ event: 'dead-man', canceled: ['a', 'b'], failed: [] }] : []);
      await at.clock.advance(10 * N);
      assert.equal(at.canceled.length, cancels ? 2 : 0, 'once');
    });

  it('lets no new order pass before what was left open is canceled', async () => {
    const at = scene();
    opened(at, 'a');
    at.reachable = false;
    await at.clock.advance(N + 1);
    await assert.rejects(at.deadMan.clear(), { code: 'RECONCILING', message: /the cable is out/ });
    at.reachable = true;
    await at.deadMan.clear();
    assert.deepEqual(at.canceled, ['a']);
    opened(at, 'new');
    await at.deadMan.clear();
    await at.clock.advance(N);
    assert.deepEqual(at.canceled, ['a'], 'the new one stays');
  });

  it('tells of an order whose cancel was only taken once that is over', async () => {
    const at = scene();
    opened(at, 'queued');
    at.reachable = false;
    await at.clock.advance(2 * N);
    at.reachable = true;
    at.outcomes.set(
      'queued',
      new CoinbaseError('TIMEOUT', 'it is open still', { cancel: 'canceled', sent: true }),
    );
    await assert.rejects(at.deadMan.clear(), { code: 'RECONCILING' });
    assert.deepEqual(at.told, []);
    at.outcomes.set('queued', 'already-canceled');
    await at.deadMan.clear();
    assert.deepEqual(at.told, [{ event: 'dead-man', canceled: ['queued'], failed: [] }]);
  });

  it('tries again what could not be canceled, tells once what never can, and blocks nothing for that', async () => {
    const at = scene();
    opened(at, 'refused');
    opened(at, 'busy');
    opened(at, 'filled');
    at.outcomes.set('refused', new CoinbaseError('REQUEST_REFUSED', 'no'));
    at.outcomes.set('busy', new CoinbaseError('EXCHANGE_UNAVAILABLE', 'later'));
    at.outcomes.set('filled', 'already-filled');
    at.reachable = false;
    await at.clock.advance(N + 1);
    at.reachable = true;
    await assert.rejects(at.deadMan.clear(), { code: 'RECONCILING', message: /later/ });
    assert.deepEqual(at.told, [{ event: 'dead-man', canceled: [], failed: ['refused'] }]);
    at.outcomes.delete('busy');
    await at.deadMan.clear();
    assert.deepEqual(at.canceled, ['busy']);
    assert.deepEqual(at.told.at(-1), { event: 'dead-man', canceled: ['busy'], failed: [] });
    await at.clock.advance(N);
    assert.equal(at.told.length, 2);
  });

  it('cancels an order of which nobody knew whether it arrived once it appears, and blocks nothing until then', async () => {
    const at = scene();
    opened(at, 'unsure', false);
    at.outcomes.set('unsure', 'not-found');
    at.reachable = false;
    await at.clock.advance(N + 1);
    at.reachable = true;
    await at.deadMan.clear();
    assert.deepEqual(at.canceled, []);
    at.outcomes.delete('unsure');
    await at.clock.advance(20_000);
    assert.deepEqual(at.canceled, ['unsure']);
  });

  it('does not wait longer than the order may, and not for one that was given up', async () => {
    const at = scene();
    opened(at, 'a');
    const never = createDeadMan({
      afterMs: () => N,
      open: () => [...at.open.values()],
      serverTime: () => new Promise(() => undefined),
      cancel: () => assert.fail('nothing to cancel'),
      write: () => Promise.resolve(),
      tell: () => undefined,
      clock: at.clock,
    });
    never.changed();
    await at.clock.advance(N + 1);
    const waited = never.clear({ timeoutMs: 500 });
    const refused = assert.rejects(waited, {
      code: 'RECONCILING',
      message: /longer than the order may wait/,
    });
    await at.clock.advance(500);
    await refused;
    const given = new AbortController();
    const left = assert.rejects(never.clear({ signal: given.signal }), { code: 'RECONCILING' });
    given.abort();
    await left;
    never.close();
  });

  it('looks at open orders in turn, and lets go of those that are done or gone', async () => {
    const clock = virtualClock();
    const open = new Map<string, LeftOpen>();
    for (const client_oid of ['a', 'b', 'c', 'gone', 'late'])
      open.set(client_oid, { client_oid, product_id: 'BTC-USD', known: true });
    const looked: string[] = [];
    const gone: string[] = [];
    let looksForLate = 0;
    const deadMan = createDeadMan({
      afterMs: () => N,
      open: () => [...open.values()],
      serverTime: () => Promise.resolve(clock.now()),
      cancel: () => assert.fail('nothing to cancel'),
      look: ({ client_oid }) => {
        looked.push(client_oid);
        if (client_oid === 'c') open.delete('c');
        const found = client_oid === 'late' ? (looksForLate += 1) > 2 : client_oid !== 'gone';
        return Promise.resolve(found ? order({ client_oid }) : undefined);
      },
      gone: ({ client_oid }) => {
        gone.push(client_oid);
        open.delete(client_oid);
      },
      write: () => Promise.resolve(),
      tell: () => assert.fail('nothing to tell'),
      clock,
    });
    deadMan.changed();
    await clock.advance(2 * N);
    assert.deepEqual(
      looked.slice(0, 6),
      ['a', 'b', 'c', 'gone', 'late', 'a'],
      'two a beat, each in its turn',
    );
    assert.equal(looked.filter((id) => id === 'c').length, 1, 'one that is done is not looked at again');
    await clock.advance(2 * N);
    assert.deepEqual(gone, ['gone'], 'not found three times; one that is only late stays');
    assert.deepEqual([...open.keys()], ['a', 'b', 'late']);
    deadMan.close();
  });

  describe('over a restart', () => {
    /** Runs with one open order until `liveMs`, stops for `stoppedMs`, and starts again with the same journal. */
    async function restarted(
      stoppedMs: number,
      { jumpMs = 0, liveMs = 3 * N }: { jumpMs?: number; liveMs?: number } = {},
    ): Promise<Scene> {
      const before = scene();
      before.journal.push({
        kind: 'sending',
        client_oid: 'a',
        attempt: 1,
        at: new Date(before.clock.now()).toISOString(),
      });
      opened(before, 'a');
      await before.clock.advance(liveMs);
      before.deadMan.close();
      // The exchange's clock goes on; this machine's may be set to anything meanwhile.
      const after = scene({
        clock: virtualClock(before.clock.now() + stoppedMs + jumpMs),
        journal: before.journal,
        open: before.open,
      });
      after.skewMs = -jumpMs;
      after.deadMan.restore(before.journal);
      return after;
    }

    it('cancels nothing at a stop, nor after a short one', async () => {
      const at = await restarted(N - 1000);
      await at.deadMan.clear();
      await at.clock.advance(N);
      assert.deepEqual(at.canceled, []);
    });

    it('cancels what was left open for longer, at once and before new orders', async () => {
      const at = await restarted(N + 1000);
      await at.deadMan.clear();
      assert.deepEqual(at.canceled, ['a']);
      const unasked = await restarted(N + 1000);
      await unasked.clock.advance(1);
      assert.deepEqual(unasked.canceled, ['a'], 'without any new order too');
    });

    for (const jumpMs of [-600_000, 600_000])
      it(`measures by the exchange's clock when the machine's is ${jumpMs} ms off`, async () => {
        const short = await restarted(N - 1000, { jumpMs });
        await short.deadMan.clear();
        assert.deepEqual(short.canceled, []);
        const long = await restarted(N + 1000, { jumpMs });
        await long.deadMan.clear();
        assert.deepEqual(long.canceled, ['a']);
      });

    it('takes the last record for the last sign of life when it was stopped before the first beat', async () => {
      const short = await restarted(N - 1000, { liveMs: 10 });
      await short.deadMan.clear();
      assert.deepEqual(short.canceled, []);
      const long = await restarted(N + 1000, { liveMs: 10 });
      await long.deadMan.clear();
      assert.deepEqual(long.canceled, ['a']);
    });
  });
});
