/** The two arms that hear a feed: `ws` and JSON.parse alone, and the feed of this package with every check. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openConnection } from '../../nodes/lib/api';
import { recordedFrames } from '../lib/sandbox/feed/recorded-frames';
import { LAST } from './feed-last';
import { answerJobs, type Job, type Measured, type ServerAddress } from './protocol';

const { rest } = JSON.parse(process.argv[2] ?? '{}') as ServerAddress;
const feed = rest.replace(/^http/, 'ws');

/** Has frames played, and measures until `heard` is told that all came. */
async function measured(job: Job, heard: Promise<void>): Promise<Measured> {
  const control = new WebSocket(`${feed}/control`);
  await once(control, 'open');
  const cpu = process.cpuUsage();
  const begin = process.hrtime.bigint();
  control.send(JSON.stringify({ type: 'play', frames: job.requests }));
  await heard;
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const used = process.cpuUsage(cpu);
  control.terminate();
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}

async function bare(job: Job): Promise<Measured> {
  const socket = new WebSocket(feed, { perMessageDeflate: false });
  await once(socket, 'open');
  const heard = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const { product_id } = JSON.parse(data.toString()) as { product_id?: unknown };
      if (product_id === LAST) resolve();
    });
  });
  const result = await measured(job, heard);
  socket.terminate();
  return result;
}

/** Ticker, trades and book of every product, each with a listener that only counts. */
async function checked(job: Job): Promise<Measured> {
  const connection = openConnection({
    origin: rest,
    credential: undefined,
    limiter: 'off',
    environment: 'local-sandbox',
  });
  let all = (): void => undefined;
  const heard = new Promise<void>((resolve) => (all = resolve));
  let count = 0;
  const state = (): void => undefined;
  const counting = { state, data: () => void (count += 1) };
  for (const product of await products()) {
    connection.feed.book(product, counting);
    connection.feed.trades(product, counting);
    connection.feed.ticker(product, counting);
  }
  connection.feed.ticker(LAST, { state, data: () => all() });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const result = await measured(job, heard);
  if (count < job.requests * 0.99) throw new Error(`${job.requests - count} frames were not told`);
  await connection.release();
  return result;
}

async function products(): Promise<ReadonlySet<string>> {
  const named = (await recordedFrames()).map(({ frame }) => frame['product_id']);
  return new Set(named.filter((id) => typeof id === 'string'));
}

answerJobs((job) => (job.arm === 'bare' ? bare(job) : checked(job)));
