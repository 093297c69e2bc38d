import assert from 'node:assert/strict';
import type { OrderEventsState } from '../../../../nodes/lib/placement/order-events';
import { broken } from './model-exchange';
import { listen, story, world, type Hearer, type World } from './world';
import { patience } from '../../../patience';

describe('order events', () => {
  let one: World;
  const on = (face: 'exchange' | 'advanced-trade'): World => (one = world(face));
  afterEach(() => one.end());

  for (const face of ['exchange', 'advanced-trade'] as const) {
    describe(`on ${face}`, () => {
      it('a resting order is told from received over open and its fills to done, each with the order before', async () => {
        const { exchange, hear, until } = on(face);
        const { changes } = await hear();
        const { id, client_oid } = exchange.place();
        exchange.open(id);
        exchange.fill(id, '4');
        exchange.fill(id, '6');
        exchange.end(id, 'filled');
        await until(() => changes.length >= 5, 'five changes');
        assert.deepEqual(story(changes), ['received', 'open', 'fill 4', 'fill 6', 'done']);
        assert.equal(changes[0]?.previous, undefined);
        changes.slice(1).forEach(({ previous }, index) => assert.deepEqual(previous, changes[index]?.order));
        assert.deepEqual(
          changes.map(({ order }) => order.filled_size),
          ['0', '0', '4', '10', '10'],
        );
        const last = changes[4]?.order;
        assert.deepEqual(
          [last?.status, last?.done_reason, last?.executed_value, last?.fill_fees, last?.time_in_force],
          ['done', 'filled', '1000', '5', 'GTC'],
        );
        assert.ok(changes.every(({ order, recovered }) => order.client_oid === client_oid && !recovered));
        assert.equal(new Set(changes.map(({ event_id }) => event_id)).size, 5, 'every change has its own id');
      });

      it('messages that come twice or late tell nothing twice and nothing back', async () => {
        const { exchange, hear, until, clock } = on(face);
        const { changes } = await hear();
        const held: (() => void)[] = [];
        exchange.deliver = (message, now) => {
          now(message);
          now(message);
          held.push(() => now(message));
        };
        const { id } = exchange.place();
        exchange.open(id);
        exchange.fill(id, '10');
        exchange.end(id, 'filled');
        await until(() => changes.length >= 4, 'four changes');
        for (const again of held.toReversed()) again();
        await clock.advance(1000);
        await until(() => exchange.calls.length > 0, 'a turn');
        assert.deepEqual(story(changes), ['received', 'open', 'fill 10', 'done']);
      });

      it('what happened while the feed was down is told before what happens after it, oldest first', async () => {
        const { exchange, hear, until, clock } = on(face);
        const { changes, states } = await hear();
        const a = exchange.place();
        exchange.open(a.id);
        await until(() => changes.length >= 2, 'it is open');
        exchange.drop();
        assert.equal(states.at(-1)?.kind, 'stale');
        exchange.fill(a.id, '1');
        await clock.advance(1000);
        const b = exchange.place();
        exchange.open(b.id);
        await clock.advance(1000);
        exchange.fill(a.id, '9');
        exchange.end(a.id, 'filled');
        exchange.restore();
        assert.equal(states.at(-1)?.kind, 'recovering');
        exchange.fill(b.id, '2');
        await until(() => changes.length >= 8, 'everything is told');
        const told = changes
          .slice(2)
          .map((change) => [change.order.id === a.id ? 'a' : 'b', ...story([change])].join(' '));
        assert.deepEqual(told.slice(0, 5), ['a fill 1', 'b received', 'b open', 'a fill 9', 'a done']);
        assert.equal(told[5], 'b fill 2');
        assert.ok(changes.slice(2, 7).every(({ recovered }) => recovered));
        assert.equal(states.at(-1)?.kind, 'live');
      });

      it('after a restart each change since is told once, and none of those before', async () => {
        const { exchange, hear, until, open } = on(face);
        const first = open();
        const { changes } = await hear('n1', first);
        const { id } = exchange.place();
        exchange.open(id);
        exchange.fill(id, '3');
        await until(() => changes.length >= 3, 'three changes');
        await first.close();
        exchange.fill(id, '3');
        exchange.fill(id, '4');
        exchange.end(id, 'filled');
        const quick = exchange.place({ type: 'market', funds: '500' });
        exchange.fill(quick.id, '5', 'T');
        exchange.end(quick.id, 'filled');
        const second = await hear();
        assert.deepEqual(story(second.changes), ['fill 3', 'fill 4', 'done', 'received', 'fill 5', 'done']);
        assert.deepEqual(second.changes[0]?.previous, changes[2]?.order);
        assert.ok(second.changes.every(({ recovered }) => recovered));
      });

      it('the first start tells nothing of orders from before, and every change of them from then on', async () => {
        const { exchange, hear, until, clock } = on(face);
        exchange.drop();
        const old = exchange.place();
        exchange.open(old.id);
        exchange.fill(old.id, '1');
        const over = exchange.place();
        exchange.fill(over.id, '10');
        exchange.end(over.id, 'filled');
        await clock.advance(1000);
        exchange.restore();
        const { changes } = await hear();
        await clock.advance(1000);
        assert.equal(changes.length, 0);
        exchange.fill(old.id, '9');
        exchange.end(old.id, 'filled');
        await until(() => changes.length >= 2, 'two changes');
        assert.deepEqual(story(changes), ['fill 9', 'done']);
        assert.equal(changes[0]?.previous?.filled_size, '1');
        assert.equal(changes[1]?.order.executed_value, '1000');
      });

      it('a fill after the cancel is told', async () => {
        const { exchange, hear, until } = on(face);
        const { changes } = await hear();
        const { id } = exchange.place();
        exchange.open(id);
        exchange.fill(id, '1');
        exchange.end(id, 'canceled');
        await until(() => changes.length >= 4, 'the cancel is told');
        exchange.fill(id, '2');
        await until(() => changes.length >= 5, 'the late fill is told');
        assert.deepEqual(story(changes), ['received', 'open', 'fill 1', 'done', 'fill 2']);
        assert.deepEqual([changes[4]?.order.status, changes[4]?.order.filled_size], ['done', '3']);
      });

      it('an order that was edited is told as changed', async () => {
        const { exchange, hear, until } = on(face);
        const { changes } = await hear();
        const { id } = exchange.place();
        exchange.open(id);
        await until(() => changes.length >= 2, 'it is open');
        exchange.edit(id, '7', '99');
        await until(() => changes.length >= 3, 'it is changed');
        exchange.fill(id, '7');
        exchange.end(id, 'filled');
        await until(() => changes.length >= 5, 'five changes');
        assert.deepEqual(story(changes), ['received', 'open', 'changed', 'fill 7', 'done']);
        assert.deepEqual([changes[2]?.previous?.size, changes[2]?.order.size], ['10', '7']);
        assert.deepEqual([changes[2]?.previous?.price, changes[2]?.order.price], ['100', '99']);
      });

      it('fills that the list shows later than the order counts them are waited for', async () => {
        const { exchange, hear, until, clock } = on(face);
        exchange.tellsFee = false;
        const { changes } = await hear();
        const { id } = exchange.place();
        exchange.open(id);
        await until(() => changes.length >= 2, 'it is open');
        const { trade_id } = exchange.fill(id, '4');
        exchange.hiddenUntil.set(trade_id, clock.now() + 3000);
        exchange.end(id, 'canceled');
        await clock.advance(1000);
        assert.equal(changes.length, 2, 'nothing is told before its fill is known');
        await until(() => changes.length >= 4, 'the fill, then the end');
        assert.deepEqual(story(changes), ['received', 'open', 'fill 4', 'done']);
        assert.equal(changes[2]?.fill?.fee, '2', 'the exchange’s own fee');
      });

      it('a message that was lost without a trace is made good by the comparison a minute later', async () => {
        const { exchange, hear, until, clock } = on(face);
        const { changes } = await hear();
        const { id } = exchange.place();
        exchange.open(id);
        await until(() => changes.length >= 2, 'it is open');
        exchange.deliver = () => undefined;
        exchange.fill(id, '10');
        exchange.end(id, 'filled');
        const unseen = exchange.place();
        exchange.open(unseen.id);
        await clock.advance(60_000);
        await until(() => changes.length >= 6, 'it is told all the same');
        assert.deepEqual(story(changes.filter(({ order }) => order.id === id)), [
          'received',
          'open',
          'fill 10',
          'done',
        ]);
        assert.deepEqual(story(changes.filter(({ order }) => order.id === unseen.id)), ['received', 'open']);
        assert.ok(changes.slice(2).every(({ recovered }) => recovered));
      });

      it('while the exchange does not answer, what is heard waits, and then is told in its order', async () => {
        const { exchange, hear, until, clock } = on(face);
        const { changes, states } = await hear();
        exchange.drop();
        const a = exchange.place();
        exchange.open(a.id);
        exchange.onCall = () => {
          throw broken();
        };
        exchange.restore();
        await clock.advance(1000);
        const b = exchange.place();
        exchange.open(b.id);
        await clock.advance(20_000);
        const last = states.at(-1);
        assert.deepEqual(
          [last?.kind, last?.kind === 'recovering' && last.error?.code],
          ['recovering', 'NETWORK'],
        );
        assert.equal(changes.length, 0);
        exchange.onCall = () => undefined;
        await until(() => changes.length >= 4, 'all is told');
        assert.deepEqual(story(changes).sort(), ['open', 'open', 'received', 'received']);
        assert.equal(changes[0]?.order.id, a.id);
      });

      it('events that cannot be told because the exchange does not answer are not called live', async () => {
        const { exchange, hear, until, clock } = on(face);
        exchange.tellsFee = false;
        const { changes, states } = await hear();
        const { id } = exchange.place();
        exchange.open(id);
        await until(() => changes.length >= 2, 'it is open');
        exchange.onCall = () => {
          throw broken();
        };
        exchange.fill(id, '10');
        exchange.end(id, 'filled');
        await clock.advance(9000);
        assertCutOff(states.at(-1));
        exchange.onCall = () => undefined;
        await until(() => changes.length >= 4, 'the fill and the end');
        assert.deepEqual(story(changes), ['received', 'open', 'fill 10', 'done']);
        await until(() => states.at(-1)?.kind === 'live', 'they are live again');
      });

      it('events that wait for an answer that does not come are not called live', async () => {
        const { exchange, hear, until, clock } = on(face);
        const { changes, states } = await hear();
        let answer = (): void => undefined;
        const answered = new Promise<void>((resolve) => (answer = resolve));
        exchange.onCall = () => answered;
        exchange.place();
        await clock.advance(9000);
        assert.deepEqual(states.at(-1), { kind: 'recovering' });
        exchange.onCall = () => undefined;
        answer();
        await until(() => changes.length >= 1, 'it is received');
        assert.equal(states.at(-1)?.kind, 'live');
      });

      it('events that cannot be compared with the exchange are not called live until they are', async () => {
        const { exchange, hear, until, clock } = on(face);
        const { states } = await hear();
        exchange.onCall = () => {
          throw broken();
        };
        await clock.advance(61_000);
        assertCutOff(states.at(-1));
        exchange.onCall = () => undefined;
        await clock.advance(11_000);
        await until(() => states.at(-1)?.kind === 'live', 'they are live again');
      });
    });
  }
});

describe('order events under strain', () => {
  let one: World;
  afterEach(() => one.end());

  it('an order that is filled whole is told to be over within seconds, though no message says so', async () => {
    one = world('exchange');
    const { exchange, hear, until, clock } = one;
    const { changes } = await hear();
    const { id } = exchange.place();
    exchange.open(id);
    exchange.fill(id, '4');
    await until(() => changes.length >= 3, 'three changes');
    await clock.advance(5000);
    const calls = exchange.calls.length;
    exchange.deliver = (message, now) => {
      if (message.event !== 'done') now(message);
    };
    exchange.fill(id, '6');
    exchange.end(id, 'filled');
    await until(() => changes.length >= 4, 'it is filled');
    await clock.advance(4000);
    await until(() => changes.length >= 5, 'it is over');
    assert.deepEqual(story(changes), ['received', 'open', 'fill 4', 'fill 6', 'done']);
    assert.equal(exchange.calls.length, calls + 1, 'nothing but the order was read');
  });

  it('more messages than can wait are made good by reading everything once more', async () => {
    one = world('exchange');
    const { exchange, hear, until, clock } = one;
    const { changes } = await hear();
    exchange.drop();
    exchange.onCall = () => {
      throw broken();
    };
    exchange.restore();
    exchange.page = 1000;
    const { id } = exchange.place({ size: '30000' });
    exchange.open(id);
    for (let count = 0; count < 21_000; count += 1) exchange.fill(id, '1');
    await clock.advance(5000);
    assert.equal(changes.length, 0);
    exchange.onCall = () => undefined;
    await until(() => changes.length >= 21_002, 'all is told');
    assert.equal(new Set(changes.map(({ event_id }) => event_id)).size, 21_002);
    assert.deepEqual(changes.at(-1)?.order.filled_size, '21000');
  }).timeout(patience(30_000));

  it('many orders of one product have their fills read together', async () => {
    one = world('exchange');
    const { exchange, hear, until } = one;
    const { changes } = await hear();
    exchange.drop();
    for (let count = 0; count < 20; count += 1) {
      const { id } = exchange.place();
      exchange.fill(id, '10');
      exchange.end(id, 'filled');
    }
    exchange.calls.length = 0;
    exchange.restore();
    await until(() => changes.length >= 60, 'all is told');
    assert.deepEqual(
      exchange.calls.filter((call) => call.startsWith('fills')),
      ['fills BTC-USD'],
    );
  });

  it('an order whose id was given before is another order: a sandbox begins its ids anew', async () => {
    one = world('exchange');
    const { exchange, hear, until, clock } = one;
    const { changes } = await hear();
    const { id } = exchange.place();
    exchange.fill(id, '10');
    exchange.end(id, 'filled');
    await until(() => changes.length >= 3, 'the first is told');
    exchange.orders.clear();
    exchange.fills.length = 0;
    await clock.advance(5000);
    exchange.place({ id });
    exchange.open(id);
    await until(() => changes.length >= 5, 'the second is told');
    assert.deepEqual(story(changes), ['received', 'fill 10', 'done', 'received', 'open']);
    assert.equal(changes[3]?.previous, undefined);
  });

  it('who shares the account hears each order that was read, and at once which is said to be over', async () => {
    one = world('exchange');
    const { exchange, open, hear, until } = one;
    const sighted: string[] = [];
    const over: string[] = [];
    const events = open({
      sighted: ({ id, time_in_force }) => sighted.push(`${id} ${time_in_force}`),
      over: (id) => over.push(id),
    });
    const { changes } = await hear('n1', events);
    const { id } = exchange.place();
    await until(() => changes.length >= 1, 'it is received');
    assert.deepEqual([sighted, over], [[`${id} GTC`], []]);
    exchange.end(id, 'canceled');
    assert.deepEqual(over, [id]);
  });

  it('another connection of the account is followed, and what was missed meanwhile is told', async () => {
    one = world('exchange');
    const { exchange, open, hear, until, clock } = one;
    let connection = exchange.connection();
    const events = open({ connect: () => Promise.resolve(connection) });
    const { changes } = await hear('n1', events);
    exchange.drop();
    connection = exchange.connection();
    exchange.place();
    exchange.restore();
    await clock.advance(60_000);
    await until(() => changes.length >= 1, 'it is told');
    assert.equal(exchange.listeners, 1);
  });
});

describe('an order whose fills never add up to what Coinbase counts', () => {
  let one: World;
  afterEach(() => one.end());

  /** Filled in part, in a fill that no list ever shows, and canceled. */
  const placeStuck = ({ exchange }: World): string => {
    const { id } = exchange.place();
    exchange.open(id);
    exchange.hiddenUntil.set(exchange.fill(id, '4').trade_id, Infinity);
    exchange.end(id, 'canceled');
    return id;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) await one.clock.advance(500);
  };

  for (const face of ['exchange', 'advanced-trade'] as const)
    it(`is told with Coinbase's figures on ${face}, and then left alone`, async () => {
      one = world(face);
      const { exchange, hear, notices } = one;
      exchange.tellsFee = false;
      const { changes, states } = await hear();
      const id = placeStuck(one);
      await pass(180_000);
      assert.deepEqual(story(changes), ['received', 'open', 'done']);
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', new RegExp(`${id}: Coinbase counts 4 .* lists 0`, 'u'));
      exchange.calls.length = 0;
      await pass(300_000);
      assert.deepEqual(
        exchange.calls.filter((call) => call.endsWith(id)),
        [],
        'it is not asked for any more',
      );
      assert.equal(states.at(-1)?.kind, 'live');
      exchange.fill(id, '1');
      await pass(1000);
      assert.deepEqual(story(changes.slice(3)), ['fill 1'], 'a new fill of it is told');
      assert.equal(changes.at(-1)?.order.filled_size, '5');
    });

  it('keeps nothing but itself from being forgotten', async () => {
    one = world('exchange');
    const { exchange, hear, disk, clock } = one;
    exchange.tellsFee = false;
    await hear();
    for (let minute = 0; minute < 15; minute += 1) {
      placeStuck(one);
      await pass(60_000);
    }
    const { memory } = JSON.parse(disk.text ?? '') as {
      memory: { orders: unknown[]; horizonMs: number };
    };
    const ageS = (clock.now() - memory.horizonMs) / 1000;
    assert.ok(ageS <= 240, `everything is told up to ${ageS} s ago`);
    assert.ok(memory.orders.length <= 15, String(memory.orders.length));
  });

  it('is still looked for after a restart, though others went on meanwhile', async () => {
    one = world('exchange');
    const { exchange, hear, open, until, disk } = one;
    exchange.tellsFee = false;
    const events = open({ times: { overlapMs: 5000 } });
    const { changes } = await hear('n1', events);
    const since = one.clock.now();
    placeStuck(one);
    await pass(80_000);
    assert.deepEqual(story(changes), ['received', 'open', 'done']);
    await events.close();
    const { memory } = JSON.parse(disk.text ?? '') as { memory: { horizonMs: number } };
    assert.ok(memory.horizonMs > since + 50_000, 'what came after it is told');
    exchange.hiddenUntil.clear();
    const again = await hear();
    await until(() => again.changes.length >= 1, 'its fill is told');
    assert.deepEqual(story(again.changes), ['fill 4']);
  });
});

describe('order events for several nodes', () => {
  let one: World;
  beforeEach(() => (one = world('exchange')));
  afterEach(() => one.end());

  it('a node that comes back hears what happened while it was away, once, and the others nothing twice', async () => {
    const { exchange, open, hear, until } = one;
    const events = open();
    const a = await hear('a', events);
    const b = await hear('b', events);
    const { id } = exchange.place();
    await until(() => a.changes.length + b.changes.length >= 2, 'both heard it');
    a.end();
    exchange.open(id);
    await until(() => b.changes.length >= 2, 'b heard it');
    const again = await hear('a', events);
    exchange.fill(id, '1');
    await until(() => b.changes.length >= 3 && again.changes.length >= 2, 'both heard the fill');
    assert.deepEqual(story(a.changes), ['received']);
    assert.deepEqual(story(again.changes), ['open', 'fill 1']);
    assert.deepEqual(story(b.changes), ['received', 'open', 'fill 1']);
  });

  it('a node that is away over a restart hears what it missed before it', async () => {
    const { exchange, open, hear, until } = one;
    const events = open();
    const a = await hear('a', events);
    const b = await hear('b', events);
    a.end();
    const { id } = exchange.place();
    await until(() => b.changes.length >= 1, 'b heard it');
    await events.close();
    exchange.open(id);
    const after = open();
    const [c, d] = [listen('a', after), listen('b', after)];
    await until(() => d.changes.length >= 1 && c.changes.length >= 2, 'both heard it');
    assert.deepEqual(story(c.changes), ['received', 'open']);
    assert.deepEqual(story(d.changes), ['open']);
  });

  it('a node that was removed is forgotten: it begins anew', async () => {
    const { exchange, open, hear, until } = one;
    const events = open();
    const a = await hear('a', events);
    const b = await hear('b', events);
    a.end();
    events.forget('a');
    exchange.place();
    await until(() => b.changes.length >= 1, 'b heard it');
    assert.deepEqual((await hear('a', events)).changes, []);
  });

  it('a node that was away for too long is told how many changes it lost', async () => {
    const { exchange, open, hear, until } = one;
    const events = open();
    const a = await hear('a', events);
    const b = await hear('b', events);
    a.end();
    for (let count = 0; count < 1100; count += 1) exchange.open(exchange.place().id);
    await until(() => b.changes.length >= 2200, 'b heard all');
    const again = await hear('a', events);
    assert.deepEqual([again.lost, again.changes.length], [200, 2000]);
  }).timeout(patience(20_000));

  it('a node that was away for more than ten minutes is told how many changes it lost, and hears what comes', async () => {
    const { exchange, open, hear, until, clock } = one;
    const events = open();
    const a = await hear('a', events);
    const b = await hear('b', events);
    a.end();
    const { id } = exchange.place();
    await until(() => b.changes.length >= 1, 'b heard it');
    await clock.advance(601_000);
    exchange.open(id);
    await until(() => b.changes.length >= 2, 'b heard that it is open');
    const again = await hear('a', events);
    exchange.fill(id, '1');
    await until(() => again.changes.length >= 1, 'a hears the fill');
    assert.deepEqual([again.lost, story(again.changes)], [2, ['fill 1']]);
  });

  it('what a node lost is told to it after a restart too, once', async () => {
    const { exchange, open, hear, until, clock } = one;
    const events = open();
    const a = await hear('a', events);
    const b = await hear('b', events);
    a.end();
    exchange.place();
    await until(() => b.changes.length >= 1, 'b heard it');
    await clock.advance(601_000);
    exchange.place();
    await until(() => b.changes.length >= 2, 'b heard the next');
    await events.close();
    const after = open();
    const again = await hear('a', after);
    again.end();
    const twice = await hear('a', after);
    assert.deepEqual([again.lost, twice.lost], [2, 0]);
  });

  it('a node that never comes back is forgotten after a week', async () => {
    const { exchange, open, hear, until, clock, disk } = one;
    // Comparing all the while would take a test too long.
    const events = open({ times: { auditMs: 86_400_000 } });
    const a = await hear('a', events);
    const b = await hear('b', events);
    a.end();
    const told = async (): Promise<unknown> => {
      const count = b.changes.length;
      exchange.place();
      await until(() => b.changes.length > count, 'b heard it');
      await clock.advance(1000);
      return JSON.parse(disk.text ?? '');
    };
    await clock.advance(6 * 86_400_000);
    assert.deepEqual(nodesOf(await told()), ['a', 'b']);
    await clock.advance(86_400_000);
    assert.deepEqual(nodesOf(await told()), ['b']);
  });

  it('what one node does to an order changes nothing for another', async () => {
    const { exchange, open, until } = one;
    const events = open();
    const spoil = events.listen('a', {
      change: ({ order }) => Object.assign(order, { status: 'rejected', filled_size: 'spoilt' }),
      state: () => undefined,
      lost: () => undefined,
    });
    const b = await one.hear('b', events);
    const { id } = exchange.place();
    exchange.fill(id, '1');
    await until(() => b.changes.length >= 2, 'two changes');
    assert.deepEqual([b.changes[1]?.order.filled_size, b.changes[1]?.previous?.status], ['1', 'received']);
    spoil();
  });

  it('the feed is left when nobody listens any more, and nothing waits then', async () => {
    const { exchange, open, hear, until, clock } = one;
    const events = open({ times: { graceMs: 1000 } });
    const a: Hearer = await hear('a', events);
    assert.equal(exchange.listeners, 1);
    a.end();
    await clock.advance(900);
    assert.equal(exchange.listeners, 1, 'a deploy finds it again');
    await until(() => exchange.listeners === 0, 'it is left');
    await events.close();
    await clock.advance(1100);
    assert.equal(clock.pending(), 0, 'no timer is left');
  });
});

function nodesOf(record: unknown): string[] {
  return (record as { post: { told: [string, number][] } }).post.told.map(([node]) => node);
}

/** REST does not answer: what was missed meanwhile is being looked for. */
function assertCutOff(state: OrderEventsState | undefined): void {
  assert.deepEqual(
    [state?.kind, state?.kind === 'recovering' && state.error?.code],
    ['recovering', 'NETWORK'],
  );
}
