import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findViolations } from './checker';
import type { Violation } from './evidence';
import { checkJournal } from './check-journal';
import { openDeskAt, readJournal } from './desk-parts';
import { Driver } from './driver';
import { type FaceName, faces } from './face';
import { standings } from './exchange-record';
import { JournalProbe } from './journal-probe';
import { startRig } from './rig';
import { createScaledClock, type ScaledClock } from './scaled-clock';
import { settling, type Settling } from './settling';
import { startWorld } from './world';

export interface CampaignOptions {
  readonly seed: number;
  /** Which API of the exchange is traded on; `exchange` where nothing is said. */
  readonly face?: FaceName;
  /** Faults to be done before it ends. */
  readonly faults: number;
  /** Seconds of scaled time in one real second. */
  readonly speed: number;
  readonly inFlight: number;
}

export interface Campaign {
  readonly faults: ReadonlyMap<string, number>;
  readonly total: number;
  readonly asks: number;
  readonly messages: number;
  readonly taken: number;
  readonly settling: Settling;
  readonly violations: readonly Violation[];
  readonly realSeconds: number;
  /** The latest that a timer came, milliseconds of scaled time. */
  readonly latestMs: number;
}

/** How often the faults hit, per cent. */
const RATES = { order: 75, cancel: 40, read: 15 } as const;
/** Time for everything to settle once nothing goes wrong any more, milliseconds: a token lives for two minutes. */
const QUIET_MS = 600_000;

/** Places orders through a desk while everything goes wrong, then holds what was told against the exchange. */
export async function runCampaign({
  seed,
  faults,
  speed,
  inFlight,
  face = 'exchange',
}: CampaignOptions): Promise<Campaign> {
  const started = performance.now();
  const clock = createScaledClock(speed);
  const folder = mkdtempSync(path.join(tmpdir(), 'coinbase-faults-'));
  const probe = new JournalProbe(clock);
  const rig = await startRig({ seed, clock, face, rates: RATES, isKept: (oid) => probe.kept.has(oid) });
  const { access, plan, record } = rig;
  const openDesk = () => openDeskAt({ access, face, clock, folder, probe });
  const driver = new Driver({ seed, clock, openDesk, inFlight });
  try {
    const endWorld = startWorld({ seed, clock, face, rig, driver });
    await driver.run(() => plan.total + probe.notSent >= faults);
    plan.calm = true;
    await endWorld();
    await settled(driver, clock);
    await driver.close();
    if (probe.notSent > 0) plan.count('refused connection', probe.notSent);
    const { story } = driver;
    const books = standings(rig.sandbox);
    const evidence = { record, standings: books, arrivals: plan.arrivals, story, face: faces[face] };
    return {
      faults: plan.done,
      total: plan.total,
      asks: new Set(story.calls.map(({ ask }) => ask)).size,
      messages: story.calls.length,
      taken: record.taken.length,
      settling: settling(probe.doubts, record, plan),
      violations: [
        ...findViolations(evidence),
        ...strayed(rig.strays()),
        ...checkJournal(await readJournal(folder), evidence),
      ],
      realSeconds: (performance.now() - started) / 1000,
      latestMs: clock.latestMs,
    };
  } finally {
    await driver.close().catch(() => undefined);
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until nothing is unresolved, as long as it may take at most. */
async function settled(driver: Driver, clock: ScaledClock): Promise<void> {
  // After a restart just now it knows of nothing before it has read its journal and asked.
  await driver.desk.ready();
  const until = clock.elapsed() + QUIET_MS;
  while (driver.desk.report().unresolved.length > 0 && clock.elapsed() < until)
    await new Promise<void>((resolve) => clock.after(500, resolve));
}

function strayed(requests: number): Violation[] {
  if (requests === 0) return [];
  return [{ kind: 'wrong verdict', what: `${requests} requests followed a redirect to another origin` }];
}
