/** `npm run faults [-- --seed N --faults N --speed K --api advanced-trade]`: seeded faults on a scaled clock; fails on any violation. */
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign';
import { faceNamed } from './face';
import { print } from './summary';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string' },
    speed: { type: 'string' },
    api: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const face = faceNamed(values.api);
  const faults = Number(values.faults ?? 10_000);
  const speed = Number(values.speed ?? 20);
  console.log(
    `${faults} faults at ${speed} times real time: npm run faults -- --api ${face} --seed ${seed} --faults ${faults}`,
  );
  const campaign = await runCampaign({ seed, face, faults, speed, inFlight: 24 });
  print(campaign, seed);
  if (campaign.violations.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
