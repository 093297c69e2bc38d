/** A real Node-RED that counts what it has: heap while it hears a feed, and what is left after many deploys. */
import { createHook } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startEmbedded, type BenchFlow, type DeployType, type EmbeddedNodeRed } from '../embedded-node-red';
import { answerJobs, type ServerAddress } from '../protocol';
import { credentialsFor, flowsFor, marketData } from './flows';
import { LAST } from './last';
import { connectionsAt, playThrough } from './play';
import { recordedProducts } from './products';
import type { Heard, Left } from './soak';

const server = JSON.parse(process.argv[2] ?? '{}') as ServerAddress;
const at = { z: 'tab', x: 100, y: 100 };

/** What async_hooks calls timers and sockets. */
const WATCHED: ReadonlySet<string> = new Set(['Timeout', 'TCPWRAP', 'TLSWRAP']);

const DEPLOYS: readonly DeployType[] = ['full', 'nodes', 'flows', 'nodes'];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMib(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Beside the market data of the throughput: candles, 24 hours, own orders, an alert on each price, and the switch. */
function withCompanions(flows: BenchFlow, products: Iterable<string>): BenchFlow {
  const calm = { candleUpdates: 'forming', pace: 'interval', wires: [[]] };
  return [
    { ...marketData('candles', products), ...calm },
    { ...marketData('stats', products), ...calm },
    ...flows.map((node) => (node.id === 'ticker' ? { ...node, wires: [['ours-sink', 'alert']] } : node)),
    { id: 'events', type: 'coinbase-order-events', account: 'account', products: '', wires: [[]], ...at },
    {
      id: 'alert',
      type: 'coinbase-price-alert',
      value: 'payload',
      valueType: 'msg',
      condition: 'above',
      level: '1',
      levelType: 'str',
      wires: [[], []],
      ...at,
    },
    { id: 'switch', type: 'coinbase-trading-switch', account: 'account', wires: [[]], ...at },
  ];
}

async function hear(red: EmbeddedNodeRed, messages: number): Promise<Heard> {
  const heaps: { messages: number; mib: number }[] = [];
  const heard = new Promise<void>((resolve) =>
    red.sinks.set('ours', ({ topic }) => topic === LAST && resolve()),
  );
  const each = messages / 10;
  const { seconds } = await playThrough(
    server.rest,
    { path: '/', frames: messages, tellEach: each },
    async () => {
      await red.deploy();
      return { heard };
    },
    (sent) => heaps.push({ messages: sent, mib: heapMib() }),
  );
  return { messages, seconds, heaps };
}

/** Timers and sockets made since this was asked for that are still there, those that keep nothing alive as well. */
function watchResources(): () => Record<string, number> {
  const there = new Map<number, string>();
  createHook({
    init: (id, type) => void (WATCHED.has(type) && there.set(id, type)),
    destroy: (id) => void there.delete(id),
  }).enable();
  return () => {
    const counts: Record<string, number> = {};
    for (const type of there.values()) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  };
}

/** Of all kinds, with the listeners of Node-RED and of the process, and what the server still has of us. */
async function counted(
  red: EmbeddedNodeRed,
  resources: () => Record<string, number>,
): Promise<Left['before']> {
  const own = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    ...resources(),
    'listeners of Node-RED': red.listeners(),
    'listeners of the process': own,
    'connections at the server': await connectionsAt(server.rest),
  };
}

/** With an empty flow, once all that closes has closed. */
async function atRest(red: EmbeddedNodeRed): Promise<void> {
  await red.deploy([{ id: 'tab', type: 'tab', label: 'empty' }]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  collect();
}

/** In turn everything anew, and each node but the account, which then outlives the others. */
async function deployNth(red: EmbeddedNodeRed, flows: BenchFlow, time: number): Promise<void> {
  const type = DEPLOYS[time % DEPLOYS.length] ?? 'full';
  const name = `deploy ${time}`;
  const isOther = (node: BenchFlow[number]): boolean => 'wires' in node && type !== 'full';
  await red.deploy(
    flows.map((node) => (isOther(node) ? { ...node, name } : node)),
    type,
  );
}

async function deployMany(red: EmbeddedNodeRed, flows: BenchFlow, times: number): Promise<Left> {
  const resources = watchResources();
  for (let time = 0; time < 10; time += 1) await red.deploy();
  await atRest(red);
  const before = await counted(red, resources);
  const heapBefore = heapMib();
  for (let time = 0; time < times; time += 1) {
    await deployNth(red, flows, time);
    // Some are deployed over before they are connected, some after.
    await new Promise((resolve) => setTimeout(resolve, time % 50));
  }
  await atRest(red);
  const after = await counted(red, resources);
  return { before, after, heapMib: { before: heapBefore, after: heapMib() } };
}

async function main(): Promise<void> {
  const products = await recordedProducts();
  const flows = withCompanions(flowsFor(server.rest, products), products);
  const red = await startEmbedded({ flows, credentials: credentialsFor(server) });
  answerJobs<Heard | Left>(({ arm, requests }) =>
    arm === 'hear' ? hear(red, requests) : deployMany(red, flows, requests),
  );
}

void main();
