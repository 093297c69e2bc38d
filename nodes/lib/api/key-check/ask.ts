import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import { answerTo } from '../answer-to';
import type { CallOptions, Connection } from '../trading-api';

/** What came of one signed GET. */
export interface Asked {
  readonly body: unknown;
  readonly error: CoinbaseError | undefined;
}

/** Asks one question. Never rejects. */
export async function ask(connection: Connection, path: string, options: CallOptions): Promise<Asked> {
  try {
    const { response, error } = await answerTo(connection, { method: 'GET', path }, options);
    return { body: response.body, error };
  } catch (thrown) {
    return { body: undefined, error: asCoinbaseError(thrown, 'NETWORK') };
  }
}
