/** `npm run limits [-- COUNT]`: 100,000 random sequences against the slow model. LIMITS_SEED repeats a run. */
import { runSequences, type Counts } from './sequence';

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 100_000);
  const seed = Number(process.env['LIMITS_SEED'] ?? Date.now() % 1_000_000);
  const started = performance.now();
  const counts: Counts = {};
  const crossings = await runSequences(count, seed, counts);
  console.table(counts);
  for (const crossing of crossings.slice(0, 5)) console.log(JSON.stringify(crossing));
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${count} sequences, ${crossings.length} crossed, seed ${seed}`);
  if (crossings.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
