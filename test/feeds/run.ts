/** `npm run storms [-- --seed N --faults N --speed K --api advanced-trade]`: feeds in which things go wrong; fails on any violation. */
import { parseArgs } from 'node:util';
import { faceNamed } from '../faults/face';
import { runStorm, type Storm } from './storm';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string' },
    speed: { type: 'string' },
    api: { type: 'string' },
  },
});

/** What the feeds promise, milliseconds. */
const AIMS = { halfOpenMs: 6000, backMs: 5000, liveMs: 10_000 };

async function main(): Promise<void> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const faults = Number(values.faults ?? 1000);
  const speed = Number(values.speed ?? 4);
  for (const face of values.api === undefined
    ? (['exchange', 'advanced-trade'] as const)
    : [faceNamed(values.api)]) {
    console.log(
      `${faults} faults at ${speed} times real time: npm run storms -- --api ${face} --seed ${seed} --faults ${faults} --speed ${speed}`,
    );
    const storm = await runStorm({ face, seed, faults, speed });
    print(storm);
    if (storm.violations.length > 0) process.exitCode = 1;
  }
}

function print(storm: Storm): void {
  const { counts, seen, losses, halfOpenMs, backMs, liveMs, trades, recovered, fills, violations } = storm;
  console.log([...counts].map(([kind, count]) => `${count} ${kind}`).join(', '));
  console.log(
    `${seen} of ${losses} losses seen; ${trades} trades in order, ${recovered} of them read over REST; ${fills} own fills, each once`,
  );
  console.log(`half-open noticed within ${ms(halfOpenMs, 1)} (aim ${AIMS.halfOpenMs} ms)`);
  console.log(
    `connected again after an outage: p50 ${ms(backMs, 0.5)}, p99 ${ms(backMs, 0.99)} (aim ${AIMS.backMs} ms)`,
  );
  console.log(
    `and all live, nothing missing: p50 ${ms(liveMs, 0.5)}, p99 ${ms(liveMs, 0.99)} (aim ${AIMS.liveMs} ms)`,
  );
  const late =
    Math.max(0, ...halfOpenMs) > AIMS.halfOpenMs ||
    quantile(backMs, 0.99) > AIMS.backMs ||
    quantile(liveMs, 0.99) > AIMS.liveMs;
  if (late) process.exitCode = 1;
  console.log(`${violations.length} violations`);
  for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
}

function ms(all: readonly number[], share: number): string {
  return all.length === 0 ? 'nothing measured' : `${Math.round(quantile(all, share))} ms`;
}

function quantile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
