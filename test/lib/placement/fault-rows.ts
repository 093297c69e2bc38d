import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { OrderIntent } from '../../../nodes/lib/rules/orders';
import { json } from '../api/loopback';

export const intent: OrderIntent = {
  client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  funds: '25',
};

/** The exchange's answer to it. */
export const order = {
  id: 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  status: 'pending',
  settled: false,
  filled_size: '0',
  fill_fees: '0',
  created_at: '2026-01-01T00:00:00.000Z',
};

export type Fault = (response: ServerResponse, socket: Socket, orders: number) => void;

/** One way in which an answer to an order can come, and what follows from it. */
export interface Row {
  readonly name: string;
  readonly fault: Fault;
  /** What one send proves. */
  readonly verdict: 'accepted' | 'refused' | 'unknown';
  readonly code?: string;
  /** What the placement ends with; the order's id for an accepted one. */
  readonly final: string;
  readonly sends: number;
  readonly timeoutMs?: number;
}

const html =
  (status: number): Fault =>
  (response) => {
    response
      .writeHead(status, { 'content-type': 'text/html' })
      .end('<html><body><h1>Hello</h1> there</body></html>');
  };
const says =
  (status: number, message: string): Fault =>
  (response) =>
    json(response, status, { message });

const unknown = { verdict: 'unknown', final: 'ORDER_UNRESOLVED', sends: 1 } as const;
const refused = (code: string) => ({ verdict: 'refused', code, final: code, sends: 1 }) as const;

export const rows: readonly Row[] = [
  {
    name: '200 with the order',
    fault: (response) => json(response, 200, order),
    verdict: 'accepted',
    final: order.id,
    sends: 1,
  },
  {
    name: 'a reset after the body',
    fault: (_r, socket) => socket.resetAndDestroy(),
    ...unknown,
    code: 'NETWORK',
  },
  {
    name: 'an end of the connection after the body',
    fault: (_r, socket) => socket.end(),
    ...unknown,
    code: 'NETWORK',
  },
  { name: 'no answer at all', fault: () => undefined, ...unknown, code: 'TIMEOUT', timeoutMs: 600 },
  {
    name: 'headers without an end',
    fault: (_r, socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le'),
    ...unknown,
    code: 'TIMEOUT',
    timeoutMs: 600,
  },
  {
    name: '500 in JSON',
    fault: says(500, 'Internal Server Error.'),
    ...unknown,
    code: 'EXCHANGE_UNAVAILABLE',
  },
  { name: '502 from a proxy', fault: html(502), ...unknown, code: 'EXCHANGE_UNAVAILABLE' },
  { name: '503 in JSON', fault: says(503, 'under maintenance'), ...unknown, code: 'EXCHANGE_UNAVAILABLE' },
  { name: '504 from a proxy', fault: html(504), ...unknown, code: 'EXCHANGE_UNAVAILABLE' },
  {
    name: '429 in JSON, then room',
    fault: (response, socket, orders) =>
      (orders === 1 ? says(429, 'Private rate limit exceeded') : (r: ServerResponse) => json(r, 200, order))(
        response,
        socket,
        orders,
      ),
    verdict: 'refused',
    code: 'RATE_LIMITED',
    final: order.id,
    sends: 2,
  },
  {
    name: '429 in JSON for ever',
    fault: says(429, 'Private rate limit exceeded'),
    ...refused('RATE_LIMITED'),
    sends: 6,
  },
  { name: '429 from a proxy', fault: html(429), ...unknown, code: 'RATE_LIMITED' },
  { name: '200 in HTML', fault: html(200), ...unknown, code: 'RESPONSE_NOT_JSON' },
  { name: '403 in HTML', fault: html(403), ...unknown, code: 'RESPONSE_NOT_JSON' },
  { name: '400 in HTML', fault: html(400), ...unknown, code: 'RESPONSE_NOT_JSON' },
  {
    name: 'a body cut by a lost connection',
    fault: (r, socket) => {
      r.writeHead(200, { 'content-length': '500' });
      r.write('{"id":"d0c5');
      setImmediate(() => socket.destroy());
    },
    ...unknown,
    code: 'RESPONSE_CUT',
  },
  {
    name: 'a chunked body without its end',
    fault: (r, socket) => {
      r.writeHead(200);
      r.write(JSON.stringify(order));
      setImmediate(() => socket.destroy());
    },
    ...unknown,
    code: 'RESPONSE_CUT',
  },
  {
    name: 'a length that is too small',
    fault: (_r, socket) =>
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n${JSON.stringify(order)}`),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: 'a length that is too large',
    fault: (_r, socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n${JSON.stringify(order)}`),
    ...unknown,
    code: 'RESPONSE_CUT',
  },
  {
    name: '200 with nothing',
    fault: (response) => response.writeHead(200).end(),
    ...unknown,
    code: 'RESPONSE_EMPTY',
  },
  {
    name: '200 with JSON that is no order',
    fault: (response) => json(response, 200, { message: 'fine' }),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with null',
    fault: (response) => json(response, 200, null),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with an order for another product',
    fault: (response) => json(response, 200, { ...order, product_id: 'ETH-USD' }),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with an order for the other side',
    fault: (response) => json(response, 200, { ...order, side: 'sell' }),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with the order of another client order id',
    fault: (response) => json(response, 200, { ...order, client_oid: order.id }),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with a rejected order for another product',
    fault: (response) => json(response, 200, { ...order, product_id: 'ETH-USD', status: 'rejected' }),
    ...unknown,
    code: 'RESPONSE_NOT_JSON',
  },
  {
    name: '200 with an order that names neither',
    fault: (response) => json(response, 200, { id: order.id, status: 'pending' }),
    verdict: 'accepted',
    final: order.id,
    sends: 1,
  },
  {
    name: '307 to another host',
    fault: (response) => response.writeHead(307, { location: 'https://example.org/x?secret=1' }).end(),
    ...unknown,
    code: 'REDIRECT_REFUSED',
  },
  {
    name: 'something that is not HTTP',
    fault: (_r, socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    ...unknown,
    code: 'NETWORK',
  },
  {
    name: '200 with a rejected order',
    fault: (response) => json(response, 200, { ...order, status: 'rejected', reject_reason: 'post only' }),
    ...refused('ORDER_REFUSED'),
  },
  {
    name: '400 with the exchange’s words',
    fault: says(400, 'Insufficient funds'),
    ...refused('INSUFFICIENT_FUNDS'),
  },
  {
    name: '400 with words nobody knows',
    fault: says(400, 'You have too many orders'),
    ...refused('ORDER_REFUSED'),
  },
  {
    name: '400 without words',
    fault: (response) => json(response, 400, { error: 'x' }),
    ...unknown,
    code: 'ORDER_REFUSED',
  },
  { name: '401 for the signature', fault: says(401, 'invalid signature'), ...refused('SIGNATURE_REJECTED') },
  {
    name: '401 for the clock, for ever',
    fault: says(401, 'request timestamp expired'),
    ...refused('CLOCK_SKEW'),
    sends: 2,
  },
  { name: '403 with the exchange’s words', fault: says(403, 'Forbidden'), ...refused('PERMISSION_DENIED') },
  { name: '404 with the exchange’s words', fault: says(404, 'NotFound'), ...refused('NOT_FOUND') },
  {
    name: '409, a status the exchange does not use',
    fault: says(409, 'conflict'),
    ...unknown,
    code: 'ORDER_REFUSED',
  },
  {
    name: 'an answer of more than 8 MiB',
    fault: (response) => {
      response.writeHead(200);
      response.end(`"${'x'.repeat(9 * 1024 * 1024)}"`);
    },
    ...unknown,
    code: 'RESPONSE_TOO_LARGE',
  },
];
