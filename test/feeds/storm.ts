import { createRandom } from '../../nodes/lib/sandbox/random';
import type { FaceName } from '../faults/face';
import { faultKinds, isLoss, type Armed, type FaultKind } from './faults';
import { inTime } from './in-time';
import { openWorld, type FeedWorld } from './world';

export interface StormOptions {
  readonly face: FaceName;
  readonly seed: number;
  /** Episodes, with one fault each. */
  readonly faults: number;
  /** Seconds of scaled time in one real second. */
  readonly speed: number;
}

/** What a storm came to. Milliseconds are of scaled time. */
export interface Storm {
  readonly counts: ReadonlyMap<FaultKind, number>;
  /** Of those that cannot pass unseen, how many were seen. */
  readonly losses: number;
  readonly seen: number;
  /** How long sockets that were half-open, or only answered pings, went unnoticed. */
  readonly halfOpenMs: readonly number[];
  /** From the end of an outage until every socket was there again. */
  readonly backMs: readonly number[];
  /** From the end of an outage until everything was live again, and what was missed was read. */
  readonly liveMs: readonly number[];
  readonly trades: number;
  readonly recovered: number;
  readonly fills: number;
  /** The longest that it took until all was well again, milliseconds, and what was last waited for. */
  readonly longest: Wait;
  readonly violations: readonly string[];
}

export interface Wait {
  readonly ms: number;
  readonly what: string;
}

/** Patience until everything is the present again, milliseconds: own orders are compared with the exchange's each minute. */
const CALM_MS = 75_000;
/** A line on which nothing happens to be missed is noticed to be dead all the same. */
const NOTICE_MS = 10_000;
const STEP_MS = 40;
/** The market moves at least so long after a fault, so that what it took is missed. */
const AFTER_MS = 400;
const LONGEST_OUTAGE_MS = 15_000;
/** It ends with so many. */
const MOST_VIOLATIONS = 3;

/**
 * Episode after episode: all is well, one thing goes wrong while the market moves, all is well again; then it is checked.
 * What fails or hangs ends it with a violation.
 * @param open another world than the usual.
 */
export async function runStorm(
  { face, seed, faults, speed }: StormOptions,
  open: typeof openWorld = openWorld,
): Promise<Storm> {
  const world = await open(face, seed, speed);
  const storm = new Record();
  const random = createRandom(seed, 'storm');
  try {
    await calm(world, storm, 'at the start');
    const kinds = shuffled(random.below);
    for (let episode = 0; episode < faults && storm.violations.length < MOST_VIOLATIONS; episode += 1)
      await runEpisode(world, storm, kinds(), random.below);
  } catch (thrown) {
    storm.broke(thrown);
  }
  await inTime(world, 'the end of the world', world.close()).catch((thrown: unknown) => storm.broke(thrown));
  return storm.finish(world);
}

/** Every kind as often as any other, in an order that nobody knows before. */
function shuffled(below: (limit: number) => number): () => FaultKind {
  let left: FaultKind[] = [];
  return () => {
    if (left.length === 0) left = [...faultKinds];
    return left.splice(below(left.length), 1)[0] ?? 'close';
  };
}

class Record {
  readonly counts = new Map<FaultKind, number>();
  losses = 0;
  seen = 0;
  readonly halfOpenMs: number[] = [];
  readonly backMs: number[] = [];
  readonly liveMs: number[] = [];
  readonly violations: string[] = [];
  #longest: Wait = { ms: 0, what: 'nothing' };

  waited(ms: number, what: string): void {
    if (ms > this.#longest.ms) this.#longest = { ms, what };
  }

  broke(thrown: unknown): void {
    const episodes = [...this.counts.values()].reduce((total, count) => total + count, 0);
    this.violations.push(`broken off after ${episodes} faults: ${String(thrown)}`);
  }

  finish(world: FeedWorld): Storm {
    const sum = (of: (watch: FeedWorld['watches'][number]) => number): number =>
      world.watches.reduce((total, watch) => total + of(watch), 0);
    const told = world.watches.flatMap(({ violations }) => violations);
    const { counts, losses, seen, halfOpenMs, backMs, liveMs } = this;
    return {
      counts,
      losses,
      seen,
      halfOpenMs,
      backMs,
      liveMs,
      trades: sum(({ trades }) => trades),
      recovered: sum(({ recovered }) => recovered),
      fills: world.changes.filter(({ fill }) => fill).length,
      longest: this.#longest,
      violations: [...this.violations, ...told],
    };
  }
}

/** One thing that went wrong. */
interface Episode {
  readonly kind: FaultKind;
  /** Of what it took, for messages. */
  readonly name: string;
  /** By the clock. */
  readonly hitAt: number;
  readonly overAt: number;
  /** Of each watch, the trades that were read over REST before. */
  readonly recovered: readonly number[];
  /** After an outage: how long it took until every socket was there again. */
  readonly back: Promise<number> | undefined;
}

/** Something goes wrong while the market moves. */
async function strike(
  world: FeedWorld,
  storm: Record,
  kind: FaultKind,
  below: (limit: number) => number,
): Promise<Episode> {
  const { clock, line, sandbox } = world;
  const recovered = world.watches.map((watch) => watch.recovered);
  const sockets = sandbox.feedCounts().open;
  const armed = line.arm(kind, below(12));
  const began = clock.elapsed();
  if (kind === 'outage') await outage(world, armed, below(LONGEST_OUTAGE_MS));
  const back = kind === 'outage' ? untilOpen(world, sockets) : undefined;
  const isOver = (): boolean => armed.overAt !== undefined && clock.elapsed() >= armed.overAt;
  while (!isOver() && clock.elapsed() - began < CALM_MS) await step(world);
  if (armed.hitAt === undefined) storm.violations.push(`no frame came for ${kind}`);
  const until = clock.elapsed() + AFTER_MS + below(AFTER_MS);
  while (clock.elapsed() < until) await step(world);
  line.disarm();
  const { hitAt = began, overAt = began, type = 'the connection' } = armed;
  return { kind, name: `${kind} of ${type}`, hitAt, overAt, recovered, back };
}

async function runEpisode(
  world: FeedWorld,
  storm: Record,
  kind: FaultKind,
  below: (limit: number) => number,
): Promise<void> {
  const { clock } = world;
  const { name, hitAt, overAt, recovered, back } = await strike(world, storm, kind, below);
  await calm(world, storm, `after ${name}`);
  storm.counts.set(kind, (storm.counts.get(kind) ?? 0) + 1);
  if (back) {
    storm.liveMs.push(clock.elapsed() - overAt);
    storm.backMs.push(await back);
  }
  if (!isLoss(kind, world.face)) return;
  const seen = (): boolean =>
    firstAfter(world, hitAt) < Infinity ||
    world.watches.some((watch, at) => watch.recovered > (recovered[at] ?? 0));
  while (!seen() && clock.elapsed() - hitAt < NOTICE_MS) await pause(world, STEP_MS);
  await calm(world, storm, `after ${name}`);
  storm.losses += 1;
  if (seen()) storm.seen += 1;
  else storm.violations.push(`${name} was not seen`);
  if (kind === 'half-open' || kind === 'stall') storm.halfOpenMs.push(firstAfter(world, hitAt));
}

/** Everything ends, and nobody is let in for a while. */
async function outage(world: FeedWorld, armed: Armed, ms: number): Promise<void> {
  const { clock, sandbox } = world;
  sandbox.feedFault({ kind: 'refuse', ms });
  sandbox.feedFault({ kind: 'terminate' });
  armed.hitAt = clock.elapsed();
  while (clock.elapsed() - armed.hitAt < ms) await step(world);
  armed.overAt = clock.elapsed();
}

/** @returns how long it took until so many sockets were open, milliseconds; infinite where they did not come. */
async function untilOpen(world: FeedWorld, sockets: number): Promise<number> {
  const { clock, sandbox } = world;
  const began = clock.elapsed();
  while (sandbox.feedCounts().open < sockets) {
    if (clock.elapsed() - began > CALM_MS) return Infinity;
    await pause(world, STEP_MS);
  }
  return clock.elapsed() - began;
}

async function step(world: FeedWorld): Promise<void> {
  await inTime(world, 'a move of the market, or an order', world.stir());
  await pause(world, STEP_MS);
}

/** Until what was told is the present: nothing moves meanwhile. What is wrong even then is a violation. */
async function calm(world: FeedWorld, storm: Record, when: string): Promise<void> {
  const began = world.clock.elapsed();
  for (let what = when; ;) {
    const trouble = await inTime(world, `${when}: a look at books and orders`, troubleOf(world));
    const waitedMs = world.clock.elapsed() - began;
    if (trouble === undefined) return storm.waited(waitedMs, what);
    what = `${when}: ${trouble}`;
    if (waitedMs > CALM_MS) return void storm.violations.push(what);
    await pause(world, STEP_MS);
  }
}

async function troubleOf(world: FeedWorld): Promise<string | undefined> {
  const late = world.watches.find(({ live }) => !live);
  if (late) return `a subscription is not live: ${late.standing}`;
  if (world.events.state.kind !== 'live') return `own orders are ${world.events.state.kind}`;
  return (await world.bookTrouble()) ?? world.ownTrouble();
}

function pause({ clock }: FeedWorld, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

function firstAfter({ watches, ownLostAt }: FeedWorld, hitAt: number): number {
  const noticed = [...watches.flatMap(({ lostAt }) => lostAt), ...ownLostAt];
  return Math.min(...noticed.filter((at) => at >= hitAt)) - hitAt;
}
