/**
 * `npm run soak [-- --messages N --deploys N]`: a real Node-RED hears recorded frames, renumbered, for a long time, and is
 * deployed anew many times; then nothing may have grown and nothing may be left. Exits 1 where something is.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reply, startArm, type ServerAddress } from '../protocol';

const MOST_GROWTH_MIB = 20;

const { values } = parseArgs({
  options: { messages: { type: 'string' }, deploys: { type: 'string' } },
});

export interface Heard {
  readonly messages: number;
  readonly seconds: number;
  /** Heap in use after collection, MiB, by the messages heard until then. */
  readonly heaps: readonly { readonly messages: number; readonly mib: number }[];
}

/** What there is by kind: timers and sockets of the process, listeners, connections at the server. */
export interface Left {
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly heapMib: { readonly before: number; readonly after: number };
}

async function main(): Promise<void> {
  const messages = Number(values.messages ?? 10_000_000);
  const deploys = Number(values.deploys ?? 1000);
  const player = fork(path.join(__dirname, 'player.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const address = (await reply(player)) as ServerAddress;
  const arm = await startArm(path.join(__dirname, 'soak-arm.js'), address);
  try {
    const { heaps, seconds } = await arm.run<Heard>({ arm: 'hear', requests: messages, inFlight: 1 });
    for (const heap of heaps) console.log(`${heap.messages} messages: heap ${heap.mib.toFixed(1)} MiB`);
    const growth = (heaps.at(-1)?.mib ?? NaN) - (heaps[0]?.mib ?? NaN);
    console.log(
      `${messages} messages in ${seconds.toFixed(0)} s: the heap grew by ${growth.toFixed(1)} MiB (aim < ${MOST_GROWTH_MIB})`,
    );
    if (!(growth < MOST_GROWTH_MIB)) process.exitCode = 1;

    const left = await arm.run<Left>({ arm: 'deploy', requests: deploys, inFlight: 1 });
    const kinds = [...new Set([...Object.keys(left.before), ...Object.keys(left.after)])].sort();
    for (const kind of kinds) {
      const [before, after] = [left.before[kind] ?? 0, left.after[kind] ?? 0];
      if (after > before) process.exitCode = 1;
      console.log(`${after > before ? 'LEFT' : 'ok  '}  ${kind}: ${before} before, ${after} after`);
    }
    const { before, after } = left.heapMib;
    console.log(`${deploys} deploys: heap ${before.toFixed(1)} MiB before, ${after.toFixed(1)} MiB after`);
    if (!(after - before < MOST_GROWTH_MIB)) process.exitCode = 1;
  } finally {
    arm.stop();
    player.disconnect();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
