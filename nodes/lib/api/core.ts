import type { Clock } from '../rules/clock';
import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import { createLifetime } from '../rules/lifetime';
import type { Credential } from '../signer';
import { readAnswer, retryAfter } from './answer';
import { backoffAfterAnswer, backoffAfterFailure, isRead } from './back-off';
import { createDeadline, type Deadline } from './deadline';
import type { Limiter } from './limiter';
import { requestHeaders } from './request-headers';
import { areAlike, type ClockReading, type ServerClock } from './server-clock';
import { createStampGate, type Passage } from './stamp-gate';
import type { ApiStyle } from './styles';
import type { CallOptions, RawRequest, RawResponse } from './trading-api';
import type { Transport } from './transport';
import { unsent, withFacts } from './with-facts';
import { withoutEcho } from './without-echo';

/** What is shared by all users of one (origin, key): how a request is signed, let through and sent. */
export interface Core {
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /**
   * With the retries that are safe: reads on trouble and once more after a proven clock refusal. Nothing else is sent
   * again unless `repeatable` says that it may be where it was turned away, for the clock or for the rate limit.
   */
  request(request: RawRequest, deadline: Deadline, repeatable?: boolean): Promise<RawResponse>;
  /**
   * Exactly one send, whatever comes of it; after a clock refusal the next one is signed with the corrected clock.
   * @param signed hears the time stamp, Unix milliseconds, before anything leaves; not called where nothing was signed.
   */
  once(request: RawRequest, deadline: Deadline, signed?: (stampMs: number) => void): Promise<Answered>;
  /**
   * A time that was not to be expected counts once it was told twice: one wrong answer, from a cache on the way for
   * example, moves nothing.
   * @returns the time that the server told, Unix milliseconds: its clock shows this or more by now.
   * @throws CoinbaseError RESPONSE_NOT_JSON when the answer tells no time, or several no two that agree.
   */
  measureClock(deadline: Deadline): Promise<number>;
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

/** An answer to one send. */
export interface Answered {
  readonly response: RawResponse;
  /** It refuses the time stamp, and a new one would differ enough. */
  readonly newStampHelps: boolean;
}

/** About the time, until two answers agree. */
const MOST_QUESTIONS = 3;
/** Patience of the question about the time that requests wait for; before those that wait for the rate limit. */
const MEASURING: CallOptions = { timeoutMs: 5000, urgent: true };

export function createCore(parts: CoreParts): Core {
  const { transport, limiter, clock, serverClock, styleOf, credential, host, userAgent } = parts;

  const admit = ({ method, path }: RawRequest, deadline: Deadline): Promise<void> | undefined =>
    limiter.admit(method, path, deadline)?.catch(rejectUnsent);

  const transmit = async (
    { method, path, body }: RawRequest,
    headers: string[],
    deadline: Deadline,
    attempts: number,
    beforeSend?: () => void,
  ): Promise<RawResponse> => {
    const answer = await transport.send({ method, path, headers, body }, deadline, beforeSend);
    if (answer.status === 429) limiter.refused(path, retryAfter(answer.headers).retryAfterSeconds);
    const clean = credential ? withoutEcho(answer, headers) : answer;
    return readAnswer(clean, method, attempts, styleOf(path).plainRefusals);
  };

  const readClock = async (deadline: Deadline): Promise<ClockReading> => {
    const { path, readMs } = styleOf('').clock;
    const request = { method: 'GET', path };
    await admit(request, deadline);
    const askedAt = clock.elapsed();
    // Unsigned: the answer must not depend on what it is to correct.
    const { body, headers } = await transmit(request, requestHeaders(request, userAgent), deadline, 1);
    const serverMs = readMs(body, headers);
    if (serverMs === undefined)
      throw new CoinbaseError('RESPONSE_NOT_JSON', 'it tells no time', { sent: true });
    return { serverMs, askedAt, answeredAt: clock.elapsed() };
  };

  const measureClock = async (deadline: Deadline): Promise<number> => {
    let before: ClockReading | undefined;
    for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
      const reading = await readClock(deadline);
      if (serverClock.expects(reading) || (before && areAlike(before, reading))) {
        serverClock.learn(reading);
        return reading.serverMs;
      }
      before = reading;
    }
    throw new CoinbaseError('RESPONSE_NOT_JSON', 'it tells another time at each question', { sent: true });
  };

  const gate = createStampGate(clock, serverClock, async () => {
    const deadline = createDeadline(MEASURING, createLifetime(), clock);
    try {
      await measureClock(deadline);
      return true;
    } catch {
      return false;
    } finally {
      deadline.dispose();
    }
  });

  const sendSigned = async (
    request: RawRequest,
    { deadline, attempts, signed }: Sending,
    by: Credential,
  ): Promise<Answered> => {
    const entered = gate.enter(deadline);
    const leave = typeof entered === 'function' ? entered : await entered.catch(rejectUnsent);
    let passage: Passage = 'unclear';
    try {
      if (deadline.error) throw unsent(deadline.error);
      const [stampMs, signedAt] = [serverClock.now(), clock.elapsed()];
      const headers = requestHeaders(request, userAgent, { credential: by, host, stampMs });
      signed?.(stampMs);
      const response = await transmit(request, headers, deadline, attempts, deadline.beforeSend);
      passage = passageOf(response, styleOf(request.path), serverClock.known);
      const newStampHelps =
        passage === 'refused' &&
        (await gate.refused(stampMs, signedAt, deadline).catch((): boolean => false));
      return { response, newStampHelps };
    } finally {
      leave(passage);
    }
  };

  const send = async (request: RawRequest, sending: Sending): Promise<Answered> => {
    const { deadline, attempts } = sending;
    await admit(request, deadline);
    if (credential) return sendSigned(request, sending, credential);
    if (deadline.error) throw unsent(deadline.error);
    const headers = requestHeaders(request, userAgent);
    const response = await transmit(request, headers, deadline, attempts, deadline.beforeSend);
    return { response, newStampHelps: false };
  };

  const request: Core['request'] = async (wanted, deadline, repeatable = isRead(wanted)) => {
    let clockTried = false;
    for (let attempts = 1; ; attempts += 1) {
      const one = { request: wanted, attempts, repeatable, random: parts.random };
      let waitMs: number | undefined;
      let limited = false;
      try {
        const { response, newStampHelps } = await send(wanted, { deadline, attempts });
        if (newStampHelps && repeatable && !clockTried) {
          clockTried = true;
          continue;
        }
        waitMs = backoffAfterAnswer(one, response);
        if (waitMs === undefined || waitMs >= deadline.remainingMs()) return response;
        limited = response.status === 429;
      } catch (thrown) {
        waitMs = backoffAfterFailure(one, thrown);
        if (waitMs === undefined || waitMs >= deadline.remainingMs())
          throw thrown instanceof CoinbaseError ? withFacts(thrown, { attempts }) : thrown;
      }
      if (limited) deadline.waits(true);
      await deadline.sleep(waitMs).finally(() => limited && deadline.waits(false));
    }
  };

  const once: Core['once'] = (wanted, deadline, signed) =>
    send(wanted, { deadline, attempts: 1, ...(signed && { signed }) });
  return { clock, serverClock, request, once, measureClock };
}

/** One send of a request. */
interface Sending {
  readonly deadline: Deadline;
  /** Which one it is, from 1. */
  readonly attempts: number;
  /** Hears the time stamp before anything leaves. */
  readonly signed?: (stampMs: number) => void;
}

/** What an answer tells about its request's time stamp. `refused` in the server's own words, so it had no effect. */
function passageOf({ status, body }: RawResponse, style: ApiStyle, clockKnown: boolean): Passage {
  if (status === 429 || status >= 500) return 'unclear';
  if (status !== 400 && status !== 401) return 'taken';
  const words = style.words(body) ?? '';
  if (/^request timestamp expired/i.test(words)) return 'refused';
  // The other APIs do not say what is wrong; the clock can be, as long as nobody looked.
  return !clockKnown && /^unauthorized\s*$/i.test(words) ? 'refused' : 'taken';
}

/** The same error, marked with the proof that nothing left. */
function rejectUnsent(thrown: unknown): Promise<never> {
  return Promise.reject(unsent(asCoinbaseError(thrown, 'ABORTED')));
}
