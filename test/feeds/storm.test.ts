import assert from 'node:assert/strict';
import { faultKinds } from './faults';
import { runStorm } from './storm';

const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);

for (const face of ['exchange', 'advanced-trade'] as const) {
  describe(`a storm over the feeds of the ${face} face (STORM_SEED=${seed})`, () => {
    it('loses no trade, no own fill and no book, and nothing is lost unseen', async function () {
      this.timeout(120_000);
      const storm = await runStorm({ face, seed, faults: faultKinds.length, speed: 4 });
      assert.deepEqual(storm.violations, []);
      assert.equal(storm.seen, storm.losses, 'what was lost was seen');
      assert.equal(storm.counts.size, faultKinds.length, 'every kind of fault came');
      assert.ok(storm.trades > 100 && storm.fills > 0, `${storm.trades} trades and ${storm.fills} own fills`);
    });
  });
}
