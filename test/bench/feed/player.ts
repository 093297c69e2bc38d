/** Plays recorded frames to the newest client of a path; a process of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { renumbered, type RecordedFrame } from '../../../nodes/lib/sandbox';
import { exchangeServer } from '../../lib/api/feed/exchange-server';
import type { Sent } from '../../lib/api/feed/feed-server';
import { recordedFrames } from '../../lib/sandbox/feed/recorded-frames';
import { LAST } from './last';
import type { Play } from './play';

const MOST_AHEAD_BYTES = 1024 * 1024;
/** So many times the recording is made ready beforehand, about 200,000 frames; what goes on longer is made meanwhile. */
const READY = 20;
/** A slice of time of a paced play, milliseconds. */
const SLICE_MS = 10;
/** A client that asked for nothing more for so long has asked for everything, milliseconds. */
const QUIET_MS = 300;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function* endless(frames: readonly RecordedFrame[]): Generator<RecordedFrame> {
  for (;;) for (const one of frames) if (one.frame['type'] !== 'subscriptions') yield one;
}

/** The texts of the frames in their order, endlessly: those of the recording again and again, renumbered. */
class Texts {
  readonly #ready: Buffer[] = [];
  readonly #more: AsyncIterator<RecordedFrame>;

  constructor(frames: readonly RecordedFrame[]) {
    this.#more = renumbered(endless(frames))[Symbol.asyncIterator]();
  }

  async prepare(count: number): Promise<void> {
    while (this.#ready.length < count) this.#ready.push(await this.#next());
  }

  /** The n-th, counted from 0; past those that are ready, one after the other. */
  at(n: number): Buffer | Promise<Buffer> {
    return this.#ready[n] ?? this.#next();
  }

  async #next(): Promise<Buffer> {
    const { value } = (await this.#more.next()) as IteratorYieldResult<RecordedFrame>;
    return Buffer.from(JSON.stringify(value.frame));
  }
}

let ends = 0;

async function play(
  socket: WebSocket,
  texts: Texts,
  { frames, perSecond = Infinity, tellEach = Infinity }: Play,
  tell: (sent: number) => void,
): Promise<void> {
  const began = performance.now();
  for (let sent = 0; sent < frames; sent += 1) {
    const text = texts.at(sent);
    socket.send(Buffer.isBuffer(text) ? text : await text, { binary: false });
    while (socket.bufferedAmount > MOST_AHEAD_BYTES) await new Promise(setImmediate);
    if ((sent + 1) % tellEach === 0) tell(sent + 1);
    const due = began + (sent / perSecond) * 1000;
    while (performance.now() < due) await pause(SLICE_MS);
  }
  ends += 1;
  socket.send(JSON.stringify({ type: 'ticker', product_id: LAST, price: '1', sequence: ends, time: '' }));
}

async function main(): Promise<void> {
  const recorded = await recordedFrames();
  const texts = new Texts(recorded);
  await texts.prepare(recorded.length * READY);
  const { hear } = exchangeServer();
  const server = createServer();
  const feeds = new WebSocketServer({ server, perMessageDeflate: false });
  const newest = new Map<string, WebSocket>();
  let askedAt = 0;
  feeds.on('connection', (socket, { url = '', headers }) => {
    socket.on('error', () => undefined);
    const client = {
      path: url,
      headers,
      sent: [],
      open: true,
      send: (...frames: readonly unknown[]) => frames.forEach((frame) => socket.send(JSON.stringify(frame))),
      cut: () => socket.terminate(),
      close: () => socket.close(),
      sendPart: () => undefined,
      freeze: () => undefined,
    };
    socket.on('close', () => newest.get(url) === socket && newest.delete(url));
    // A feed is there once it has asked for the product that ends a play; any other client as soon as it is open.
    if (url !== '/' && url !== '/control') newest.set(url, socket);
    socket.on('message', (data: Buffer) => {
      const sent = JSON.parse(data.toString()) as Sent | Play | 'count';
      if (sent === 'count') return socket.send(String(feeds.clients.size - 1));
      if (url === '/control') return void begin(socket, sent as Play);
      hear(client, sent as Sent);
      askedAt = performance.now();
      if ((sent as Sent)['type'] === 'subscribe' && data.includes(LAST)) newest.set(url, socket);
    });
  });
  const begin = async (control: WebSocket, asked: Play): Promise<void> => {
    // Who was there before is about to go.
    newest.delete(asked.path);
    control.send('prepare');
    while (!newest.has(asked.path) || performance.now() - askedAt < QUIET_MS) await pause(20);
    control.send('begins');
    await play(newest.get(asked.path) as WebSocket, texts, asked, (sent) => control.send(String(sent)));
  };
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    const secret = Buffer.alloc(64, 7).toString('base64');
    process.send?.({ rest: `http://127.0.0.1:${port}`, key: 'a-key', secret, passphrase: 'a-phrase' });
  });
  process.once('disconnect', () => process.exit(0));
}

void main();
