import { WebSocket } from 'ws';
import type { Clock } from '../../rules/clock';
import { networkFailure } from '../network-failure';

/** How a socket came to its end. */
export interface SocketEnd {
  readonly reason: 'disconnected' | 'silent';
  /** What the socket or the server said. */
  readonly detail: string;
  /** Of a handshake that was answered with something else than a socket. */
  readonly status?: number;
  /** Milliseconds since the last thing was heard. */
  readonly quietMs: number;
}

export interface FeedSocket {
  /** A large message is on its way, or was just now: whatever else was sent waits behind it. */
  readonly isReceiving: boolean;
  send(text: string): void;
  /** Messages come from now on, at least one in so many milliseconds: a socket that only answers pings is dead. */
  expectMessages(withinMs: number): void;
  /** Nothing is heard of it any more. */
  close(): void;
}

export interface SocketParts {
  readonly clock: Clock;
  readonly userAgent: string;
  /** Keeps no process alive once it is open. */
  readonly idle?: boolean;
  readonly opened: () => void;
  readonly message: (text: string) => void;
  /** Once, and not after `close`. */
  readonly ended: (end: SocketEnd) => void;
}

/** The largest message that is read: the first snapshot of a large book has several MB. */
export const LARGEST_MESSAGE = 64 * 1024 * 1024;
const HANDSHAKE_MS = 5000;
/** A ping is answered, and a heartbeat comes each second: a socket that says nothing for so long is dead. */
export const SILENT_MS = 4500;
const CHECK_MS = 1000;
/** More than this between two looks, and no message: part of one that is as large as the line is slow. Pongs are less. */
const PART_BYTES = 1024;
/** So long one message may take: the snapshot of a large book over a slow line. */
const LONGEST_MESSAGE_MS = 30_000;
/** A close is answered within this, or not at all. */
const CLOSE_MS = 500;

/** One connection to a feed. Follows no redirect; compression is off, it costs more than it saves. */
export function openSocket(
  url: string,
  { clock, userAgent, idle, opened, message, ended }: SocketParts,
): FeedSocket {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: LARGEST_MESSAGE,
    followRedirects: false,
    headers: { 'User-Agent': userAgent },
  });
  /** A message came. */
  let heardAt = clock.elapsed();
  /** Anything came. */
  let aliveAt = heardAt;
  let checkedAt = heardAt;
  /** It had another look's time because this process was busy. */
  let spared = false;
  let raw: { readonly bytesRead: number } | undefined;
  /** By the last message, or the last look. */
  let bytesRead = 0;
  /** A part of a message came. */
  let partAt = Number.NEGATIVE_INFINITY;
  let expectedMs = Infinity;
  let over = false;
  let isOpen = false;
  let refusal: { readonly detail: string; readonly status?: number } | undefined;
  let stopTimer = clock.after(HANDSHAKE_MS, () => end('disconnected', 'no answer to the handshake in time'));

  const end = (reason: SocketEnd['reason'], detail: string): void => {
    if (over) return;
    over = true;
    stopTimer();
    socket.terminate();
    const lastAt = expectedMs < Infinity ? heardAt : aliveAt;
    ended({ reason, detail, quietMs: Math.round(clock.elapsed() - lastAt), ...refusal });
  };
  const answered = (): void => {
    aliveAt = clock.elapsed();
    if (expectedMs === Infinity) spared = false;
  };
  const heard = (): void => {
    heardAt = aliveAt = clock.elapsed();
    bytesRead = raw?.bytesRead ?? 0;
    spared = false;
  };
  const noteParts = (now: number): void => {
    const before = bytesRead;
    bytesRead = raw?.bytesRead ?? 0;
    if (bytesRead - before > PART_BYTES && now - heardAt < LONGEST_MESSAGE_MS) partAt = now;
  };
  /** Milliseconds since then, or since a part of a message came. */
  const sinceLast = (at: number): number => clock.elapsed() - Math.max(at, partAt);
  const watch = (): void => {
    const now = clock.elapsed();
    // This process was busy: what came meanwhile is not read yet, and has until the next look, but no longer.
    const wasBusy = now - checkedAt > 2 * CHECK_MS;
    checkedAt = now;
    noteParts(now);
    const leftMs = Math.min(SILENT_MS - sinceLast(aliveAt), expectedMs - sinceLast(heardAt));
    if (leftMs <= 0) {
      if (!wasBusy || spared) {
        const [what, ms] =
          sinceLast(heardAt) < expectedMs
            ? ['nothing was heard', SILENT_MS]
            : ['no heartbeat came', expectedMs];
        return end('silent', `${what} for ${ms / 1000} s`);
      }
      spared = true;
    }
    if (now - heardAt >= CHECK_MS) socket.ping();
    stopTimer = clock.after(wasBusy ? CHECK_MS : Math.min(CHECK_MS, leftMs), watch);
  };

  socket.on('upgrade', (response) => {
    raw = response.socket;
    if (idle) response.socket.unref();
  });
  socket.on('open', () => {
    if (over) return;
    stopTimer();
    isOpen = true;
    heard();
    checkedAt = heardAt;
    stopTimer = clock.after(CHECK_MS, watch);
    opened();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (over) return;
    heard();
    if (isBinary) end('disconnected', 'it sent bytes instead of text');
    else message(data.toString());
  });
  socket.on('ping', answered);
  socket.on('pong', answered);
  socket.on('unexpected-response', (_request, response) => {
    const status = response.statusCode ?? 0;
    refusal = { status, detail: `the handshake was answered with status ${status}` };
    socket.terminate();
  });
  socket.on('error', (error) => {
    refusal ??= { detail: wordsOf(error, isOpen) };
  });
  socket.on('close', (code, reason) => end('disconnected', closedWith(code, reason.toString())));
  return {
    get isReceiving() {
      return clock.elapsed() - partAt <= 2 * CHECK_MS;
    },
    send: (text) => socket.send(text, () => undefined),
    expectMessages(withinMs) {
      expectedMs = withinMs;
    },
    close() {
      if (over) return;
      over = true;
      stopTimer();
      if (socket.readyState !== WebSocket.OPEN) return socket.terminate();
      const stop = clock.after(CLOSE_MS, () => socket.terminate(), true);
      socket.once('close', stop);
      socket.close(1000);
    },
  };
}

function wordsOf(error: Error & { readonly code?: unknown }, wasOpen: boolean): string {
  const { code } = error;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'it sent a message of more than 64 MiB';
  if (typeof code === 'string' && code.startsWith('WS_ERR_')) return `what it sent is not a feed (${code})`;
  if (!wasOpen) return networkFailure(error, 'connect').why;
  return `the connection was lost${typeof code === 'string' ? ` (${code})` : ''}`;
}

function closedWith(code: number, reason: string): string {
  const said = reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, 100);
  return `the connection was closed (${code}${said === '' ? '' : `, ${JSON.stringify(said)}`})`;
}
