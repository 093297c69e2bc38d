import assert from 'node:assert/strict';
import fc from 'fast-check';
import { orderStep } from '../../../nodes/lib/rules/order-states';
import type { Order, OrderStatus } from '../../../nodes/lib/rules/orders';
import { isDone, laterOf } from '../../../nodes/lib/rules/outcomes';
import { order } from '../placement/fake-exchange';

const seen = (status: OrderStatus, filled_size = '0', done_reason?: 'filled' | 'canceled'): Order =>
  order({ status, filled_size, size: '1', ...(done_reason && { done_reason }) });

describe('the states of an order', () => {
  const rows = [
    [seen('pending'), seen('open'), 'forward'],
    [seen('pending'), seen('done', '1', 'filled'), 'forward'],
    [seen('pending'), seen('active'), 'forward'],
    [seen('active'), seen('open'), 'forward'],
    [seen('open'), seen('open', '0.5'), 'forward'],
    [seen('open', '0.5'), seen('done', '0.5', 'canceled'), 'forward'],
    [seen('done', '0', 'canceled'), seen('done', '0.5', 'canceled'), 'forward'],
    [seen('done', '0', 'canceled'), seen('done', '1', 'filled'), 'forward'],
    [seen('open'), seen('open'), 'same'],
    [seen('done', '0', 'canceled'), seen('open'), 'back'],
    [seen('open', '0.5'), seen('pending'), 'back'],
    [seen('done', '0', 'canceled'), seen('rejected'), 'never'],
    [seen('open'), seen('rejected'), 'never'],
    [seen('open', '0.5'), seen('done', '0', 'canceled'), 'never'],
    [seen('done', '1', 'filled'), seen('done', '1', 'canceled'), 'back'],
  ] as const;
  for (const [from, to, step] of rows)
    it(`${from.status} ${from.filled_size} to ${to.status} ${to.filled_size} ${to.done_reason ?? ''} is ${step}`, () => {
      assert.equal(orderStep(from, to), step);
    });

  it('makes of sightings in any order the same last state, and of one that is over never one that is not', () => {
    const life = [seen('pending'), seen('open'), seen('open', '0.3'), seen('done', '0.3', 'canceled')];
    fc.assert(
      fc.property(fc.shuffledSubarray(life, { minLength: 1 }), (sightings) => {
        const last = sightings.reduce(laterOf);
        const furthest = Math.max(...sightings.map((one) => life.indexOf(one)));
        assert.equal(last, life[furthest]);
      }),
    );
    const lagging = laterOf(seen('open', '0.5'), seen('done', '0', 'canceled'));
    assert.ok(isDone(lagging), 'that it is over counts, even where its figures lag behind');
    assert.equal(laterOf(lagging, seen('open', '0.6')), lagging);
  });
});
