import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createExchangeCredential, type Credential } from '../../../nodes/lib/signer';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** The raw request target. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Loopback {
  readonly origin: string;
  readonly port: number;
  readonly seen: Seen[];
  /** How often connections were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export type Answer = (seen: Seen, response: ServerResponse, socket: Socket) => void;

/** A real HTTP server on loopback that answers as the test says; hands over the socket for answers that are none. */
export async function startLoopback(answer: Answer): Promise<Loopback> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        target: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(one, response, request.socket);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A port of this machine on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await startLoopback(() => undefined);
  await server.close();
  return server.port;
}

/** A credential of the test's own; its secret is the bytes 0 to 63. */
export function testCredential(): Credential {
  const result = createExchangeCredential({
    key: '0123456789abcdef0123456789abcdef',
    secret: Buffer.from(Array.from({ length: 64 }, (_, index) => index)).toString('base64'),
    passphrase: 'passphrase1',
  });
  if (!result.ok) throw new Error('the test credential is broken');
  return result.credential;
}
