import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { PaperExchange } from '../server/paper-exchange';
import type { IssuedKey } from '../server/profiles';
import { createBucket, RateLimits } from '../server/rate-limits';
import { refuse, type Reply } from '../server/reply';
import { AdvancedTradeFeed } from './advanced-trade/feed';
import { ExchangeFeed } from './exchange/feed';
import { BEATS, type Conversation, membersOf } from './face';
import { FeedSession, POLICY } from './session';

/** Where the feeds of Advanced Trade are, beside the Exchange's at `/`. */
export const FEED_PATHS = {
  exchange: '/',
  advancedTrade: '/advanced-trade',
  advancedTradeUser: '/advanced-trade-user',
} as const;

/** A subscribe to every product of an exchange fits; `Message too big` for more. */
const MOST_MESSAGE_BYTES = 128 * 1024;

/** A client that has not said what it wants by then is sent away. */
const FIRST_MESSAGE_MS = 5000;

/** RFC 6455. */
const GOING_AWAY = 1001;
const RESTARTING = 1012;

interface Feeds {
  readonly exchange: ExchangeFeed;
  readonly advancedTrade: AdvancedTradeFeed;
}

/** The sandbox's sockets: lets clients in, gives each to the feed that it speaks to, and beats time for all. */
export class FeedServer {
  readonly #exchange: PaperExchange;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: { threshold: 4096 },
  });
  readonly #sessions = new Set<FeedSession>();
  readonly #limits = new RateLimits();
  readonly #keys: readonly IssuedKey[];
  #feeds: Feeds;
  #stopBeats: (() => void) | undefined;

  constructor(exchange: PaperExchange, keys: readonly IssuedKey[]) {
    this.#exchange = exchange;
    this.#keys = keys;
    this.#feeds = this.#openFeeds();
    exchange.onEvent((event) => {
      for (const feed of Object.values(this.#feeds)) feed.tell(event);
    });
  }

  /**
   * A client asks for a socket: it gets one, or the answer that is returned.
   * @param head what it has sent already.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Reply | undefined {
    const [path = ''] = (request.url ?? '').split('?');
    if (!Object.values<string>(FEED_PATHS).includes(path)) {
      const where = Object.values(FEED_PATHS).join(', ');
      return refuse(404, `There is no feed at ${path.slice(0, 80)}; this sandbox has ${where}`);
    }
    const address = request.socket.remoteAddress ?? '';
    const bucket = path === FEED_PATHS.exchange ? 'feed-connections' : 'advanced-feed-connections';
    const message =
      this.#exchange.settings.rateLimits && this.#limits.refusal(bucket, address, this.#exchange.now());
    if (message) return refuse(429, message);
    this.#server.handleUpgrade(request, socket, head, (client) =>
      this.#admit(new FeedSession(client, address), path),
    );
    return undefined;
  }

  /** Everybody has to come again: sequences begin anew. */
  reset(): void {
    this.#closeAll(RESTARTING, 'the sandbox is reset');
    this.#feeds = this.#openFeeds();
  }

  close(): void {
    this.#closeAll(GOING_AWAY, 'the sandbox closes');
    this.#stopBeats?.();
  }

  #openFeeds(): Feeds {
    const ring = new Map(this.#keys.map((key) => [key.credential.key, key]));
    return {
      exchange: new ExchangeFeed(this.#exchange, ring),
      advancedTrade: new AdvancedTradeFeed(this.#exchange, this.#keys, this.#limits),
    };
  }

  #closeAll(code: number, reason: string): void {
    for (const session of this.#sessions) session.close(code, reason);
  }

  #admit(session: FeedSession, path: string): void {
    let talk: Conversation | undefined;
    const { clock, rateLimits } = this.#exchange.settings;
    const isTooMuch = rateLimits ? messageLimit(() => clock.now()) : () => false;
    const stopWaiting = clock.every(FIRST_MESSAGE_MS, () => {
      stopWaiting();
      session.close(POLICY, 'no subscribe within 5 s');
    });
    this.#sessions.add(session);
    this.#beat();
    session.onMessage((message) => {
      stopWaiting();
      if (isTooMuch()) return session.close(POLICY, 'ErrSlowRead');
      talk ??= this.#converse(session, path, message);
      talk.hear(message);
    });
    session.onClose(() => {
      stopWaiting();
      talk?.end();
      this.#sessions.delete(session);
      if (this.#sessions.size === 0) this.#stopBeats?.();
    });
  }

  /** At the Exchange's address the first message tells which API the client speaks. */
  #converse(session: FeedSession, path: string, first: unknown): Conversation {
    const { exchange, advancedTrade } = this.#feeds;
    if (path === FEED_PATHS.advancedTrade) return advancedTrade.open(session, 'market');
    if (path === FEED_PATHS.advancedTradeUser) return advancedTrade.open(session, 'user');
    const message = membersOf(first);
    return typeof message?.['channel'] === 'string' && message['channels'] === undefined
      ? advancedTrade.open(session, 'both')
      : exchange.open(session);
  }

  /** Goes on for as long as anybody listens. */
  #beat(): void {
    if (this.#stopBeats) return;
    const { clock } = this.#exchange.settings;
    const stops = BEATS.map((ms) =>
      clock.every(ms, () => {
        for (const feed of Object.values(this.#feeds)) feed.beat(ms);
      }),
    );
    this.#stopBeats = () => {
      for (const stop of stops) stop();
      this.#stopBeats = undefined;
    };
  }
}

/**
 * Of one client: 100 messages a second, and 1,000 at once that fill up again by 10 a second. The exchange's page states
 * both.
 */
function messageLimit(now: () => number): () => boolean {
  const buckets = [createBucket(100, 100), createBucket(10, 1000)];
  return () => buckets.map((bucket) => bucket.take(now())).includes(false);
}
