import assert from 'node:assert/strict';
import type { OrderEventsState } from '../../../../nodes/lib/placement/order-events';
import { broken } from './model-exchange';
import { story, world, type World } from './world';

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

/** REST does not answer: what was missed meanwhile is being looked for. */
function assertCutOff(state: OrderEventsState | undefined): void {
  assert.deepEqual(
    [state?.kind, state?.kind === 'recovering' && state.error?.code],
    ['recovering', 'NETWORK'],
  );
}
