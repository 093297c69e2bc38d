import assert from 'node:assert/strict';
import { runSequences, type Counts } from './sequence';
import { patience } from '../../../patience';

const SEQUENCES = 1000;

/** Set LIMITS_SEED to repeat a failure. `npm run limits` runs 100,000. */
const SEED = Number(process.env['LIMITS_SEED'] ?? Date.now() % 1_000_000);

/** What the sequences must have met to prove anything. */
const MET = [
  'admitted',
  'never placed',
  'restarts',
  'clock jumps',
  'fills',
  'cancels',
  'orders of others',
  'figure unknown',
  'refused: maxDailyValue',
  'refused: maxDailyLoss',
  'refused: maxPosition',
  'refused: maxOpenOrders',
  'refused: maxOrdersPerMinute',
  'refused: maxOrdersPerDay',
  'refused: cooldown',
  'refused: duplicateWindow',
];

describe(`order limits (LIMITS_SEED=${SEED})`, function () {
  this.timeout(patience(60_000));

  it(`are never crossed in ${SEQUENCES} random lives of an account`, async () => {
    const counts: Counts = {};
    assert.deepEqual(await runSequences(SEQUENCES, SEED, counts), []);
    for (const what of MET) assert.ok((counts[what] ?? 0) > 20, `${what} was hardly met`);
    const careful = (counts['refused to be sure'] ?? 0) / (counts['admitted'] ?? 1);
    assert.ok(careful < 0.15, `${(careful * 100).toFixed(0)} % as many were refused without need as passed`);
  });
});
