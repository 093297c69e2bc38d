/**
 * `npm run faults:node-red [-- --seed N --faults N --api advanced-trade]`: faults between a real Node-RED 4 and the
 * exchange, in real time.
 */
import { parseArgs } from 'node:util';
import { asCoinbaseError } from '../../nodes/lib/rules/errors';
import { faceNamed } from './face';
import { runInNodeRed } from './node-red-campaign';
import { print } from './summary';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, faults: { type: 'string' }, api: { type: 'string' } },
});

async function main(): Promise<void> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const faults = Number(values.faults ?? 500);
  const face = faceNamed(values.api);
  console.log(
    `${faults} faults in real time: npm run faults:node-red -- --api ${face} --seed ${seed} --faults ${faults}`,
  );
  const campaign = await runInNodeRed({ seed, faults, face, inFlight: 60 });
  print(campaign, seed);
  if (campaign.violations.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(asCoinbaseError(error, 'NETWORK').stack, error);
  process.exitCode = 1;
});
