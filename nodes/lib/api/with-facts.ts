import { CoinbaseError, type ErrorDetails } from '../rules/errors';
import { UnreadableAnswer } from './answer';

/** The same error with more that is known about it. */
export function withFacts(error: CoinbaseError, facts: ErrorDetails): CoinbaseError {
  if (error instanceof UnreadableAnswer) return error;
  return new CoinbaseError(error.code, error.toldWhy, { ...error.details, ...facts });
}

/** The same error, marked with the proof that nothing left. */
export function unsent(error: CoinbaseError): CoinbaseError {
  return withFacts(error, { sent: false });
}
