/**
 * How fast the feed takes recorded frames with every check on, beside `ws` and JSON.parse alone; both hear the same
 * frames from a process of its own. By itself: `node dist/test/bench/feed-throughput.js`.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { median } from './median';
import { reply, startArm, type ServerAddress } from './protocol';

export interface FeedThroughput {
  /** Messages a second; medians of the rounds. */
  readonly ours: number;
  readonly bare: number;
  /** Of the rates, and of the time of the processor; 1 is as fast as it gets. Medians of the rounds. */
  readonly ratio: number;
  readonly cpuRatio: number;
}

export async function measureFeed(rounds: number, frames = 100_000): Promise<FeedThroughput> {
  const player = fork(path.join(__dirname, 'feed-player.js'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const arm = await startArm(path.join(__dirname, 'feed-client.js'), (await reply(player)) as ServerAddress);
  const all: { ours: number; bare: number; cpu: number }[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const bare = await arm.run({ arm: 'bare', requests: frames, inFlight: 1 });
      const ours = await arm.run({ arm: 'ours', requests: frames, inFlight: 1 });
      if (round >= 0)
        all.push({
          ours: frames / ours.seconds,
          bare: frames / bare.seconds,
          cpu: bare.cpuSeconds / ours.cpuSeconds,
        });
    }
  } finally {
    arm.stop();
    player.disconnect();
  }
  return {
    ours: median(all.map(({ ours }) => ours)),
    bare: median(all.map(({ bare }) => bare)),
    ratio: median(all.map(({ ours, bare }) => ours / bare)),
    cpuRatio: median(all.map(({ cpu }) => cpu)),
  };
}

export function feedLine({ ours, bare, ratio, cpuRatio }: FeedThroughput): string {
  const rates = `${Math.round(ours)} messages/s with every check, ${Math.round(bare)} with ws and JSON.parse alone`;
  return `feed: ${rates}: ${ratio.toFixed(2)} of it, ${cpuRatio.toFixed(2)} by the time of the processor`;
}

if (require.main === module)
  void measureFeed(7).then(
    (measured) => console.log(feedLine(measured)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
