import assert from 'node:assert/strict';
import { openConnection, type Connection, type ConnectionOptions } from '../../../../nodes/lib/api';
import { virtualClock, type VirtualClock } from '../virtual-clock';
import { settled, startFeedServer, type Client, type FeedServer, type FeedServerParts } from './feed-server';

/** A client of feeds on a clock that moves when told, and a server that lets it lose what a test wants. */
export interface LosingBench {
  /** The server may be replaced. */
  server: FeedServer;
  readonly connection: Connection;
  readonly clock: VirtualClock;
  /** The client's latest socket, as the server sees it. */
  last(): Client;
  /** Moves the clock by seconds, and lets sockets have their turn after each. */
  pass(seconds: number, each?: () => void): Promise<void>;
  /** So much time passes for the client in which it does nothing: neither timers nor sockets have their turn. */
  stall(ms: number): void;
  close(): Promise<void>;
}

export async function openLosingBench(
  parts: FeedServerParts,
  more: Partial<ConnectionOptions> = {},
): Promise<LosingBench> {
  const clock = virtualClock();
  let stalledMs = 0;
  const server = await startFeedServer(parts);
  const connection = openConnection({
    origin: server.origin,
    credential: undefined,
    limiter: 'off',
    environment: 'local-sandbox',
    clock: {
      ...clock,
      now: () => clock.now() + stalledMs,
      elapsed: () => clock.elapsed() + stalledMs,
    },
    random: () => 1,
    ...more,
  });
  const bench: LosingBench = {
    server,
    connection,
    clock,
    last: () => bench.server.clients.at(-1) ?? assert.fail('nobody is there'),
    async pass(seconds, each) {
      for (let second = 0; second < seconds; second += 1) {
        each?.();
        await clock.advance(1000);
        await settled();
      }
    },
    stall(ms) {
      stalledMs += ms;
    },
    async close() {
      await connection.release();
      await clock.advance(1000);
      await bench.server.close();
    },
  };
  return bench;
}
