import { answerTo } from '../answer-to';
import type { CallOptions, Connection } from '../trading-api';

/**
 * One read of Advanced Trade over an account's connection.
 * @throws CoinbaseError as Connection.request, and what a refusal means.
 */
export async function ask<T>(
  connection: Connection,
  path: string,
  read: (body: unknown) => T,
  options: CallOptions = {},
): Promise<T> {
  const { response, error } = await answerTo(connection, { method: 'GET', path }, options);
  if (error) throw error;
  return read(response.body);
}
