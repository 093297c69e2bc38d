import assert from 'node:assert/strict';
import { firstCandles, recordedCsv, withFile } from '../lib/sandbox/market/recorded';
import { startNodeRed } from './node-red';
import { checkPurchases, scheduleFlows, standing } from './scheduled-buys';
import { patience } from '../patience';

/** Hourly candles a second: a day goes by in 0.4 seconds, slower where the machine is. */
const SPEED = Math.round(60 / patience(1));
const DAY_SECONDS = 24 / SPEED;

const FACES = ['local-sandbox', 'local-sandbox-advanced-trade'];

for (const [version, face] of ([4, 5] as const).flatMap((one) => FACES.map((face) => [one, face] as const))) {
  describe(`buying on a schedule from recorded candles in Node-RED ${version} on ${face}`, function () {
    this.timeout(patience(60_000));

    it('fills every purchase at the price that the CSV has for its time', () =>
      withFile(firstCandles(recordedCsv(), 180), async (file) => {
        const csv = firstCandles(recordedCsv(), 180);
        const red = await startNodeRed({
          version,
          flows: scheduleFlows(DAY_SECONDS, face),
          env: { COINBASE_SANDBOX_MARKET: file, COINBASE_SANDBOX_SPEED: String(SPEED) },
        });
        try {
          await red.waitForLog(/\[debug:average so far\]/);
          while (!(await standing(red.url)).ended) await red.nextLog(/\[debug:average so far\]/);
          const { purchases, duringReplay } = await checkPurchases(red.url, csv);
          assert.ok(duringReplay >= 4, `${duringReplay} purchases`);
          assert.ok(purchases >= duringReplay);
          assert.deepEqual(
            red.log().filter((line) => /\[error\]|\[debug:the problem\]/.test(line)),
            [],
          );
        } finally {
          await red.stop();
        }
      }));
  });
}
