import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { ChooseFeedFault, FeedCounts, FeedFaultNow } from '../../feed-faults';
import { realClock } from '../../server/clock';
import { createListener } from '../../server/listener';
import { sandboxKey } from '../../server/keys';
import { issueKeys } from '../../server/profiles';
import { refuse } from '../../server/reply';
import type { SandboxClock, SandboxKey } from '../../types';
import { Door } from '../door';
import { GOING_AWAY } from '../fault-line';
import type { RecordedFrame } from './frames';
import { RecordedFeed } from './recorded-feed';

const LOOPBACK = '127.0.0.1';

/** A player that plays as fast as it can waits while a client has more than this to read. Bytes. */
const MOST_AHEAD_BYTES = 1024 * 1024;

/** A client that does not answer a close frame is cut off after so long. */
const CLOSE_MS = 500;

/** Frames after which the sockets get their turn. */
const FRAMES_A_TURN = 64;

export interface FramePlayerOptions {
  /** 0 for a free port, the default. */
  readonly port?: number;
  /** Of the key; default 1: the same key as a sandbox's with that seed. */
  readonly seed?: number;
  readonly clock?: SandboxClock;
  /** Product ids that can be subscribed to; default any. */
  readonly products?: readonly string[];
  readonly feedFaults?: ChooseFeedFault;
}

/** A server that speaks like an Exchange feed and says what was recorded. */
export interface FramePlayer extends SandboxKey {
  /** `ws://127.0.0.1:PORT`. There is no REST. */
  readonly feed: string;
  /**
   * Sends frames, in order, to whoever has subscribed to their product and channel; acknowledgements are its own. Resolves
   * with how many there were, whether anybody heard them or not.
   * @param speed times as fast as recorded; default Infinity: as fast as the clients read.
   */
  play(frames: AsyncIterable<RecordedFrame> | Iterable<RecordedFrame>, speed?: number): Promise<number>;
  feedFault(fault: FeedFaultNow): void;
  feedCounts(): FeedCounts;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Starts a {@link FramePlayer}; resolves when it listens. */
export async function openFramePlayer(options: FramePlayerOptions = {}): Promise<FramePlayer> {
  const { port = 0, seed = 1, clock = realClock, products, feedFaults } = options;
  const issued = issueKeys(seed, [{ name: 'default', permissions: ['view', 'trade'] }]);
  const ring = new Map(issued.map((key) => [key.credential.key, key]));
  const feed = new RecordedFeed(ring, () => clock.now(), products && new Set(products));
  const door = new Door({
    clock,
    limits: false,
    choose: feedFaults,
    converse: (session) => feed.open(session),
  });
  const server = createListener(() => refuse(404, 'Only the feed is here'), {
    upgrade: (request, socket, head) => door.admit(request, socket, head),
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  let closing: Promise<void> | undefined;
  const { key, secret, passphrase } = sandboxKey(seed);
  return {
    key,
    secret,
    passphrase,
    feed: `ws://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    play: (frames, speed = Infinity) => play(feed, frames, speed, clock),
    feedFault: (fault) => door.fault(fault),
    feedCounts: () => door.counts,
    close: () => (closing ??= close(server, door)),
  };
}

async function play(
  feed: RecordedFeed,
  frames: AsyncIterable<RecordedFrame> | Iterable<RecordedFrame>,
  speed: number,
  clock: SandboxClock,
): Promise<number> {
  const start = clock.now();
  let first: number | undefined;
  let count = 0;
  for await (const { received_at: at, frame } of frames) {
    first ??= at;
    const dueMs = start + ((at - first) * 1000) / speed;
    if (dueMs > clock.now()) await pause(clock, dueMs - clock.now());
    feed.tell(frame);
    count += 1;
    if (count % FRAMES_A_TURN > 0) continue;
    do await setImmediate();
    while (feed.sessions.some((session) => session.waiting > MOST_AHEAD_BYTES));
  }
  return count;
}

function close(server: Server, door: Door): Promise<void> {
  door.clear(GOING_AWAY, 'the player closes');
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const session of door.sessions) session.cut();
    }, CLOSE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function pause(clock: SandboxClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.every(ms, () => {
      stop();
      resolve();
    });
  });
}
