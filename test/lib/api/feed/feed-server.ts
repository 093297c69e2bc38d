import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What a client sent. */
export type Sent = Readonly<Record<string, unknown>>;

/** One socket of a client, as the server sees it. */
export interface Client {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly sent: Sent[];
  readonly open: boolean;
  /** Sends each as JSON; text as it is. */
  send(...frames: readonly unknown[]): void;
  /** A part of one message; nothing else may be sent before its last one. */
  sendPart(text: string, last?: boolean): void;
  /** Ends the connection without a word. */
  cut(): void;
  close(code: number, reason: string): void;
  /** Half open: nothing goes out or comes in any more, and nobody is told. */
  freeze(): void;
}

export interface FeedServer {
  readonly origin: string;
  readonly port: number;
  readonly clients: Client[];
  /** Request targets of REST, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

export interface FeedServerParts {
  /** Called for each message of a client. */
  readonly hear?: (client: Client, sent: Sent) => void;
  readonly opened?: (client: Client) => void;
  /** Answers REST; undefined is a refusal, 404 by default. */
  readonly rest?: (target: string) => unknown;
  readonly refusal?: readonly [status: number, body: unknown];
  /** Answers the handshake with a status instead of a socket. */
  readonly refuse?: (path: string) => number | undefined;
  readonly port?: number;
}

/** A feed on loopback that does what a test says, with a REST API beside it. */
export async function startFeedServer(parts: FeedServerParts): Promise<FeedServer> {
  const [clients, asked, sockets]: [Client[], string[], Set<Socket>] = [[], [], new Set()];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.url ?? '');
    const body = parts.rest?.(request.url ?? '');
    const [status, refusal] = parts.refusal ?? [404, { message: 'NotFound' }];
    response.writeHead(body === undefined ? status : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? refusal));
  });
  const feeds = new WebSocketServer({ noServer: true });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('upgrade', (request, socket, head) => {
    const status = parts.refuse?.(request.url ?? '');
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\nLocation: http://127.0.0.1:1/\r\n\r\n`);
      return;
    }
    feeds.handleUpgrade(request, socket, head, (ws) => {
      const client = clientOf(ws, request, socket as Socket);
      clients.push(client);
      ws.on('message', (data: Buffer) => {
        const sent = JSON.parse(data.toString()) as Sent;
        client.sent.push(sent);
        parts.hear?.(client, sent);
      });
      parts.opened?.(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(parts.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    clients,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function clientOf(ws: WebSocket, request: IncomingMessage, socket: Socket): Client {
  let frozen = false;
  ws.on('error', () => undefined);
  return {
    path: request.url ?? '',
    headers: request.headers,
    sent: [],
    get open() {
      return ws.readyState === ws.OPEN;
    },
    send(...frames) {
      if (frozen) return;
      for (const frame of frames) ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    },
    sendPart: (text, last = false) => ws.send(text, { fin: last }),
    cut: () => socket.destroy(),
    close: (code, reason) => ws.close(code, reason),
    freeze() {
      frozen = true;
      socket.pause();
      socket.removeAllListeners('data');
    },
  };
}

/** Waits for a condition; the test's own time-out ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Lets what is under way over loopback arrive: a round of messages to a server and back. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
