import assert from 'node:assert/strict';
import { alertsOf, questions } from './alerts';
import { nakedCrossings, trueCrossings } from './model';
import { noisyWalk } from './walk';
import { patience } from '../../../../patience';

/** Set ALERTS_SEED to repeat a failure. `npm run alerts` asks every question of 100,000 prices. */
const SEED = Number(process.env['ALERTS_SEED'] ?? Date.now() % 1_000_000);

describe(`alerts at a noisy threshold (ALERTS_SEED=${SEED})`, function () {
  this.timeout(patience(60_000));

  it('equal the true crossings beyond hysteresis and cool-down in 100,000 prices', () => {
    const question = {
      ...questions[0],
      hysteresisCents: 150,
      coolDownMs: 20_000,
    } as (typeof questions)[number];
    const walk = noisyWalk(SEED, 100_000);
    const told = alertsOf(walk, question);
    const naked = nakedCrossings(walk, question);
    assert.deepEqual(told, trueCrossings(walk, question));
    assert.ok(told.length >= 300, `${told.length} alerts show something`);
    assert.ok(told.length < naked / 2, `${naked} crossings are far more than ${told.length} alerts`);
  });

  it('equal them for every mixture of hysteresis, cool-down, direction and confirmation', () => {
    questions.forEach((question, n) => {
      const walk = noisyWalk(SEED + n, 3000);
      assert.deepEqual(alertsOf(walk, question), trueCrossings(walk, question), JSON.stringify(question));
    });
  });
});
