import assert from 'node:assert/strict';
import { outcomeOf } from '../../../nodes/lib/rules/outcomes';
import { order } from '../placement/fake-exchange';

describe('the outcome of an order', () => {
  it('that is done is never filled, in part or whole, while nothing of it was', () => {
    for (const amount of [{ size: '1' }, { funds: '25' }])
      assert.equal(outcomeOf(order({ status: 'done', filled_size: '0', ...amount })), 'canceled');
  });

  it('that was rejected is never said to be canceled', () => {
    assert.equal(outcomeOf(order({ status: 'rejected' })), 'rejected');
  });

  it('is filled when the exchange says so, and otherwise as much as was filled', () => {
    const done = (over: object): string => outcomeOf(order({ status: 'done', size: '1', ...over }));
    assert.equal(done({ done_reason: 'filled', filled_size: '1' }), 'filled');
    assert.equal(done({ done_reason: 'canceled', filled_size: '0.5' }), 'partially-filled');
    assert.equal(done({ filled_size: '0.5' }), 'partially-filled');
    assert.equal(done({ filled_size: '1' }), 'filled');
  });
});
