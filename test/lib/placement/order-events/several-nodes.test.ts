import assert from 'node:assert/strict';
import { listen, story, world, type Hearer, type World } from './world';
import { patience } from '../../../patience';

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
