import { inEnglish, say, type Sentence, type Words } from '../sentences';
import type { ErrorCode } from './error-codes';

/** Facts about an error for a flow to act on: plain JSON, never a request, a header or a credential. */
export interface ErrorDetails {
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** The exchange's own words, verbatim. */
  readonly exchange?: string;
  /** Seconds after which a retry makes sense, where the exchange said so. */
  readonly retryAfterSeconds?: number;
  /** False when it is proven that nothing left this machine. */
  readonly sent?: boolean;
  readonly [fact: string]: unknown;
}

/**
 * The one error class. Its text tells what happened, why, and what to do. It carries no `cause`: Node-RED hands a
 * cause to flows as it is, and a cause of a network error can hold the signed request.
 */
export class CoinbaseError extends Error {
  readonly code: ErrorCode;
  /** Not enumerable, so that loggers print the text alone; the nodes put it at `msg.coinbase.error`. */
  declare readonly details: ErrorDetails;
  /** What happened this time, without the code's own words around it. */
  declare readonly why: string;
  /** The whole text for the editor. Not enumerable either. */
  declare readonly told: Sentence;
  /** {@link why} for the editor. */
  declare readonly toldWhy: Words;

  /** @param why what happened this time, as a clause without a final stop. */
  constructor(code: ErrorCode, why: Words, details: ErrorDetails = {}) {
    const told = say('list.error', { what: say(`what.${code}`), why, fix: say(`remedy.${code}`) });
    super(inEnglish(told));
    this.name = `CoinbaseError [${code}]`;
    this.code = code;
    Object.defineProperty(this, 'details', { value: details, enumerable: false });
    Object.defineProperty(this, 'why', { value: inEnglish(why), enumerable: false });
    Object.defineProperty(this, 'told', { value: told, enumerable: false });
    Object.defineProperty(this, 'toldWhy', { value: why, enumerable: false });
  }
}

/**
 * Any thrown value as a coded error; a value that is none of ours becomes `fallback` with its text alone. Never throws:
 * anything can be thrown, even what has no text or answers every question with an error of its own.
 */
export function asCoinbaseError(thrown: unknown, fallback: ErrorCode): CoinbaseError {
  try {
    if (thrown instanceof CoinbaseError) return thrown;
    return new CoinbaseError(fallback, String(thrown instanceof Error ? thrown.message : thrown));
  } catch {
    return new CoinbaseError(fallback, 'something was thrown that tells nothing');
  }
}

/** Why something could not be had, for the editor: plain JSON. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** The message, as the editor tells it in its own language. */
  readonly told: Words;
}

export function problemOf(thrown: unknown, fallback: ErrorCode): Problem {
  const { code, message, told } = asCoinbaseError(thrown, fallback);
  return { code, message, told };
}
