import { problemOf } from '../rules/errors';
import type { AdminResponse } from './red';

/**
 * Answers the editor: 200 with the body, or 400 with `{ code, message, told }`; a RangeError says what of the question cannot
 * be. Never rejects.
 */
export async function answerAdmin(response: AdminResponse, ask: () => Promise<object>): Promise<void> {
  try {
    response.json(await ask());
  } catch (thrown) {
    const problem =
      thrown instanceof RangeError
        ? { code: 'COMMAND_UNKNOWN', message: thrown.message, told: thrown.message }
        : problemOf(thrown, 'ACCOUNT_MISSING');
    response.status(400).json(problem);
  }
}
