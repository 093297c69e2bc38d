import assert from 'node:assert/strict';
import { createOvers } from '../../../../nodes/lib/placement/desk/overs';
import { followOrder } from '../../../../nodes/lib/placement/follow-order';
import { createPatience } from '../../../../nodes/lib/placement/patience';
import { virtualClock } from '../../api/virtual-clock';
import { accepted, fakeExchange, filled, order } from '../fake-exchange';

describe('an order that is said to be over', () => {
  const open = order({ status: 'open' });
  const waitFor = (sightings: readonly (typeof filled)[]) => {
    const clock = virtualClock();
    const overs = createOvers();
    const { trading, calls } = fakeExchange({ sightings });
    const follow = () =>
      followOrder(accepted, {
        trading,
        clock,
        patience: createPatience(60_000, undefined, clock),
        afterWait: 'leave',
        over: overs.calling(accepted.id),
      });
    return { clock, overs, calls, follow };
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is looked at at once by who waits for its end, and what that look says counts', async () => {
    const { clock, overs, calls, follow } = waitFor([open, open, open, filled]);
    const end = follow();
    await clock.advance(750);
    assert.equal(calls.length, 2);
    overs.tell(accepted.id);
    await turn();
    assert.equal(calls.length, 3, 'it looks, and sees that it is not over');
    overs.tell('another');
    await turn();
    assert.equal(calls.length, 3);
    overs.tell(accepted.id);
    assert.equal((await end).done_reason, 'filled');
    assert.equal(clock.elapsed(), 750);
    assert.equal(clock.pending(), 0);
  });

  it('is looked at at once also where that was said while nobody waited yet', async () => {
    const { clock, overs, follow } = waitFor([filled]);
    overs.tell(accepted.id);
    assert.equal((await follow()).done_reason, 'filled');
    assert.equal(clock.elapsed(), 0);
  });
});
