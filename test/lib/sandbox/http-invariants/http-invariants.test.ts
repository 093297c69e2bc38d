import assert from 'node:assert/strict';
import { Sequences } from './sequence';
import { patience } from '../../../patience';

const SEQUENCES = 250;

/** Set SEQUENCES_SEED to repeat a failure. `npm run sequences` runs 20,000. */
const SEED = Number(process.env['SEQUENCES_SEED'] ?? Date.now() % 1_000_000);

/** Every way an order can go. */
const MET = [
  'refused',
  'rejected',
  'open',
  'waiting',
  'filled',
  'by its owner',
  '101:Time In Force',
  '102:Self Trade Prevention',
  'market moves',
  'maker fills',
  'repriced',
];

describe(`sandbox through HTTP (SEQUENCES_SEED=${SEED})`, function () {
  this.timeout(patience(120_000));

  it(`obeys the exchange's rules of matching in ${SEQUENCES} random order sequences`, async () => {
    const sequences = await Sequences.start(SEED);
    try {
      await sequences.run(SEQUENCES);
    } finally {
      await sequences.close();
    }
    for (const what of MET) assert.ok((sequences.tally[what] ?? 0) > 3, `${what} was hardly met`);
  });
});
