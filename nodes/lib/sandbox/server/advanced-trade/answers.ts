/** Advanced Trade's ways to refuse a request. Source: other-coinbase-apis.md, 1.10. */
import type { Finding } from '../../../signer';
import type { Reply } from '../reply';

/** A member of the request that cannot be: {@link refusedArgument} answers it. */
export class WrongArgument extends Error {}

/** What gives an answer, with its {@link WrongArgument}s as 400. */
export function answering<Args extends readonly unknown[]>(
  answer: (...args: Args) => Reply,
): (...args: Args) => Reply {
  return (...args) => {
    try {
      return answer(...args);
    } catch (thrown) {
      if (thrown instanceof WrongArgument) return refusal(400, 'INVALID_ARGUMENT', thrown.message);
      throw thrown;
    }
  };
}

/** `{error, error_details, message}`, with further members where they help. */
export function refusal(
  status: number,
  error: string,
  details: string,
  more: Readonly<Record<string, unknown>> = {},
): Reply {
  return { status, body: JSON.stringify({ error, error_details: details, message: details, ...more }) };
}

export function denied(details: string): Reply {
  return refusal(403, 'PERMISSION_DENIED', details);
}

export function notThere(details: string): Reply {
  return refusal(404, 'NOT_FOUND', details);
}

/** In the style of the Coinbase App. */
export function tooManyRequests(): Reply {
  const errors = [{ id: 'rate_limit_exceeded', message: 'Too many requests' }];
  return { status: 429, body: JSON.stringify({ errors }) };
}

/**
 * 401 is plain text, as the real one: its one word and, below it, a line for each finding of the doctor. Their codes
 * are in the header `X-Sandbox-Diagnosis` as well.
 */
export function unauthorized(findings: readonly Finding[]): Reply {
  const lines = findings.map(({ code, text, fix }) => `${code}: ${text}. ${fix}\n`);
  return {
    status: 401,
    body: `Unauthorized\n${lines.join('')}`,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      ...(findings.length > 0 && { 'X-Sandbox-Diagnosis': findings.map(({ code }) => code).join(', ') }),
    },
  };
}
