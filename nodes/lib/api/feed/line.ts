import type { Clock } from '../../rules/clock';
import { asCoinbaseError } from '../../rules/errors';
import { isPlainObject } from '../../rules/shapes';
import type { Wire } from '../wire-values';
import { connectionBucket, reconnectMs } from './reconnect';
import { openSocket, SILENT_MS, type FeedSocket, type SocketEnd } from './socket';
import type { Loss } from './topic';
import type { Command, Wish, WishHearer } from './wish';
import { createWishes, type Wishes } from './wishes';

/** One address of a feed: a socket that is there while something is wanted of it, opened anew whenever it is lost. */
export interface Line {
  readonly wishes: Wishes;
  /** For a wish for heartbeats, one each: once it is granted, a socket that only answers pings is dead. */
  beatsHearer(): WishHearer;
  /** A heartbeat came. */
  beat(): void;
  /** What is heard on this socket cannot be trusted any more: another one is opened. */
  distrust(detail: string): void;
  close(): void;
}

/** What an API makes of a line. */
export interface LineUser {
  /** The text of a command, signed now. */
  command(type: Command['type'], wishes: readonly Wish[]): string;
  /** A new socket, on which nothing was heard yet. */
  opened(): void;
  /** Each second while the socket is open. */
  second(): void;
  frame(frame: Wire): void;
  lost(loss: Loss): void;
}

export interface LineParts {
  /** The first one, and those that stand in for it where it cannot be reached. */
  readonly urls: readonly [string, ...string[]];
  readonly clock: Clock;
  readonly userAgent: string;
  readonly random: () => number;
  /** Keeps to the connections and messages that the API allows; not for a server on this machine. */
  readonly limited: boolean;
  /** Its socket keeps no process alive. */
  readonly idle?: boolean;
  readonly channelEach: boolean;
}

/** A connection that lasted this long starts the back-off anew. */
const LASTING_MS = 5000;
const SECOND_MS = 1000;
/** An address that failed so often gives way to the next one. */
const TRIES_EACH = 3;
/**
 * After so many sockets in a row on which heartbeats were granted and none came, each next one has twice as long to say
 * anything: a player of recorded frames sends none, nor does a product that is shut. None is ever trusted for good.
 */
const MOST_BROKEN = 5;
const LONGEST_SILENCE_MS = 16 * SILENT_MS;
/** A socket whose heartbeats end has lost a part of what it is subscribed to, though others of its messages still come. */
const BEATLESS_MS = 2 * SILENT_MS;

export function createLine(parts: LineParts, user: LineUser): Line {
  const { urls, clock, random } = parts;
  let socket: FeedSocket | undefined;
  let stopWait: (() => void) | undefined;
  let stopSecond: (() => void) | undefined;
  let openedAt: number | undefined;
  let tries = 0;
  let closed = false;
  /** Of heartbeats on this socket. */
  let promise: 'none' | 'given' | 'kept' = 'none';
  let beatAt = 0;
  let secondAt = 0;
  let broken = 0;

  const send = ({ type, entries }: Command): void => {
    let text: string;
    try {
      text = user.command(type, entries);
    } catch (thrown) {
      const error = asCoinbaseError(thrown, 'CREDENTIAL_INVALID');
      return wishes.failed({ error, words: '', whole: true });
    }
    socket?.send(text);
  };
  const wishes: Wishes = createWishes({
    clock,
    limited: parts.limited,
    channelEach: parts.channelEach,
    send,
    isAnswerBehind: () => socket?.isReceiving ?? false,
    unanswered: () => lose({ reason: 'silent', detail: 'a command was not answered', quietMs: 0 }),
    wake: () => ensure(0),
    idle: () => drop(),
  });

  const ensure = (waitMs: number): void => {
    if (closed || socket || stopWait || !wishes.needed) return;
    if (waitMs > 0) return wait(waitMs);
    const url = urls[Math.floor(tries / TRIES_EACH) % urls.length] ?? urls[0];
    const bucket = parts.limited ? connectionBucket(clock, url) : undefined;
    if (bucket && !bucket.take(clock.elapsed())) return wait(bucket.waitMs(clock.elapsed()));
    connect(url);
  };
  const wait = (ms: number): void => {
    stopWait = clock.after(ms, () => {
      stopWait = undefined;
      ensure(0);
    });
  };
  const connect = (url: string): void => {
    const own: FeedSocket = openSocket(url, {
      clock,
      userAgent: parts.userAgent,
      idle: parts.idle ?? false,
      opened() {
        openedAt = clock.elapsed();
        stopSecond = clock.after(SECOND_MS, second);
        user.opened();
        wishes.opened();
      },
      message: (text) => read(text),
      ended: lose,
    });
    socket = own;
  };
  const second = (): void => {
    stopSecond = clock.after(SECOND_MS, second);
    const now = clock.elapsed();
    // What came while this process was busy is not read yet.
    const wasBusy = now - secondAt > 2 * SECOND_MS;
    secondAt = now;
    if (socket?.isReceiving) return;
    const quietMs = now - beatAt;
    if (promise === 'kept' && quietMs >= BEATLESS_MS && !wasBusy)
      return lose({ reason: 'silent', detail: `no heartbeat came for ${BEATLESS_MS / 1000} s`, quietMs });
    user.second();
  };
  const read = (text: string): void => {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      return lose({ reason: 'disconnected', detail: 'it sent something that is not JSON', quietMs: 0 });
    }
    try {
      if (isPlainObject(frame)) user.frame(frame);
    } catch {
      lose({ reason: 'gap', detail: 'a message cannot be read', quietMs: 0 });
    }
  };
  const drop = (): void => {
    stopWait?.();
    stopWait = undefined;
    stopSecond?.();
    stopSecond = undefined;
    socket?.close();
    socket = undefined;
    promise = 'none';
    wishes.closed();
  };
  const lose = ({
    reason,
    detail,
    quietMs,
    status,
  }: Omit<SocketEnd, 'reason'> & Pick<Loss, 'reason'>): void => {
    if (promise === 'given' && reason === 'silent') broken += 1;
    drop();
    const lasted = openedAt !== undefined && clock.elapsed() - openedAt >= LASTING_MS;
    openedAt = undefined;
    tries = lasted ? 0 : tries + 1;
    user.lost({ reason, detail, sinceMs: clock.now() - quietMs });
    ensure(Math.max(1, reconnectMs(tries, status, random)));
  };

  return {
    wishes,
    beatsHearer: () => ({
      granted() {
        if (promise !== 'none') return;
        promise = 'given';
        socket?.expectMessages(
          Math.min(SILENT_MS * 2 ** Math.max(0, broken - MOST_BROKEN), LONGEST_SILENCE_MS),
        );
      },
      refused: () => undefined,
    }),
    beat() {
      beatAt = clock.elapsed();
      if (promise === 'kept') return;
      promise = 'kept';
      broken = 0;
      socket?.expectMessages(SILENT_MS);
    },
    distrust: (detail) => socket && lose({ reason: 'gap', detail, quietMs: 0 }),
    close() {
      closed = true;
      drop();
      wishes.close();
    },
  };
}
