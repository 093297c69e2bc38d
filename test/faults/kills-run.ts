/** `npm run kills [-- --seed N --kills N --api advanced-trade]`: SIGKILLs while placing, and how soon open orders are known again. */
import { parseArgs } from 'node:util';
import { faceNamed } from './face';
import { measureRecovery, runKills } from './kills';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, kills: { type: 'string' }, api: { type: 'string' } },
});
const OPEN = 100;
const MOST_RECOVERY_MS = 2000;

async function main(): Promise<void> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const face = faceNamed(values.api);
  const count = Number(values.kills ?? 200);
  console.log(`${count} kills: npm run kills -- --api ${face} --seed ${seed} --kills ${count}`);
  const kills = await runKills(count, seed, face);
  console.table(kills);
  const { open, recovered, ms } = await measureRecovery(OPEN, seed, face);
  console.log(`${recovered} of ${open} open orders were known ${ms} ms after the exchange answered again`);
  const bad = kills.lost + kills.doubled + kills.unkept + kills.wrong;
  if (bad > 0 || recovered < open || ms > MOST_RECOVERY_MS) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
