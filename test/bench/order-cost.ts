/**
 * What journal and limits cost an order: one desk with a journal on disk and every limit, one without either, against
 * one server that verifies every signature, rate limit off in both. By itself: `node dist/test/bench/order-cost.js`.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { median } from './median';
import { WITH, WITHOUT } from './order-desk';
import { reply, startArm, type Measured, type ServerAddress } from './protocol';

export interface OrderCost {
  /** Orders a second at 16 in flight. */
  readonly withBoth: number;
  readonly withNeither: number;
  /** Median of the rounds' ratios. */
  readonly ratio: number;
  /** Added to the median order, one at a time, milliseconds: median of the rounds' differences. */
  readonly addedMs: number;
}

/** The arms take turns within a round, so that a noisy machine disturbs both alike; the first round warms up. */
export async function measureOrderCost(rounds: number, orders = 1000): Promise<OrderCost> {
  const server = fork(path.join(__dirname, 'server.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const arm = await startArm(path.join(__dirname, 'order-desk.js'), (await reply(server)) as ServerAddress);
  const run = async (name: string, inFlight: number): Promise<Measured> =>
    arm.run({ arm: name, requests: inFlight === 1 ? orders / 4 : orders, inFlight });
  const rates: { both: number; neither: number }[] = [];
  const added: number[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const names = round % 2 === 0 ? [WITH, WITHOUT] : [WITHOUT, WITH];
      const busy = new Map<string, Measured>();
      const alone = new Map<string, Measured>();
      for (const name of names) busy.set(name, await run(name, 16));
      for (const name of names) alone.set(name, await run(name, 1));
      if (round < 0) continue;
      const rate = (name: string): number => orders / (busy.get(name)?.seconds ?? Number.NaN);
      rates.push({ both: rate(WITH), neither: rate(WITHOUT) });
      added.push((alone.get(WITH)?.medianMs ?? Number.NaN) - (alone.get(WITHOUT)?.medianMs ?? Number.NaN));
    }
  } finally {
    arm.stop();
    server.disconnect();
  }
  return {
    withBoth: median(rates.map(({ both }) => both)),
    withNeither: median(rates.map(({ neither }) => neither)),
    ratio: median(rates.map(({ both, neither }) => both / neither)),
    addedMs: median(added),
  };
}

export function orderCostLine({ withBoth, withNeither, ratio, addedMs }: OrderCost): string {
  return (
    `place order                16 in flight  ${String(Math.round(withBoth)).padStart(6)} orders/s with journal and limits, ` +
    `${Math.round(withNeither)} without (${ratio.toFixed(2)}); one at a time ${addedMs.toFixed(2)} ms added`
  );
}

if (require.main === module) {
  void measureOrderCost(7).then((cost) => console.log(orderCostLine(cost)));
}
