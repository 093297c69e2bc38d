/** `npm run alerts [-- COUNT]`: 100,000 noisy prices for each question. ALERTS_SEED repeats a run. */
import { alertsOf, questions } from './alerts';
import { nakedCrossings, trueCrossings } from './model';
import { noisyWalk } from './walk';

function main(): void {
  const count = Number(process.argv[2] ?? 100_000);
  const seed = Number(process.env['ALERTS_SEED'] ?? Date.now() % 1_000_000);
  const started = performance.now();
  const rows = questions.map((question, n) => {
    const walk = noisyWalk(seed + n, count);
    const told = alertsOf(walk, question);
    const model = trueCrossings(walk, question);
    const { direction, hysteresisCents, coolDownMs, inARow } = question;
    return {
      condition: direction,
      hysteresis: hysteresisCents / 100,
      'cool-down s': coolDownMs / 1000,
      'in a row': inARow,
      crossings: nakedCrossings(walk, question),
      alerts: told.filter((one) => one.startsWith('triggered')).length,
      model: model.filter((one) => one.startsWith('triggered')).length,
      equal: told.length === model.length && told.every((one, index) => one === model[index]),
    };
  });
  console.table(rows);
  const wrong = rows.filter(({ equal }) => !equal).length;
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(
    `${rows.length} walks of ${count} prices, ${wrong} told otherwise than the model, seed ${seed}`,
  );
  if (wrong > 0) process.exitCode = 1;
}

main();
