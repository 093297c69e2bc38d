/** `npm run sequences [-- COUNT]`: 20,000 random order sequences through HTTP. SEQUENCES_SEED repeats a run. */
import { Sequences } from './sequence';

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 20_000);
  const seed = Number(process.env['SEQUENCES_SEED'] ?? Date.now() % 1_000_000);
  console.log(`${count} sequences, SEQUENCES_SEED=${seed}`);
  const started = performance.now();
  const sequences = await Sequences.start(seed);
  try {
    await sequences.run(count);
  } finally {
    await sequences.close();
  }
  console.log(`all obey the rules, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.table(sequences.tally);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
