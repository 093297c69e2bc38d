/**
 * Two flows in one real Node-RED that hear a feed: market data with every check, and what a user would do instead, the
 * core `websocket in` and `json`.
 */
import { recordedFrames } from '../../lib/sandbox/feed/recorded-frames';
import { startEmbedded, type BenchFlow, type EmbeddedNodeRed } from '../embedded-node-red';
import { answerJobs, type Job, type Measured, type ServerAddress } from '../protocol';
import { LAST } from './last';
import { playThrough } from './play';
import { recordedProducts } from './products';

const server = JSON.parse(process.argv[2] ?? '{}') as ServerAddress;
const { rest, key, secret, passphrase } = server;
const CORE_PATH = '/core';

const at = { z: 'tab', x: 100, y: 100 };

function marketData(channel: string, products: Iterable<string>): BenchFlow[number] {
  return {
    id: channel,
    type: 'coinbase-market-data',
    name: '',
    account: 'account',
    channel,
    products: [...products].join(' '),
    candleSize: '60',
    candleUpdates: 'final',
    emptyCandles: 'skip',
    depth: '',
    bookAs: 'changes',
    pace: 'every',
    seconds: '1',
    tellStale: true,
    staleSeconds: '30',
    command: 'payload',
    commandType: 'msg',
    wires: [['ours-sink']],
    ...at,
  };
}

function flowsFor(products: ReadonlySet<string>): BenchFlow {
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    {
      id: 'account',
      type: 'coinbase-account',
      name: 'bench',
      environment: 'exchange-sandbox',
      origin: rest,
      sandbox: '',
      keyFile: '',
      limiter: 'off',
    },
    marketData('book', products),
    marketData('trades', products),
    marketData('ticker', [...products, LAST]),
    { id: 'ours-sink', type: 'bench-sink', arm: 'ours', wires: [], ...at },
    {
      id: 'client',
      type: 'websocket-client',
      path: rest.replace(/^http/, 'ws') + CORE_PATH,
      tls: '',
      wholemsg: 'false',
      hb: '0',
      subprotocol: '',
      headers: [],
    },
    { id: 'core', type: 'websocket in', name: '', server: '', client: 'client', wires: [['json']], ...at },
    {
      id: 'json',
      type: 'json',
      name: '',
      property: 'payload',
      action: 'obj',
      pretty: false,
      wires: [['core-sink']],
      ...at,
    },
    { id: 'core-sink', type: 'bench-sink', arm: 'core', wires: [], ...at },
  ];
}

/** Everything is deployed anew before each job: the recording begins again. */
async function hear(red: EmbeddedNodeRed, { arm, requests: frames, perSecond }: Job): Promise<Measured> {
  const ours = arm === 'ours';
  let count = 0;
  const listen = async (): Promise<{ heard: Promise<void> }> => {
    const heard = new Promise<void>((resolve) => {
      red.sinks.set(arm, ({ topic, payload }) => {
        count += 1;
        const id = ours ? topic : (payload as { product_id?: unknown }).product_id;
        if (id === LAST) resolve();
      });
    });
    await red.deploy();
    return { heard };
  };
  const result = await playThrough(rest, { path: ours ? '/' : CORE_PATH, frames, perSecond }, listen);
  red.sinks.delete(arm);
  const least = ours ? await toldOneByOne(frames) : frames;
  if (count < least) throw new Error(`${count} messages for ${frames} frames`);
  return result;
}

/** Tickers and trades; what changes in a book between two turns of the flow is told in one message. */
async function toldOneByOne(frames: number): Promise<number> {
  const recorded = (await recordedFrames()).filter(({ frame }) => frame['type'] !== 'subscriptions');
  const single = recorded.map(({ frame }) => frame['type'] === 'ticker' || frame['type'] === 'match');
  const inAll = single.filter(Boolean).length;
  const inPart = single.slice(0, frames % single.length).filter(Boolean).length;
  return Math.floor(frames / single.length) * inAll + inPart;
}

async function main(): Promise<void> {
  const red = await startEmbedded({
    flows: flowsFor(await recordedProducts()),
    credentials: {
      account: {
        coinbaseAccountKey: key,
        coinbaseAccountSecret: secret,
        coinbaseAccountPassphrase: passphrase,
      },
    },
  });
  answerJobs((job) => hear(red, job));
}

void main();
