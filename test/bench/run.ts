/**
 * `npm run bench`: signed-request through a real Node-RED beside the undici floor and beside what a user would do
 * instead, place-order with journal and limits beside the same without, against servers that verify every signature, and
 * the feed beside a bare socket.
 * Arms alternate within each round; the figures are medians of the rounds' ratios, so that a noisy machine disturbs all
 * arms alike. Exits 1 when an aim is missed.
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { feedLines, measureFeed } from './feed/throughput';
import { median } from './median';
import { measureOrderCost, orderCostLine } from './order-cost';
import { reply, startArm, type Arm, type Measured, type ServerAddress } from './protocol';
import { measureRequire } from './require-cost';
import { measureSandbox, sandboxLine } from './sandbox-throughput';
import { describeSigning, measureSigning } from './signing-step';

const OURS = 'signed-request';
const DIY = 'function + http request';
const FLOOR = 'undici Pool';

interface Aim {
  readonly name: string;
  readonly value: number;
  readonly holds: boolean;
  readonly aim: string;
}

const atLeast = (name: string, value: number, bound: number): Aim => ({
  name,
  value,
  holds: value >= bound,
  aim: `>= ${bound}`,
});
const atMost = (name: string, value: number, bound: number): Aim => ({
  name,
  value,
  holds: value <= bound,
  aim: `<= ${bound}`,
});

type Round = Map<string, Measured & { requests: number }>;

async function rounds(
  arms: Map<string, Arm>,
  inFlight: number,
  requests: number,
  count: number,
): Promise<Round[]> {
  const names = [...arms.keys()];
  const all: Round[] = [];
  for (let round = -1; round < count; round += 1) {
    const measured: Round = new Map();
    for (let i = 0; i < names.length; i += 1) {
      const arm = names[(i + round + 1) % names.length] as string;
      const share = arm === DIY ? Math.ceil(requests / 4) : requests;
      const result = await (arms.get(arm) as Arm).run({ arm, requests: share, inFlight });
      measured.set(arm, { ...result, requests: share });
    }
    if (round >= 0) all.push(measured);
  }
  return all;
}

const perSecond = (round: Round, arm: string): number => {
  const { requests, seconds } = round.get(arm) as Measured & { requests: number };
  return requests / seconds;
};
const cpuMicros = (round: Round, arm: string): number => {
  const { requests, cpuSeconds } = round.get(arm) as Measured & { requests: number };
  return (cpuSeconds / requests) * 1e6;
};

function report(all: Round[], inFlight: number): Aim[] {
  for (const arm of [FLOOR, OURS, DIY]) {
    const rate = Math.round(median(all.map((round) => perSecond(round, arm))));
    const cpu = Math.round(median(all.map((round) => cpuMicros(round, arm))));
    console.log(
      `${arm.padEnd(26)} ${inFlight} in flight  ${String(rate).padStart(6)} requests/s  ${cpu} µs CPU/request`,
    );
  }
  const ratio = (of: (round: Round, arm: string) => number, other: string): number =>
    median(all.map((round) => of(round, OURS) / of(round, other)));
  if (inFlight === 1) return [atLeast('rate / floor, 1 in flight', ratio(perSecond, FLOOR), 0.85)];
  return [
    atLeast('rate / floor, 16 in flight', ratio(perSecond, FLOOR), 0.55),
    atLeast('rate / do-it-yourself, 16 in flight', ratio(perSecond, DIY), 4),
    atMost('CPU / floor, 16 in flight', ratio(cpuMicros, FLOOR), 1.7),
  ];
}

async function main(): Promise<void> {
  const server = fork(path.join(__dirname, 'server.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const address = (await reply(server)) as ServerAddress;
  const nodeRed = await startArm(path.join(__dirname, 'node-red.js'), address);
  const floor = await startArm(path.join(__dirname, 'floor.js'), address);
  const arms = new Map([
    [FLOOR, floor],
    [OURS, nodeRed],
    [DIY, nodeRed],
  ]);
  const aims = [...report(await rounds(arms, 16, 6000, 7), 16), ...report(await rounds(arms, 1, 2000, 7), 1)];
  for (const arm of [nodeRed, floor]) arm.stop();
  server.disconnect();

  const sandbox = await measureSandbox(5);
  console.log(sandboxLine(sandbox));
  aims.push(atLeast('sandbox, matched orders/s, 16 in flight', sandbox.ordersPerSecond, 5000));
  const order = await measureOrderCost(7);
  console.log(orderCostLine(order));
  aims.push(atLeast('place order with journal and limits / without, 16 in flight', order.ratio, 0.5));
  aims.push(atMost('place order with journal and limits, ms added at the median', order.addedMs, 1));
  for (const cost of measureSigning(15)) {
    console.log(describeSigning(cost));
    aims.push(atLeast(`signing ${cost.scheme} / bare node:crypto + stamp + headers`, cost.ratio, 0.85));
  }
  const feed = await measureFeed(7);
  for (const line of feedLines(feed)) console.log(line);
  aims.push(atLeast('market data in Node-RED / ws and JSON.parse alone', feed.overBare, 0.3));
  aims.push(atLeast('market data / websocket in and json, both in Node-RED', feed.overCore, 1));
  const cost = measureRequire(7);
  const { ours, undici } = cost;
  console.log(
    `require: ours ${ours.ms.toFixed(0)} ms, ${ours.mib.toFixed(1)} MiB; undici ${undici.ms.toFixed(0)} ms, ${undici.mib.toFixed(1)} MiB`,
  );
  for (const { name, value, holds, aim } of aims) {
    console.log(`${holds ? 'ok    ' : 'MISSED'}  ${name}: ${value.toFixed(2)} (aim ${aim})`);
  }
  if (aims.some((aim) => !aim.holds)) process.exitCode = 1;
}

void main();
