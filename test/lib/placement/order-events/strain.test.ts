import assert from 'node:assert/strict';
import { broken } from './model-exchange';
import { story, world, type World } from './world';
import { patience } from '../../../patience';

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
