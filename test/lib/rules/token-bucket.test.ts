import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createBucket } from '../../../nodes/lib/rules/token-bucket';

describe('a token bucket', () => {
  it('starts full, then fills at its rate', () => {
    const bucket = createBucket({ perSecond: 15, burst: 30 });
    const taken = (nowMs: number): number => {
      let count = 0;
      while (bucket.take(nowMs)) count += 1;
      return count;
    };
    assert.deepEqual([taken(0), taken(0), taken(1000), taken(3000), taken(60_000)], [30, 0, 15, 30, 30]);
  });

  it('says exactly how long the next token takes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
        (perSecond, burst, steps) => {
          const bucket = createBucket({ perSecond, burst });
          let now = 0;
          for (const step of steps) {
            now += step;
            const wait = bucket.waitMs(now);
            assert.equal(bucket.take(now), wait === 0);
            if (wait > 1) assert.equal(bucket.take(now + wait - 2), false, 'not before');
            if (wait > 0) assert.equal(bucket.take(now + wait), true, 'then surely');
            now += wait;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes nothing for a refused take', () => {
    const bucket = createBucket({ perSecond: 1, burst: 1 });
    assert.equal(bucket.take(0), true);
    for (let nowMs = 0; nowMs < 1000; nowMs += 1) assert.equal(bucket.take(nowMs), false);
    assert.equal(bucket.take(1000), true);
  });
});
