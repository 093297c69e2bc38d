import { randomUUID } from 'node:crypto';
import type { Clock } from '../rules/clock';
import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import { explain, sign, type Credential } from '../signer';
import { readAnswer, retryAfter } from './answer';
import type { Deadline } from './deadline';
import type { Limiter } from './limiter';
import type { ServerClock } from './server-clock';
import type { ApiStyle } from './styles';
import type { RawRequest, RawResponse } from './trading-api';
import type { Transport } from './transport';
import { unsent, withFacts } from './with-facts';
import { withoutEcho } from './without-echo';

/** What is shared by all users of one (origin, key): how a request is signed, let through and sent. */
export interface Core {
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /**
   * With the retries that are safe: reads on trouble and once more after a proven clock refusal. Nothing else is sent
   * again unless `repeatable` says that it may be after a clock refusal; the corrected clock serves the next request.
   */
  request(request: RawRequest, deadline: Deadline, repeatable?: boolean): Promise<RawResponse>;
  /**
   * Exactly one send, whatever comes of it.
   * @param signed hears the time stamp, Unix milliseconds, before anything leaves; not called where nothing was signed.
   */
  once(request: RawRequest, deadline: Deadline, signed?: (stampMs: number) => void): Promise<RawResponse>;
  /** @throws CoinbaseError RESPONSE_NOT_JSON when the answer tells no time. */
  measureClock(deadline: Deadline): Promise<ClockReading>;
}

export interface ClockReading {
  /** As the server told it, Unix milliseconds: its clock shows this or more by now. */
  readonly serverMs: number;
  /** The correction is worth another try. */
  readonly helps: boolean;
}

export interface CoreParts {
  readonly credential: Credential | undefined;
  /** Of the API that a request with this path belongs to. */
  readonly styleOf: (path: string) => ApiStyle;
  /** Host name of the origin, which a CDP key signs. */
  readonly host: string;
  readonly userAgent: string;
  readonly transport: Transport;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /** Between 0 and 1, for the jitter of back-offs. */
  readonly random: () => number;
}

/** What a send tells on its way. */
interface Sending {
  readonly signed: ((stampMs: number) => void) | undefined;
  readonly beforeSend: (() => void) | undefined;
}

/** Tries of a read, the first included. */
const MOST_TRIES = 4;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5000;

export function createCore(parts: CoreParts): Core {
  const { transport, limiter, clock, serverClock, styleOf } = parts;

  const send = async (
    request: RawRequest,
    deadline: Deadline,
    attempts: number,
    { signed, beforeSend }: Partial<Sending> = {},
  ): Promise<RawResponse> => {
    const turn = limiter.admit(request.method, request.path, deadline);
    if (turn) await turn.catch((error: unknown) => Promise.reject(unsent(asCoinbaseError(error, 'ABORTED'))));
    if (deadline.error) throw unsent(deadline.error);
    const stampMs = serverClock.now();
    const headers = headersOf(request, parts, stampMs);
    signed?.(stampMs);
    const { method, path, body } = request;
    const answer = await transport.send({ method, path, headers, body }, deadline, beforeSend);
    if (answer.status === 429) limiter.refused(method, path);
    const clean = parts.credential ? withoutEcho(answer, headers) : answer;
    return readAnswer(clean, method, attempts, styleOf(path).plainRefusals);
  };

  const measureClock = async (deadline: Deadline): Promise<ClockReading> => {
    const { path, readMs } = styleOf('').clock;
    const askedAt = clock.now();
    const { body, headers } = await send({ method: 'GET', path }, deadline, 1);
    const serverMs = readMs(body, headers);
    if (serverMs === undefined)
      throw new CoinbaseError('RESPONSE_NOT_JSON', 'it tells no time', { sent: true });
    return { serverMs, helps: serverClock.learn(serverMs, askedAt, clock.now()) };
  };

  const request = async (
    wanted: RawRequest,
    deadline: Deadline,
    repeatable = isRead(wanted),
  ): Promise<RawResponse> => {
    let clockTried = false;
    for (let attempts = 1; ; attempts += 1) {
      let waitMs: number | undefined;
      try {
        const response = await send(wanted, deadline, attempts, { beforeSend: deadline.beforeSend });
        const again = !clockTried && isClockRefusal(response, styleOf(wanted.path));
        if (again) clockTried = true;
        const reading = again ? await measureClock(deadline).catch(() => undefined) : undefined;
        if (reading?.helps && repeatable) continue;
        waitMs = backoffAfterAnswer(wanted, response, attempts, parts.random);
        if (waitMs === undefined || waitMs >= deadline.remainingMs()) return response;
      } catch (thrown) {
        waitMs = backoffAfterFailure(wanted, thrown, attempts, parts.random);
        if (waitMs === undefined || waitMs >= deadline.remainingMs())
          throw thrown instanceof CoinbaseError ? withFacts(thrown, { attempts }) : thrown;
      }
      await deadline.sleep(waitMs);
    }
  };

  const once: Core['once'] = (wanted, deadline, signed) =>
    send(wanted, deadline, 1, { signed, beforeSend: deadline.beforeSend });
  return { clock, serverClock, request, once, measureClock };
}

/** Final headers, name and value in turn, for exactly these bytes. */
function headersOf(request: RawRequest, { credential, host, userAgent }: CoreParts, nowMs: number): string[] {
  const headers: string[] = [];
  const given = new Set<string>();
  if (request.headers) {
    for (const [name, value] of Object.entries(request.headers)) {
      headers.push(name, value);
      given.add(name.toLowerCase());
    }
  }
  if (!given.has('user-agent')) headers.push('User-Agent', userAgent);
  if (!given.has('accept')) headers.push('Accept', 'application/json');
  if (request.body && !given.has('content-type')) headers.push('Content-Type', 'application/json');
  if (credential) {
    // Only a token names its host; the others are signed without a copy of the request.
    const signable = credential.scheme === 'cdp' ? { ...request, host } : request;
    // A token is explained with the nonce that it is sent with; the other schemes have none.
    const nonce = request.explained && randomUUID();
    const signed = sign(signable, credential, nowMs, nonce);
    for (const name in signed) headers.push(name, signed[name] ?? '');
    request.explained?.(explain(signable, credential, nowMs, nonce));
  }
  return headers;
}

/** The exchange says so in its own words, so the request had no effect. */
function isClockRefusal(response: RawResponse, style: ApiStyle): boolean {
  if (response.status !== 400 && response.status !== 401) return false;
  return /^request timestamp expired/i.test(style.words(response.body) ?? '');
}

const isRead = (request: RawRequest): boolean => request.method === 'GET' || request.method === 'HEAD';

/** A 500 is not repeated: on private calls it may mean a wrong key, which repeating does not mend. */
const PASSING = new Set([429, 502, 503, 504]);
/** Failures that another try may not meet. */
const PASSING_CODES = new Set(['NETWORK', 'RESPONSE_CUT', 'RESPONSE_EMPTY']);

function backoffAfterAnswer(
  request: RawRequest,
  response: RawResponse,
  attempts: number,
  random: () => number,
): number | undefined {
  if (!PASSING.has(response.status)) return undefined;
  return backoff(request, attempts, retryAfter(response.headers).retryAfterSeconds, random);
}

function backoffAfterFailure(
  request: RawRequest,
  thrown: unknown,
  attempts: number,
  random: () => number,
): number | undefined {
  if (!(thrown instanceof CoinbaseError)) return undefined;
  const { status, retryAfterSeconds } = thrown.details;
  if (!PASSING_CODES.has(thrown.code) && !PASSING.has(status ?? 0)) return undefined;
  return backoff(request, attempts, retryAfterSeconds, random);
}

/** Doubling, with jitter over its upper half, so that clients that failed together do not come back together. */
function backoff(
  request: RawRequest,
  attempts: number,
  retryAfterSeconds: number | undefined,
  random: () => number,
): number | undefined {
  if (!isRead(request) || attempts >= MOST_TRIES) return undefined;
  const ceiling = Math.min(FIRST_BACKOFF_MS * 2 ** attempts, LONGEST_BACKOFF_MS);
  return Math.max(ceiling * (0.5 + random() / 2), (retryAfterSeconds ?? 0) * 1000);
}
