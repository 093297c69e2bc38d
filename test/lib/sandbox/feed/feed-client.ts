import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>>;

/** A plain WebSocket client that keeps what it was sent. */
export interface FeedClient {
  readonly socket: WebSocket;
  /** Everything so far, parsed. */
  readonly messages: Message[];
  readonly send: (message: unknown) => void;
  /** The first message from now on, or one that came already and was not taken, of which this is true. Takes it and all before it. */
  readonly next: (wanted: (message: Message) => boolean) => Promise<Message>;
  /** Resolves when everything that the server had sent before has arrived. */
  readonly settle: () => Promise<void>;
  readonly closed: Promise<readonly [code: number, reason: string]>;
  readonly close: () => void;
}

/** Opens a socket, or rejects with `status` where it is turned away. */
export async function openFeed(url: string, options: ClientOptions = {}): Promise<FeedClient> {
  const socket = new WebSocket(url, options);
  const messages: Message[] = [];
  let taken = 0;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  socket.on('message', (data) => {
    messages.push(JSON.parse((data as Buffer).toString()) as Message);
    wake();
  });
  const closed = new Promise<readonly [number, string]>((resolve) => {
    socket.on('close', (code, reason) => {
      wake();
      resolve([code, reason.toString()]);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      reject(Object.assign(new Error('turned away'), { status: response.statusCode }));
      response.resume();
    });
  });
  socket.on('error', () => undefined);
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    next: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          for (let index = taken; index < messages.length; index += 1) {
            const message = messages[index];
            if (!message || !wanted(message)) continue;
            taken = index + 1;
            waiting.delete(look);
            return resolve(message);
          }
          if (socket.readyState !== WebSocket.CLOSED) return;
          waiting.delete(look);
          reject(
            new Error(`closed before it came; it had ${JSON.stringify(messages.slice(taken)).slice(0, 500)}`),
          );
        };
        waiting.add(look);
        look();
      }),
    settle: async () => {
      socket.ping();
      await once(socket, 'pong');
    },
    close: () => socket.terminate(),
  };
}

export const ofType =
  (type: string) =>
  (message: Message): boolean =>
    message['type'] === type;

export const inChannel =
  (channel: string) =>
  (message: Message): boolean =>
    message['channel'] === channel;
