import { problemOf } from '../rules/errors';
import type { AdminResponse } from './red';

/**
 * Answers the editor: 200 with the body, or 400 with `{ code, message, told }`; a RangeError, whose
 * text is English alone, says what of the question cannot be. Never rejects.
 */
export async function answerAdmin(response: AdminResponse, ask: () => Promise<object>): Promise<void> {
  try {
    response.json(await ask());
  } catch (thrown) {
    response
      .status(400)
      .json(problemOf(thrown, thrown instanceof RangeError ? 'COMMAND_UNKNOWN' : 'ACCOUNT_MISSING'));
  }
}
