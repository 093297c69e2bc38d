/**
 * How fast recorded frames, renumbered, are taken with every check on: by the feed alone and by market data in a real
 * Node-RED; beside `ws` and JSON.parse alone, and beside what a user would do instead, the core `websocket in` and
 * `json`. All hear the same frames from a process of its own. By itself: `node dist/test/bench/feed/throughput.js`.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { median } from '../median';
import { reply, startArm, type Arm, type Job, type Measured, type ServerAddress } from '../protocol';

const ARMS = ['bare', 'feed', 'ours', 'core'] as const;
type ArmName = (typeof ARMS)[number];

/** Of each arm, medians of the rounds. */
type Figures = Readonly<Record<ArmName, number>>;

export interface FeedThroughput {
  /** Messages a second. */
  readonly rate: Figures;
  /** Microseconds of the processor for each message, while they come at {@link PACE}. */
  readonly pacedMicros: Figures;
  /** Rates through Node-RED; medians of the rounds' ratios. */
  readonly overBare: number;
  readonly overCore: number;
  /** The rate of the feed alone over that of `ws` and JSON.parse. */
  readonly feedOverBare: number;
}

/** Frames a second of a busy day. */
export const PACE = 2000;

export async function measureFeed(rounds: number, frames = 100_000): Promise<FeedThroughput> {
  const player = fork(path.join(__dirname, 'player.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const address = (await reply(player)) as ServerAddress;
  const client = await startArm(path.join(__dirname, 'client.js'), address);
  const nodeRed = await startArm(path.join(__dirname, 'node-red.js'), address);
  const processes: Readonly<Record<ArmName, Arm>> = {
    bare: client,
    feed: client,
    ours: nodeRed,
    core: nodeRed,
  };
  const each = async (
    job: Omit<Job, 'arm' | 'inFlight'>,
    turn: number,
  ): Promise<Record<ArmName, Measured>> => {
    const measured = {} as Record<ArmName, Measured>;
    for (let i = 0; i < ARMS.length; i += 1) {
      const arm = ARMS[(i + turn) % ARMS.length] as ArmName;
      measured[arm] = await processes[arm].run({ ...job, arm, inFlight: 1 });
    }
    return measured;
  };
  try {
    await each({ requests: frames }, 0);
    const fast: Record<ArmName, Measured>[] = [];
    for (let round = 0; round < rounds; round += 1) fast.push(await each({ requests: frames }, round));
    const paced: Record<ArmName, Measured>[] = [];
    for (let round = 0; round < Math.ceil(rounds / 2); round += 1)
      paced.push(await each({ requests: PACE * 3, perSecond: PACE }, round));
    const ratio = (arm: ArmName, other: ArmName): number =>
      median(fast.map((round) => round[other].seconds / round[arm].seconds));
    return {
      rate: figures(fast, ({ seconds }) => frames / seconds),
      pacedMicros: figures(paced, ({ cpuSeconds }) => (cpuSeconds / (PACE * 3)) * 1e6),
      overBare: ratio('ours', 'bare'),
      overCore: ratio('ours', 'core'),
      feedOverBare: ratio('feed', 'bare'),
    };
  } finally {
    for (const arm of [client, nodeRed]) arm.stop();
    player.disconnect();
  }
}

function figures(rounds: readonly Record<ArmName, Measured>[], of: (one: Measured) => number): Figures {
  const figure = (arm: ArmName): number => median(rounds.map((round) => of(round[arm])));
  return { bare: figure('bare'), feed: figure('feed'), ours: figure('ours'), core: figure('core') };
}

const NAMES: Readonly<Record<ArmName, string>> = {
  bare: 'ws and JSON.parse alone',
  feed: 'the feed with every check',
  ours: 'market data in Node-RED',
  core: 'websocket in and json in Node-RED',
};

export function feedLines({ rate, pacedMicros }: FeedThroughput): readonly string[] {
  return ARMS.map((arm) => {
    const paced = `${pacedMicros[arm].toFixed(0)} µs CPU/message at ${PACE}/s`;
    return `feed: ${NAMES[arm].padEnd(34)} ${String(Math.round(rate[arm])).padStart(7)} messages/s  ${paced}`;
  });
}

if (require.main === module)
  void measureFeed(7).then(
    (measured) => {
      for (const line of feedLines(measured)) console.log(line);
      const { overBare, overCore, feedOverBare } = measured;
      console.log(
        `in Node-RED: ${overBare.toFixed(2)} of ws and JSON.parse, ${overCore.toFixed(2)} of websocket in and json; ` +
          `the feed alone: ${feedOverBare.toFixed(2)} of ws and JSON.parse`,
      );
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
