import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ChooseFeedFault, FeedCounts, FeedFaultNow } from '../feed-faults';
import { createBucket } from '../server/rate-limits';
import { refuse, type Reply } from '../server/reply';
import type { SandboxClock } from '../types';
import type { Conversation } from './face';
import { POLICY } from './fault-line';
import { FeedSession } from './session';
import { Tally } from './tally';

/** A subscribe to every product of an exchange fits; `Message too big` for more. */
const MOST_MESSAGE_BYTES = 128 * 1024;

/** Only a snapshot is worth the work. */
const LEAST_DEFLATED_BYTES = 4096;

/** A client that has not said what it wants by then is sent away. */
const FIRST_MESSAGE_MS = 5000;

/** How often clients that were told to go are looked after. */
const LOOK_MS = 1000;

export interface DoorOptions {
  readonly clock: SandboxClock;
  /** Whether clients that send too much are sent away. */
  readonly limits: boolean;
  readonly choose?: ChooseFeedFault | undefined;
  /** Where to turn for a path of this server and a client's first message. */
  readonly converse: (session: FeedSession, path: string, first: unknown) => Conversation;
  /** Called when the first client comes, and when the last one is gone. */
  readonly busy?: (isBusy: boolean) => void;
}

/** Lets clients in, brings each to whom it wants to speak to, and out again. */
export class Door {
  readonly #options: DoorOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_MESSAGE_BYTES,
    // Without its own context for each message there would be no threshold.
    perMessageDeflate: { threshold: LEAST_DEFLATED_BYTES, serverNoContextTakeover: true },
    // A half-open connection answers none.
    autoPong: false,
  });
  readonly #sessions = new Set<FeedSession>();
  #tally = new Tally();
  #closedUntil: { readonly time: number; readonly status: number } | undefined;
  #stopLooking: (() => void) | undefined;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  get counts(): FeedCounts {
    return this.#tally.counts(this.#sessions.size);
  }

  get sessions(): Iterable<FeedSession> {
    return this.#sessions;
  }

  /** Turns a client away. */
  refuse(reply: Reply): Reply {
    this.#tally.refused += 1;
    return reply;
  }

  /**
   * Lets a client in, unless a fault keeps the door closed: then the answer that it is to get.
   * @param head what it has sent already.
   */
  admit(request: IncomingMessage, socket: Duplex, head: Buffer): Reply | undefined {
    const { clock, choose } = this.#options;
    if (this.#closedUntil && clock.now() < this.#closedUntil.time)
      return this.refuse(refuse(this.#closedUntil.status, 'no new connections for now'));
    const path = pathOf(request);
    const address = request.socket.remoteAddress ?? '';
    this.#server.handleUpgrade(request, socket, head, (client) => {
      const session = new FeedSession(client, socket, { address, tally: this.#tally, choose });
      this.#welcome(session, path);
    });
    return undefined;
  }

  fault(fault: FeedFaultNow): void {
    if (fault.kind === 'refuse') {
      this.#closedUntil = { time: this.#options.clock.now() + fault.ms, status: fault.status ?? 503 };
      return;
    }
    const { afterFrames, ...what } = fault;
    for (const session of this.#sessions) session.inject(what, afterFrames);
  }

  /** Everybody goes. */
  clear(code: number, reason: string): void {
    for (const session of this.#sessions) session.close(code, reason);
  }

  /** Forgets what it has counted, and lets clients in again. */
  reset(): void {
    this.#tally = new Tally();
    this.#closedUntil = undefined;
  }

  #welcome(session: FeedSession, path: string): void {
    let talk: Conversation | undefined;
    const { clock, limits, converse } = this.#options;
    const isTooMuch = limits ? messageLimit(() => clock.now()) : () => false;
    const stopWaiting = clock.every(FIRST_MESSAGE_MS, () => {
      stopWaiting();
      session.close(POLICY, 'no subscribe within 5 s');
    });
    this.#sessions.add(session);
    if (this.#sessions.size === 1) this.#open();
    session.onMessage((message) => {
      stopWaiting();
      if (isTooMuch()) return session.close(POLICY, 'ErrSlowRead');
      talk ??= converse(session, path, message);
      talk.hear(message);
    });
    session.onClose(() => {
      stopWaiting();
      talk?.end();
      this.#sessions.delete(session);
      if (this.#sessions.size === 0) this.#rest();
    });
  }

  #open(): void {
    this.#stopLooking = this.#options.clock.every(LOOK_MS, () => {
      for (const session of this.#sessions) session.look();
    });
    this.#options.busy?.(true);
  }

  #rest(): void {
    this.#stopLooking?.();
    this.#options.busy?.(false);
  }
}

/** Without the query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

/**
 * Of one client: 100 messages a second, and 1,000 at once that fill up again by 10 a second. The exchange's page states
 * both.
 */
function messageLimit(now: () => number): () => boolean {
  const buckets = [createBucket(100, 100), createBucket(10, 1000)];
  return () => buckets.map((bucket) => bucket.take(now())).includes(false);
}
