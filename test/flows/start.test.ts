import assert from 'node:assert/strict';
import { startNodeRed, type RunningNodeRed } from './node-red';

for (const version of [4, 5] as const) {
  describe(`the packed package in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: RunningNodeRed;
    before(async () => {
      red = await startNodeRed({ version });
    });
    after(() => red.stop());

    it('runs the version it says', async () => {
      const settings = (await red.get('/settings')) as { version: string };
      assert.equal(settings.version.split('.')[0], String(version));
    });
  });
}
