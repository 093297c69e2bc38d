import type { ErrorCode } from '../rules/error-codes';
import { CoinbaseError, type ErrorDetails } from '../rules/errors';
import { say, type Words } from '../sentences';
import type { RawResponse } from './trading-api';
import type { WireAnswer } from './transport';

/** The most of a page's text that goes on to a flow, characters. */
const LONGEST_PAGE = 64 * 1024;

/** The answer of a machine in between, or of an exchange in trouble: no body that the API would send. */
export class UnreadableAnswer extends CoinbaseError {
  /** The answer with its text as the body. Not enumerable, so that it is in no log. */
  declare readonly response: RawResponse;

  constructor(code: ErrorCode, why: Words, details: ErrorDetails, response: RawResponse) {
    super(code, why, details);
    Object.defineProperty(this, 'response', { value: response, enumerable: false });
  }
}

/**
 * Reads an answer's body.
 * @param plainRefusals the API says no in plain text: a short text with a 4xx is a body like any other.
 * @throws CoinbaseError REDIRECT_REFUSED, or UnreadableAnswer: RESPONSE_EMPTY, RESPONSE_NOT_JSON, or for a body that
 * is not the exchange's, by its status: RATE_LIMITED, EXCHANGE_UNAVAILABLE.
 */
export function readAnswer(
  answer: WireAnswer,
  method: string,
  attempts: number,
  plainRefusals = false,
): RawResponse {
  const { status, headers, text } = answer;
  if (status >= 300 && status < 400 && status !== 304) throw redirect(answer, attempts);
  if (method === 'HEAD' || status === 204 || status === 205 || status === 304)
    return { status, headers, body: undefined, attempts };
  if (text.trim() === '') throw unreadable(answer, attempts);
  try {
    return { status, headers, body: JSON.parse(text) as unknown, attempts };
  } catch {
    if (plainRefusals && isPlainRefusal(status, text))
      return { status, headers, body: text.trim(), attempts };
    throw unreadable(answer, attempts);
  }
}

/**
 * One short line without markup: not the page of a machine in between. Below the API's own word the sandbox says what
 * its doctor found, a line each.
 */
const PLAIN_REFUSAL = /^(?:[^<>\r\n]{1,200}|unauthorized\n(?:[^\r\n]{1,800}\n){1,9})\s*$/i;

function isPlainRefusal(status: number, text: string): boolean {
  return status >= 400 && status < 500 && status !== 429 && PLAIN_REFUSAL.test(text);
}

/** Only the host that it points to: the rest of a Location can carry anything. */
function redirect({ status, headers }: WireAnswer, attempts: number): CoinbaseError {
  const location = [headers['location'] ?? ''].flat()[0] ?? '';
  let host: string | undefined;
  try {
    host = new URL(location).host;
  } catch {
    host = undefined;
  }
  const shown = String(status);
  const why =
    host === undefined
      ? say('network.pointsBack', { status: shown })
      : say('network.pointsTo', { status: shown, host });
  return new CoinbaseError('REDIRECT_REFUSED', why, { sent: true, status, attempts, ...(host && { host }) });
}

function unreadable({ status, headers, text }: WireAnswer, attempts: number): UnreadableAnswer {
  const excerpt = plainText(text);
  const facts = { sent: true, status, attempts, ...(excerpt && { excerpt }) };
  const details: ErrorDetails = { ...facts, ...retryAfter(headers) };
  const why = excerpt
    ? say('network.answered', { status: String(status), text: JSON.stringify(excerpt.slice(0, 80)) })
    : say('network.empty', { status: String(status) });
  const response = { status, headers, body: text.slice(0, LONGEST_PAGE), attempts };
  return new UnreadableAnswer(codeOf(status, excerpt), why, details, response);
}

function codeOf(status: number, excerpt: string): ErrorCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status >= 500) return 'EXCHANGE_UNAVAILABLE';
  return excerpt === '' ? 'RESPONSE_EMPTY' : 'RESPONSE_NOT_JSON';
}

/** `retry-after` in seconds, where it is a sensible number. */
export function retryAfter(headers: WireAnswer['headers']): Pick<ErrorDetails, 'retryAfterSeconds'> {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return seconds > 0 && seconds < 86_400 ? { retryAfterSeconds: seconds } : {};
}

/** The first 200 characters that a person would read of a page. */
function plainText(text: string): string {
  return text
    .slice(0, 20_000)
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/[\s\x00-\x1f\x7f]+/g, ' ')
    .trim()
    .slice(0, 200);
}
