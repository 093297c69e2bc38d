/**
 * `npm run storms [-- --api exchange --seed N --faults N --worlds N --speed K]`: feeds in which things go wrong; fails on
 * any violation. The worlds share the faults, each with its own sandbox, client and seed: most of the time is waiting.
 */
import { parseArgs } from 'node:util';
import { faceNamed } from '../faults/face';
import type { FaultKind } from './faults';
import { runStorm, type Storm } from './storm';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string' },
    worlds: { type: 'string' },
    speed: { type: 'string' },
    api: { type: 'string' },
  },
});

/** What the feeds promise, milliseconds. */
const AIMS = { halfOpenMs: 6000, backMs: 5000, liveMs: 10_000 };

async function main(): Promise<void> {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const faults = Number(values.faults ?? 1000);
  const worlds = Number(values.worlds ?? 8);
  const speed = Number(values.speed ?? 1);
  for (const face of values.api === undefined
    ? (['exchange', 'advanced-trade'] as const)
    : [faceNamed(values.api)]) {
    console.log(
      `${faults} faults in ${worlds} worlds at ${speed} times real time: npm run storms -- --api ${face} --seed ${seed} --faults ${faults} --worlds ${worlds} --speed ${speed}`,
    );
    const began = performance.now();
    const storm = together(
      await Promise.all(
        Array.from({ length: worlds }, (_, at) =>
          runStorm({ face, seed: seed + at, faults: share(faults, worlds, at), speed }),
        ),
      ),
    );
    print(storm);
    console.log(`${Math.round((performance.now() - began) / 1000)} s`);
  }
}

/** As equal as can be. */
function share(faults: number, worlds: number, at: number): number {
  return Math.floor(faults / worlds) + (at < faults % worlds ? 1 : 0);
}

function together(storms: readonly Storm[]): Storm {
  const sum = (of: (storm: Storm) => number): number => storms.reduce((total, storm) => total + of(storm), 0);
  const counts = new Map<FaultKind, number>();
  for (const storm of storms)
    for (const [kind, count] of storm.counts) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return {
    counts,
    losses: sum(({ losses }) => losses),
    seen: sum(({ seen }) => seen),
    halfOpenMs: storms.flatMap(({ halfOpenMs }) => halfOpenMs),
    backMs: storms.flatMap(({ backMs }) => backMs),
    liveMs: storms.flatMap(({ liveMs }) => liveMs),
    trades: sum(({ trades }) => trades),
    recovered: sum(({ recovered }) => recovered),
    fills: sum(({ fills }) => fills),
    longest: storms.map(({ longest }) => longest).reduce((a, b) => (b.ms > a.ms ? b : a)),
    violations: storms.flatMap(({ violations }, at) => violations.map((one) => `world ${at}: ${one}`)),
  };
}

function print(storm: Storm): void {
  const { counts, seen, losses, halfOpenMs, backMs, liveMs, trades, recovered, fills, longest, violations } =
    storm;
  console.log([...counts].map(([kind, count]) => `${count} ${kind}`).join(', '));
  console.log(
    `${seen} of ${losses} losses seen; ${trades} trades in order, ${recovered} of them read over REST; ${fills} own fills, each once`,
  );
  console.log(`half-open or stalled noticed within ${ms(halfOpenMs, 1)} (aim ${AIMS.halfOpenMs} ms)`);
  console.log(
    `connected again after an outage: p50 ${ms(backMs, 0.5)}, p99 ${ms(backMs, 0.99)} (aim ${AIMS.backMs} ms)`,
  );
  console.log(
    `and all live, nothing missing: p50 ${ms(liveMs, 0.5)}, p99 ${ms(liveMs, 0.99)} (aim ${AIMS.liveMs} ms)`,
  );
  console.log(`longest until all was well: ${Math.round(longest.ms)} ms, ${longest.what}`);
  const late =
    Math.max(0, ...halfOpenMs) > AIMS.halfOpenMs ||
    quantile(backMs, 0.99) > AIMS.backMs ||
    quantile(liveMs, 0.99) > AIMS.liveMs;
  if (late || violations.length > 0) process.exitCode = 1;
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

/** What the worlds leave behind must not keep the process; milliseconds. */
const LEAVES_MS = 10_000;

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    const stays = (): void => {
      console.error(`still there after ${LEAVES_MS} ms: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    };
    setTimeout(stays, LEAVES_MS).unref();
  });
