/** Plays recorded frames, as fast as they are read, to the newest client of a feed; a process of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { renumbered, type RecordedFrame } from '../../nodes/lib/sandbox';
import { exchangeServer } from '../lib/api/feed/exchange-server';
import type { Sent } from '../lib/api/feed/feed-server';
import { recordedFrames } from '../lib/sandbox/feed/recorded-frames';
import { LAST } from './feed-last';

const MOST_AHEAD_BYTES = 1024 * 1024;

function* again(frames: readonly RecordedFrame[], times: number): Generator<RecordedFrame> {
  for (let time = 0; time < times; time += 1)
    for (const one of frames) if (one.frame['type'] !== 'subscriptions') yield one;
}

async function main(): Promise<void> {
  const texts: Buffer[] = [];
  for await (const { frame } of renumbered(again(await recordedFrames(), 20)))
    texts.push(Buffer.from(JSON.stringify(frame)));
  let sequence = 0;
  const play = async (socket: WebSocket, count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += 1) {
      socket.send(texts[sent % texts.length] as Buffer, { binary: false });
      while (socket.bufferedAmount > MOST_AHEAD_BYTES) await new Promise(setImmediate);
    }
    sequence += 1;
    socket.send(JSON.stringify({ type: 'ticker', product_id: LAST, price: '1', sequence, time: '' }));
  };
  const { hear } = exchangeServer();
  let newest: WebSocket | undefined;
  const server = createServer();
  const feeds = new WebSocketServer({ server, perMessageDeflate: false });
  feeds.on('connection', (socket, request) => {
    socket.on('error', () => undefined);
    if (request.url !== '/control') newest = socket;
    const client = {
      path: request.url ?? '',
      headers: request.headers,
      sent: [],
      open: true,
      send: (...frames: readonly unknown[]) => frames.forEach((frame) => socket.send(JSON.stringify(frame))),
      cut: () => socket.terminate(),
      close: () => socket.close(),
      freeze: () => undefined,
    };
    socket.on('message', (data: Buffer) => {
      const sent = JSON.parse(data.toString()) as Sent;
      if (sent['type'] === 'play' && newest) void play(newest, Number(sent['frames']));
      else hear(client, sent);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ rest: `http://127.0.0.1:${port}`, key: '', secret: '', passphrase: '' });
  });
  process.once('disconnect', () => process.exit(0));
}

void main();
