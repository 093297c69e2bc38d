/**
 * Two flows in one real Node-RED that hear a feed: market data with every check, and what a user would do instead, the
 * core `websocket in` and `json`.
 */
import { recordedFrames } from '../../lib/sandbox/feed/recorded-frames';
import { startEmbedded, type EmbeddedNodeRed } from '../embedded-node-red';
import { answerJobs, type Job, type Measured, type ServerAddress } from '../protocol';
import { CORE_PATH, credentialsFor, flowsFor } from './flows';
import { LAST } from './last';
import { playThrough } from './play';
import { recordedProducts } from './products';

const server = JSON.parse(process.argv[2] ?? '{}') as ServerAddress;
const { rest } = server;

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

/**
 * Each trade and its ticker. The tickers that the recording begins with are news the first time alone, and what changes
 * in a book between two turns of the flow is told in one message.
 */
async function toldOneByOne(frames: number): Promise<number> {
  const recorded = (await recordedFrames()).filter(({ frame }) => frame['type'] !== 'subscriptions');
  const trades = recorded.map(({ frame }) => frame['type'] === 'match');
  const inAll = trades.filter(Boolean).length;
  const inPart = trades.slice(0, frames % trades.length).filter(Boolean).length;
  return 2 * (Math.floor(frames / trades.length) * inAll + inPart);
}

async function main(): Promise<void> {
  const red = await startEmbedded({
    flows: flowsFor(rest, await recordedProducts()),
    credentials: credentialsFor(server),
  });
  answerJobs((job) => hear(red, job));
}

void main();
