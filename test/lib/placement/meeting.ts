import assert from 'node:assert/strict';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { json, startLoopback, testCredential, type Answer, type Loopback } from '../api/loopback';
import type { Fault } from './fault-rows';

/** A loopback server and a connection to it, for one test. */
export interface Meeting {
  readonly server: Loopback;
  readonly connection: Connection;
  end(): Promise<void>;
}

export async function meet(answer: Answer): Promise<Meeting> {
  const server = await startLoopback(answer);
  const connection = openConnection({ origin: server.origin, credential: testCredential(), limiter: 'off' });
  return {
    server,
    connection,
    async end() {
      await connection.release();
      await server.close();
    },
  };
}

/** A server that has a fault at each order, tells the time and knows no order. */
export async function meetFault(fault: Fault): Promise<Meeting> {
  const meeting = await meet((seen, response, socket) => {
    if (seen.method === 'POST') fault(response, socket, sends(meeting));
    else if (seen.target === '/time') json(response, 200, { epoch: Date.now() / 1000 });
    else json(response, 404, { message: 'NotFound' });
  });
  return meeting;
}

/** How often an order reached the server. */
export const sends = ({ server }: Meeting): number =>
  server.seen.filter(({ method }) => method === 'POST').length;

/** The error that the promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<CoinbaseError> {
  try {
    await promise;
  } catch (thrown) {
    return thrown as CoinbaseError;
  }
  throw new assert.AssertionError({ message: 'it should have failed' });
}
