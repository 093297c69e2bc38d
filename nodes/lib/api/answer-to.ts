import { CoinbaseError } from '../rules/errors';
import { UnreadableAnswer } from './answer';
import { refusal } from './refusal';
import { mixUpOf, styleOf } from './styles';
import type { CallOptions, Connection, RawRequest, RawResponse } from './trading-api';

/** An answer, and why it says no where it does. */
export interface Answered {
  readonly response: RawResponse;
  readonly error: CoinbaseError | undefined;
}

/**
 * Sends a request and reads whether its answer refuses, in the words of its API. A refusal whose body is a page, such
 * as a gateway's, is a refusal like any other. Where the path belongs to another API, that is said as well.
 * @throws CoinbaseError as {@link Connection.request}.
 */
export async function answerTo(
  connection: Connection,
  request: RawRequest,
  options: CallOptions,
): Promise<Answered> {
  const { api } = connection;
  try {
    const response = await connection.request(request, options);
    const error = refusal(response, request, styleOf(api, request.path).words);
    return { response, error: error && withMixUp(error, mixUpOf(api, request.path)) };
  } catch (thrown) {
    if (thrown instanceof UnreadableAnswer && thrown.response.status >= 400)
      return { response: thrown.response, error: withMixUp(thrown, mixUpOf(api, request.path)) };
    throw thrown;
  }
}

function withMixUp(error: CoinbaseError, mixUp: string | undefined): CoinbaseError {
  const { code, why, details } = error;
  return mixUp === undefined ? error : new CoinbaseError(code, `${why}; ${mixUp}`, details);
}
