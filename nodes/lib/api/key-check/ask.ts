import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import { refusal } from '../refusal';
import { styleOf } from '../styles';
import type { CallOptions, Connection } from '../trading-api';

/** What came of one signed GET. */
export interface Asked {
  /** The API itself answered, whatever it said. */
  readonly answered: boolean;
  readonly body: unknown;
  readonly error: CoinbaseError | undefined;
}

/** Asks one question. Never rejects. */
export async function ask(connection: Connection, path: string, options: CallOptions): Promise<Asked> {
  const request = { method: 'GET', path };
  try {
    const response = await connection.request(request, options);
    const error = refusal(response, request, styleOf(connection.api, path).words);
    return { answered: true, body: response.body, error };
  } catch (thrown) {
    return { answered: false, body: undefined, error: asCoinbaseError(thrown, 'NETWORK') };
  }
}
