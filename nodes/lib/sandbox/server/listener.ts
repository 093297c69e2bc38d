import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ReceivedRequest } from '../../signer';
import { deliverWrongly } from './deliver';
import { refuse, type Reply } from './reply';
import type { TlsPair } from './tls-files';

/** Longest body that is read; an order is a few hundred bytes. */
export const MOST_BODY_BYTES = 64 * 1024;

/** How much of a body that is too long is still taken, so that the sender can read why. */
const MOST_DRAINED_BYTES = 16 * 1024 * 1024;

/** What every answer carries; the exchange lets web pages read its answers and page cursors. */
const COMMON_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'cb-before, cb-after, cb-gdpr',
} as const;

/** Answers a request that arrived whole. */
export type Respond = (received: ReceivedRequest, address: string) => Reply;

/** Takes a client that asks for a WebSocket, or gives the answer that turns it away. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => Reply | undefined;

/** How long a client may take. Milliseconds. */
export interface Patience {
  /** For the head of a request. */
  readonly headersMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** Between requests on one connection. */
  readonly idleMs: number;
  /** How often the two first are looked at. */
  readonly checkEveryMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 15_000, idleMs: 60_000, checkEveryMs: 2_000 };

export interface ListenerOptions {
  readonly tls?: TlsPair | undefined;
  readonly patience?: Patience;
  readonly upgrade?: Upgrade;
}

/**
 * A server that reads whole requests, with limits on size and time, and writes answers. Not yet listening.
 * @param how `tls` makes it speak https alone; `upgrade` takes WebSockets.
 */
export function createListener(
  respond: Respond,
  { tls, patience = PATIENCE, upgrade }: ListenerOptions = {},
): Server {
  const limits = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.idleMs,
    connectionsCheckingInterval: patience.checkEveryMs,
  };
  const hear: RequestListener = (request, response) => receive(request, response, respond);
  const server = tls
    ? createSecureServer({ ...limits, ...tls, handshakeTimeout: patience.headersMs }, hear)
    : createServer(limits, hear);
  // For a client that takes no answer: nothing has moved on its socket for this long.
  server.timeout = patience.requestMs + patience.idleMs;
  server.on('clientError', answerNonsense);
  if (upgrade)
    server.on('upgrade', (request, socket, head) => takeOver(request, socket, head, hear, upgrade));
  return server;
}

/** Every offer of an upgrade ends up here, and Node reads no further. */
function takeOver(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  hear: RequestListener,
  upgrade: Upgrade,
): void {
  socket.on('error', () => socket.destroy());
  const isSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
  const reply = isSocket ? upgrade(request, socket, head) : unreadBody(request);
  if (isSocket && !reply) return;
  // Another upgrade is not taken, as HTTP allows: the request is answered as any other.
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.on('finish', () => socket.end());
  if (reply) write(response, reply);
  else hear(request, response);
}

function unreadBody(request: IncomingMessage): Reply | undefined {
  return hasBody(request)
    ? refuse(400, 'The sandbox takes no body with the header Upgrade: send it without that header')
    : undefined;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function receive(request: IncomingMessage, response: ServerResponse, respond: Respond): void {
  response.on('error', () => response.destroy());
  request.on('error', () => response.destroy());
  if (!hasBody(request)) {
    write(response, answer(request, '', respond));
    return;
  }
  readBody(request, (body) => {
    if (body === undefined) response.shouldKeepAlive = false;
    write(response, body === undefined ? tooLarge() : answer(request, body, respond));
  });
}

/**
 * Calls back once: with the text, or with undefined when it is too long. A body that is too long is read to its end
 * and thrown away, because a client that is cut off in the middle of sending never sees the answer; one that does not
 * come to an end is cut off all the same.
 */
function readBody(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const hear = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= MOST_BODY_BYTES) chunks.push(chunk);
    if (length <= MOST_DRAINED_BYTES) return;
    request.off('data', hear).off('end', finish);
    done(undefined);
  };
  const finish = (): void => {
    if (length > MOST_BODY_BYTES) return done(undefined);
    done(chunks.length === 1 && chunks[0] ? chunks[0].toString() : Buffer.concat(chunks).toString());
  };
  request.on('data', hear);
  request.on('end', finish);
}

function tooLarge(): Reply {
  return refuse(413, `The request's body is larger than ${MOST_BODY_BYTES} bytes`);
}

function answer(request: IncomingMessage, body: string, respond: Respond): Reply {
  const { method = '', url = '', headers } = request;
  const received = { method, path: originForm(url), body, headers };
  try {
    return respond(received, request.socket.remoteAddress ?? '');
  } catch {
    return refuse(500, 'Internal Server Error.');
  }
}

/** A proxy-style target (`http://host/path`) as its path; any other as it is. */
function originForm(target: string): string {
  const slash = /^https?:\/\/[^/?#]*/i.exec(target)?.[0].length;
  if (slash === undefined) return target;
  const rest = target.slice(slash);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function write(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  const { status, body, delivery } = reply;
  const headers = { ...COMMON_HEADERS, ...reply.headers, 'Content-Length': Buffer.byteLength(body) };
  if (delivery) return deliverWrongly(response, reply, headers, delivery);
  response.writeHead(status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** What is not HTTP at all: answered once where the socket still takes it, then closed. */
function answerNonsense(error: NodeJS.ErrnoException, socket: Socket | import('node:stream').Duplex): void {
  // Where TLS failed, plain HTTP for one, the other side could not read an answer.
  if (error.code === 'ECONNRESET' || error.code?.startsWith('ERR_SSL') || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = NONSENSE[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({ message: status.slice(4) });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const NONSENSE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
