/** Two arms that hear a feed: `ws` and JSON.parse alone, and the feed of this package with every check. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openConnection } from '../../../nodes/lib/api';
import { answerJobs, type Job, type Measured, type ServerAddress } from '../protocol';
import { LAST } from './last';
import { playThrough } from './play';
import { recordedProducts } from './products';

const { rest } = JSON.parse(process.argv[2] ?? '{}') as ServerAddress;

async function bare({ requests: frames, perSecond }: Job): Promise<Measured> {
  let socket: WebSocket | undefined;
  const listen = async (): Promise<{ heard: Promise<void> }> => {
    const opened = new WebSocket(`${rest.replace(/^http/, 'ws')}/bare`, { perMessageDeflate: false });
    socket = opened;
    const heard = new Promise<void>((resolve) => {
      opened.on('message', (data: Buffer) => {
        const { product_id } = JSON.parse(data.toString()) as { product_id?: unknown };
        if (product_id === LAST) resolve();
      });
    });
    await once(opened, 'open');
    return { heard };
  };
  const result = await playThrough(rest, { path: '/bare', frames, perSecond }, listen);
  socket?.terminate();
  return result;
}

/** Ticker, trades and book of every product, each with a listener that only counts. */
async function checked({ requests: frames, perSecond }: Job): Promise<Measured> {
  const connection = openConnection({
    origin: rest,
    credential: undefined,
    limiter: 'off',
    environment: 'local-sandbox',
  });
  const products = await recordedProducts();
  let count = 0;
  const state = (): void => undefined;
  const counting = { state, data: () => void (count += 1) };
  const listen = async (): Promise<{ heard: Promise<void> }> => {
    for (const product of products) {
      connection.feed.book(product, counting);
      connection.feed.trades(product, counting);
      connection.feed.ticker(product, counting);
    }
    const heard = new Promise<void>((resolve) =>
      connection.feed.ticker(LAST, { state, data: () => resolve() }),
    );
    return { heard };
  };
  const result = await playThrough(rest, { path: '/', frames, perSecond }, listen);
  if (count < frames * 0.99) throw new Error(`${frames - count} frames were not told`);
  await connection.release();
  return result;
}

answerJobs((job) => (job.arm === 'bare' ? bare(job) : checked(job)));
