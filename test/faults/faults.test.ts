import assert from 'node:assert/strict';
import { runCampaign } from './campaign';
import { measureRecovery, runKills } from './kills';
import { patience } from '../patience';

/** The named subset: `npm run faults` and `npm run kills` do much more of the same. */
describe('orders under faults', function () {
  this.timeout(patience(120_000));
  const seed = Date.now() % 1_000_000;
  // A busy disk takes its time in truth, which a fast clock makes many times as long.
  const speed = 20 / patience(1);

  it(`are never doubled, lost or told wrongly (300 faults, seed ${seed})`, async () => {
    const { violations, total, faults } = await runCampaign({ seed, faults: 300, speed, inFlight: 24 });
    assert.deepEqual(violations, [], `npm run faults -- --seed ${seed} --faults 300`);
    assert.ok(total >= 300);
    assert.ok(faults.size >= 15, 'many kinds');
  });

  it(`are never doubled, lost or told wrongly on Advanced Trade (150 faults, seed ${seed})`, async () => {
    const options = { seed, faults: 150, speed, inFlight: 24, face: 'advanced-trade' } as const;
    const { violations, total } = await runCampaign(options);
    assert.deepEqual(violations, [], `npm run faults -- --api advanced-trade --seed ${seed} --faults 150`);
    assert.ok(total >= 150);
  });

  it(`survive SIGKILL (8 times, seed ${seed})`, async () => {
    const { kept, taken, ...wrong } = await runKills(8, seed);
    assert.deepEqual(wrong, { kills: 8, lost: 0, doubled: 0, unkept: 0, wrong: 0 });
    assert.ok(kept > 8 && taken > 8);
  });

  for (const face of ['exchange', 'advanced-trade'] as const)
    it(`are known within 2 s of ${face} answering again after a SIGKILL, 100 of them`, async () => {
      const { open, recovered, ms } = await measureRecovery(100, seed, face);
      assert.deepEqual([open, recovered], [100, 100], `seed ${seed}`);
      assert.ok(ms < patience(2000), `${ms} ms`);
    });
});
