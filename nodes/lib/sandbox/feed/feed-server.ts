import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FeedCounts, FeedFaultNow } from '../feed-faults';
import type { PaperExchange } from '../server/paper-exchange';
import type { IssuedKey } from '../server/profiles';
import { RateLimits } from '../server/rate-limits';
import { refuse, type Reply } from '../server/reply';
import { AdvancedTradeFeed } from './advanced-trade/feed';
import { Door, pathOf } from './door';
import { ExchangeFeed } from './exchange/feed';
import { BEATS, type Conversation, membersOf } from './face';
import { GOING_AWAY } from './fault-line';
import type { FeedSession } from './session';

/** Where the feeds are: Advanced Trade's beside the Exchange's at `/`. */
export const FEED_PATHS = {
  exchange: '/',
  advancedTrade: '/advanced-trade',
  advancedTradeUser: '/advanced-trade-user',
} as const;

/** RFC 6455: the service restarts. */
const RESTARTING = 1012;

const OUT = 'the mirrored market has no present prices';

interface Feeds {
  readonly exchange: ExchangeFeed;
  readonly advancedTrade: AdvancedTradeFeed;
}

/** The sandbox's sockets: gives each client to the feed that it speaks to, and beats time for all. */
export class FeedServer {
  readonly #exchange: PaperExchange;
  readonly #keys: readonly IssuedKey[];
  readonly #door: Door;
  #limits = new RateLimits();
  #feeds: Feeds;
  #stopBeats = (): void => undefined;

  constructor(exchange: PaperExchange, keys: readonly IssuedKey[]) {
    const { clock, rateLimits, feedFaults } = exchange.settings;
    this.#exchange = exchange;
    this.#keys = keys;
    this.#feeds = this.#openFeeds();
    this.#door = new Door({
      clock,
      limits: rateLimits,
      choose: feedFaults,
      converse: (session, path, first) => this.#converse(session, path, first),
      busy: (isBusy) => (isBusy ? this.#beat() : this.#stopBeats()),
    });
    exchange.onEvent((event) => {
      this.#feeds.exchange.tell(event);
      this.#feeds.advancedTrade.tell(event);
    });
    // Whoever listens to prices that nobody knows must not take silence for calm.
    exchange.onMirrored(() => {
      if (exchange.isOut) this.#door.clear(GOING_AWAY, OUT);
      else this.#feeds.advancedTrade.endShut();
      this.#feeds.exchange.opened();
    });
  }

  get counts(): FeedCounts {
    return this.#door.counts;
  }

  fault(fault: FeedFaultNow): void {
    this.#door.fault(fault);
  }

  /**
   * A client asks for a socket: it gets one, or the answer that is returned.
   * @param head what it has sent already.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Reply | undefined {
    const path = pathOf(request);
    const paths = Object.values<string>(FEED_PATHS);
    if (!paths.includes(path)) {
      const text = `There is no feed at ${path.slice(0, 80)}; this sandbox has ${paths.join(', ')}`;
      return this.#door.refuse(refuse(404, text));
    }
    if (this.#exchange.isOut) return this.#door.refuse(refuse(503, OUT));
    const bucket = path === FEED_PATHS.exchange ? 'feed-connections' : 'advanced-feed-connections';
    const message =
      this.#exchange.settings.rateLimits &&
      this.#limits.refusal(bucket, request.socket.remoteAddress ?? '', this.#exchange.now());
    if (message) return this.#door.refuse(refuse(429, message));
    return this.#door.admit(request, socket, head);
  }

  /** Everybody has to come again: sequences begin anew. */
  reset(): void {
    this.#door.clear(RESTARTING, 'the sandbox is reset');
    this.#door.reset();
    this.#limits = new RateLimits();
    this.#feeds = this.#openFeeds();
  }

  close(): void {
    this.#door.clear(GOING_AWAY, 'the sandbox closes');
    this.#stopBeats();
  }

  #openFeeds(): Feeds {
    const ring = new Map(this.#keys.map((key) => [key.credential.key, key]));
    return {
      exchange: new ExchangeFeed(this.#exchange, ring),
      advancedTrade: new AdvancedTradeFeed(this.#exchange, this.#keys, this.#limits),
    };
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

  #beat(): void {
    const { clock } = this.#exchange.settings;
    const stops = BEATS.map((ms) =>
      clock.every(ms, () => {
        this.#feeds.exchange.beat(ms);
        this.#feeds.advancedTrade.beat(ms);
      }),
    );
    this.#stopBeats = () => {
      for (const stop of stops) stop();
    };
  }
}
