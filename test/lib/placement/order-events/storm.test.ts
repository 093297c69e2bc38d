import assert from 'node:assert/strict';
import type { OrderChange } from '../../../../nodes/lib/placement/order-events';
import type { Order } from '../../../../nodes/lib/rules/orders';
import { storm, type Storm } from './storm';
import { patience } from '../../../patience';

/** ORDER_EVENT_SEEDS runs so many, from ORDER_EVENT_SEED on. */
const SEEDS = Number(process.env['ORDER_EVENT_SEEDS'] ?? 50);
const FIRST = Number(process.env['ORDER_EVENT_SEED'] ?? 1);

for (const face of ['exchange', 'advanced-trade'] as const) {
  describe(`order events in a storm on ${face}`, () => {
    it(`${SEEDS} seeds: every own fill once, and every order in the end as the exchange has it`, async () => {
      for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
        const result = await storm(face, seed);
        try {
          for (const node of ['a', 'b'] as const)
            check(result, result.told[node], `seed ${seed}, node ${node}`);
        } finally {
          await result.world.end();
        }
      }
    }).timeout(patience(SEEDS * 2000));
  });
}

function check({ world, killed, forgotten }: Storm, told: readonly OrderChange[], where: string): void {
  const ids = told.map(({ event_id }) => event_id);
  const once = told.filter(({ event_id }, index) => ids.indexOf(event_id) === index);
  if (!killed) assert.equal(once.length, told.length, `${where}: nothing is told twice`);
  const { exchange } = world;
  assert.deepEqual(
    once.flatMap(({ fill }) => fill?.trade_id ?? []).sort(),
    exchange.fills.map(({ trade_id }) => trade_id).sort(),
    `${where}: every fill is told once`,
  );
  const stories = new Map<string, OrderChange[]>();
  for (const change of once) stories.set(change.order.id, [...(stories.get(change.order.id) ?? []), change]);
  for (const [id, order] of exchange.orders) {
    const story = stories.get(id);
    // Forgotten by the exchange, and by a killed process that could not write down that it was told: nobody knows its end.
    if (forgotten.has(id) && (!story || killed)) continue;
    assert.ok(story, `${where}: order ${id} is told`);
    // Of one that nobody can read any more only the messages that came tell what was asked for.
    const asked = forgotten.has(id) ? { size: undefined, price: undefined } : {};
    assert.deepEqual(
      { ...standing(told.findLast(({ order }) => order.id === id)?.order), ...asked },
      { ...standing(order), ...asked },
      `${where}: order ${id} is told to its end`,
    );
    assert.equal(story[0]?.previous, undefined, `${where}: order ${id} begins`);
    if (killed) continue;
    story.slice(1).forEach(({ previous }, index) => {
      const before = story[index]?.order;
      assert.deepEqual(
        figures(previous),
        figures(before),
        `${where}: order ${id} goes on from what was told`,
      );
    });
  }
}

/** What is told of an order in the end. A pending order of Advanced Trade is one that Exchange calls received. */
function standing(order: Order | undefined): object {
  const { status, done_reason, size, price } = order ?? {};
  return { status: status === 'received' ? 'pending' : status, done_reason, size, price, ...figures(order) };
}

function figures(order: Order | undefined): object {
  const { filled_size, executed_value, fill_fees } = order ?? {};
  return { filled_size, executed_value, fill_fees };
}
