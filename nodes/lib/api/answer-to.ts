import type { CoinbaseError } from '../rules/errors';
import { UnreadableAnswer } from './answer';
import { refusal } from './refusal';
import { styleOf } from './styles';
import type { CallOptions, Connection, RawRequest, RawResponse } from './trading-api';

/** An answer, and why it says no where it does. */
export interface Answered {
  readonly response: RawResponse;
  readonly error: CoinbaseError | undefined;
}

/**
 * Sends a request and reads whether its answer refuses, in the words of its API. A refusal whose body is a page, such
 * as a gateway's, is a refusal like any other.
 * @throws CoinbaseError as {@link Connection.request}.
 */
export async function answerTo(
  connection: Connection,
  request: RawRequest,
  options: CallOptions,
): Promise<Answered> {
  try {
    const response = await connection.request(request, options);
    return { response, error: refusal(response, request, styleOf(connection.api, request.path).words) };
  } catch (thrown) {
    if (thrown instanceof UnreadableAnswer && thrown.response.status >= 400)
      return { response: thrown.response, error: thrown };
    throw thrown;
  }
}
