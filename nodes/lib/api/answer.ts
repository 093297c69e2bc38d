import { CoinbaseError, type ErrorDetails } from '../rules/errors';
import type { RawResponse } from './trading-api';
import type { WireAnswer } from './transport';

/**
 * Reads an answer's body.
 * @param plainRefusals the API says no in plain text: a short text with a 4xx is a body like any other.
 * @throws CoinbaseError REDIRECT_REFUSED, RESPONSE_EMPTY, RESPONSE_NOT_JSON, or for a body that is not the
 * exchange's, by its status: RATE_LIMITED, EXCHANGE_UNAVAILABLE.
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

/** One short line without markup: not the page of a machine in between. */
function isPlainRefusal(status: number, text: string): boolean {
  return status >= 400 && status < 500 && status !== 429 && /^[^<>\r\n]{1,200}\s*$/.test(text);
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
  const why = `status ${status} points to ${host ?? 'another path of the same host'}`;
  return new CoinbaseError('REDIRECT_REFUSED', why, { sent: true, status, attempts, ...(host && { host }) });
}

function unreadable({ status, headers, text }: WireAnswer, attempts: number): CoinbaseError {
  const excerpt = plainText(text);
  const facts = { sent: true, status, attempts, ...(excerpt && { excerpt }) };
  const details: ErrorDetails = { ...facts, ...retryAfter(headers) };
  const heard = excerpt ? `with ${JSON.stringify(excerpt.slice(0, 80))}` : 'with nothing';
  if (status === 429) return new CoinbaseError('RATE_LIMITED', `status 429 ${heard}`, details);
  if (status >= 500) return new CoinbaseError('EXCHANGE_UNAVAILABLE', `status ${status} ${heard}`, details);
  if (excerpt === '') return new CoinbaseError('RESPONSE_EMPTY', `status ${status} ${heard}`, details);
  return new CoinbaseError('RESPONSE_NOT_JSON', `status ${status} ${heard}`, details);
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
