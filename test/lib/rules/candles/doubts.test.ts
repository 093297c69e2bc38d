import assert from 'node:assert/strict';
import { Doubts } from '../../../../nodes/lib/rules/candles/doubts';

describe('doubts about candles', () => {
  it('forget nothing doubtful when there are too many of them, in whichever order they come', () => {
    const doubts = new Doubts();
    doubts.restart(0);
    doubts.settle(1);
    assert.ok(doubts.none);
    for (let index = 0; index < 49; index += 1) doubts.add(10_000 + index * 1000, 10_010 + index * 1000);
    doubts.add(200_000, 900_000);
    doubts.add(300_000, 400_000);
    assert.equal(doubts.lastIn(500_000, 560_000), 560_000, 'a later one within the last');
    doubts.add(100_000, 150_000);
    assert.equal(doubts.lastIn(100_000, 110_000), 110_000, 'a later one before the last');
    assert.equal(doubts.lastIn(850_000, 950_000), 900_000);
  });
});
