import assert from 'node:assert/strict';
import { story, world, type World } from './world';

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
