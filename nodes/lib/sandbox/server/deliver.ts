import type { ServerResponse } from 'node:http';
import type { SandboxFault } from '../faults';
import type { Reply } from './reply';
import { resetSocket } from './reset-socket';

/** How an answer goes onto the wire when it does not go as it should. */
export type Delivery = Exclude<SandboxFault, { readonly kind: 'answer' }>;

/** Writes an answer wrongly. @param headers of the right one, its Content-Length included. */
export function deliverWrongly(
  response: ServerResponse,
  { status, body }: Reply,
  headers: Readonly<Record<string, string | number>>,
  delivery: Delivery,
): void {
  const { socket } = response;
  const whole = Buffer.from(body);
  switch (delivery.kind) {
    case 'reset':
      if (socket) resetSocket(socket);
      return;
    case 'silence':
      return;
    case 'slow':
      response.writeHead(status, headers);
      trickle(response, whole, delivery);
      return;
    case 'cut':
      return sendRaw(response, status, headers, [whole.subarray(0, delivery.bytes)]);
    case 'wrong-length':
      return sendRaw(response, status, { ...headers, 'Content-Length': whole.length + delivery.by }, [whole]);
    case 'duplicate':
      return sendRaw(response, status, headers, [whole, head(status, headers), whole]);
  }
}

/** Straight to the socket, because Node checks what it sends itself; the connection ends with it. */
function sendRaw(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  parts: readonly (Buffer | string)[],
): void {
  const { socket } = response;
  if (!socket) return;
  socket.write(head(status, headers));
  for (const part of parts) socket.write(part);
  socket.end();
}

function head(status: number, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n`;
}

function trickle(
  response: ServerResponse,
  body: Buffer,
  { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number },
): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + bytes));
    sent += bytes;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  timer.unref();
  response.once('close', () => clearInterval(timer));
}
