/**
 * How many matched orders a second the sandbox takes over HTTP at 16 in flight, every signature verified. Client and
 * sandbox are processes of their own; the sandbox's own time is what tells on a machine where the client is in its way.
 * By itself: `node dist/test/bench/sandbox-throughput.js`.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { median } from './median';
import { reply, startArm, type ServerAddress } from './protocol';

export interface SandboxThroughput {
  /** Median of the rounds. */
  readonly ordersPerSecond: number;
  /** User and system time of the sandbox's process. */
  readonly sandboxMicrosPerOrder: number;
}

interface Counts {
  readonly filled: number;
  /** User and system time so far. */
  readonly cpuMicros: number;
}

/** @throws Error when not every order was matched. */
export async function measureSandbox(rounds: number, orders = 10_000): Promise<SandboxThroughput> {
  const child = fork(path.join(__dirname, 'server.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const address = (await reply(child)) as ServerAddress;
  const arm = await startArm(path.join(__dirname, 'order-flood.js'), address);
  const counts = async (newest: number): Promise<Counts> => {
    child.send({ newest });
    return (await reply(child)) as Counts;
  };
  const rates: number[] = [];
  const micros: number[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const before = await counts(0);
      const { seconds } = await arm.run({ arm: 'order flood', requests: orders, inFlight: 16 });
      const after = await counts(orders);
      if (after.filled !== orders) throw new Error('an order was not matched');
      if (round < 0) continue;
      rates.push(orders / seconds);
      micros.push((after.cpuMicros - before.cpuMicros) / orders);
    }
  } finally {
    arm.stop();
    child.disconnect();
  }
  return { ordersPerSecond: median(rates), sandboxMicrosPerOrder: median(micros) };
}

export function sandboxLine({ ordersPerSecond, sandboxMicrosPerOrder }: SandboxThroughput): string {
  return (
    `sandbox                    16 in flight  ${String(Math.round(ordersPerSecond)).padStart(6)} matched orders/s  ` +
    `${Math.round(sandboxMicrosPerOrder)} µs CPU/order in the sandbox`
  );
}

if (require.main === module) {
  void measureSandbox(7).then((measured) => console.log(sandboxLine(measured)));
}
