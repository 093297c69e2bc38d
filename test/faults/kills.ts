import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createRandom } from '../../nodes/lib/sandbox/random';
import { askOf } from './asks';
import { vanished } from './checker';
import { groupBy } from './evidence';
import type { FaceName } from './face';
import { standings } from './exchange-record';
import type { ChildLine, ChildTask } from './kills-child';
import { type Rig, startRig } from './rig';
import { createScaledClock } from './scaled-clock';

/** What was found after the kills; every figure but the first three must be 0. */
export interface Kills {
  readonly kills: number;
  /** Intents that were on disk. */
  readonly kept: number;
  readonly taken: number;
  /** On disk, and nobody was ever told what became of it. */
  readonly lost: number;
  /** Orders beyond the first for one message. */
  readonly doubled: number;
  /** Arrived at the exchange without having been on disk before. */
  readonly unkept: number;
  /** Told as not placed although taken, or as another order. */
  readonly wrong: number;
}

/** Seconds of scaled time in a real one: so that proving an order absent does not take 40 s of each restart. */
const SPEED = 40;
const IN_FLIGHT = 8;
const ASKS_A_RUN = 60;
/** Longest life of a process after it kept its first intent, real milliseconds. */
const LONGEST_LIFE_MS = 250;
const RATES = { order: 30, cancel: 0, read: 5 } as const;
/** Longest wait for the last process to settle everything, real milliseconds. */
const SETTLE_MS = 20_000;

/** Kills a process that places orders with SIGKILL, again and again, over the same journal. */
export async function runKills(kills: number, seed: number, face: FaceName = 'exchange'): Promise<Kills> {
  const epochMs = Date.now();
  const clock = createScaledClock(SPEED, epochMs);
  const folder = mkdtempSync(path.join(tmpdir(), 'coinbase-kills-'));
  const lines: ChildLine[] = [];
  const kept = new Set<string>();
  const rig = await startRig({ seed, clock, face, rates: RATES, isKept: (oid) => kept.has(oid) });
  const random = createRandom(seed, 'kills');
  const hear = (line: ChildLine): void => {
    lines.push(line);
    if (line.event === 'kept') kept.add(line.oid);
  };
  const task = { access: rig.access, face, folder, seed, speed: SPEED, epochMs, inFlight: IN_FLIGHT };
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const asks = Array.from({ length: ASKS_A_RUN }, (_, index) => kill * ASKS_A_RUN + index);
      const child = start({ ...task, asks }, hear);
      // Where orders from before keep all of them back, none is kept.
      await child.heard(({ event }) => event === 'kept' || event === 'spent', SETTLE_MS);
      await new Promise((resolve) => setTimeout(resolve, random.below(LONGEST_LIFE_MS)));
      await child.kill();
    }
    rig.plan.calm = true;
    const last = start({ ...task, asks: [] }, hear);
    const told = (): boolean => untold(lines).length === 0;
    await last.heard(() => told(), SETTLE_MS).catch(() => undefined);
    await last.kill();
    return judge(kills, lines, rig);
  } finally {
    for (const child of running) child.kill('SIGKILL');
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Client order ids that are on disk and whose outcome nobody heard. */
function untold(lines: readonly ChildLine[]): string[] {
  const heard = new Set(
    lines.flatMap((line) =>
      (line.event === 'told' || line.event === 'recovered') && line.code !== 'ORDER_UNRESOLVED'
        ? [line.oid]
        : [],
    ),
  );
  return lines.flatMap((line) => (line.event === 'kept' && !heard.has(line.oid) ? [line.oid] : []));
}

function judge(kills: number, lines: readonly ChildLine[], { record, sandbox, plan }: Rig): Kills {
  const books = standings(sandbox);
  const wrong = lines.filter((line) => {
    if (line.event !== 'told' && line.event !== 'recovered') return false;
    const order = line.oid === undefined ? undefined : record.byClientOid.get(line.oid);
    if (line.id !== undefined) return order?.id !== line.id;
    return (
      order !== undefined && !order.rejected && line.code !== 'ORDER_UNRESOLVED' && !vanished(order, books)
    );
  });
  const marks = [...groupBy(record.taken, ({ mark }) => mark).values()];
  return {
    kills,
    kept: lines.filter(({ event }) => event === 'kept').length,
    taken: record.taken.length,
    lost: untold(lines).length,
    doubled: marks.reduce((sum, { length }) => sum + length - 1, 0),
    unkept: plan.arrivals.filter((arrival) => !arrival.kept).length,
    wrong: wrong.length,
  };
}

export interface Recovery {
  /** Orders that the exchange took before the kill. */
  readonly open: number;
  readonly recovered: number;
  /** From the moment that the exchange answered again, real milliseconds. */
  readonly ms: number;
}

/** Kills a process with orders whose answers never came, in real time, and measures how soon the next one knows them. */
export async function measureRecovery(
  open: number,
  seed: number,
  face: FaceName = 'exchange',
): Promise<Recovery> {
  const epochMs = Date.now();
  const clock = createScaledClock(1, epochMs);
  const folder = mkdtempSync(path.join(tmpdir(), 'coinbase-recovery-'));
  const rig = await startRig({
    seed,
    clock,
    face,
    rates: { order: 0, cancel: 0, read: 0 },
    rateLimits: false,
  });
  const recovered = new Set<string>();
  const task = { access: rig.access, face, folder, seed, speed: 1, epochMs, inFlight: open };
  try {
    // Nothing is out of sight in lists either.
    rig.plan.calm = true;
    rig.plan.mute = true;
    const first = start({ ...task, asks: restingAsks(open, seed), limiter: 'off' }, () => undefined);
    await until(() => rig.record.taken.length === open);
    await first.kill();
    rig.door.shut();
    rig.plan.mute = false;
    const second = start({ ...task, asks: [] }, (line) => {
      if (line.event === 'recovered' && line.id !== undefined) recovered.add(line.id);
    });
    // Long enough to have read the journal and looked in vain.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const started = performance.now();
    await rig.door.open();
    await until(() => recovered.size === open);
    const ms = Math.round(performance.now() - started);
    await second.kill();
    return { open: rig.record.taken.length, recovered: recovered.size, ms };
  } finally {
    for (const child of running) child.kill('SIGKILL');
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks for orders that rest. */
function restingAsks(count: number, seed: number): number[] {
  const asks: number[] = [];
  for (let number = 0; asks.length < count; number += 1) {
    const { asked, options } = askOf(seed, number);
    const rests = asked.time_in_force === 'GTC' && !asked.post_only && options.waitFor === 'accepted';
    // A time-out of its own may pass before the kill.
    if (rests && options.timeoutMs === undefined && !asked.amount.value.startsWith('9')) asks.push(number);
  }
  return asks;
}

/** Until it is so, or for half a minute; the test says then what is missing. */
async function until(so: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !so() && performance.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

interface Child {
  /** Resolves with the first line from now on for which it is so; rejects when none comes in time. */
  heard(so: (line: ChildLine) => boolean, ms: number): Promise<void>;
  kill(): Promise<void>;
}

/** A run that ends early leaves none behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

function start(task: ChildTask, hear: (line: ChildLine) => void): Child {
  const child = spawn(process.execPath, [path.join(__dirname, 'kills-child.js'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const waiting = new Set<(line: ChildLine) => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as ChildLine;
    hear(line);
    for (const one of waiting) one(line);
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    heard: (so, ms) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nothing heard for ${ms} ms`)), ms);
        waiting.add((line) => {
          if (!so(line)) return;
          clearTimeout(timer);
          resolve();
        });
      }),
    kill: async () => {
      child.kill('SIGKILL');
      // Everything that it said is read then.
      await closed;
      running.delete(child);
    },
  };
}
