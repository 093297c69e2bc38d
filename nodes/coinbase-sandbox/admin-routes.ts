import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import type { Red } from '../lib/runtime';
import type { RunningSandboxes } from './running-sandboxes';

/** The form's button: puts a deployed sandbox back to its start. 400 with `{ code, message }` where there is none. */
export function addResetRoute(red: Red, sandboxes: RunningSandboxes): void {
  red.httpAdmin?.post(
    '/coinbase-sandbox/:id/reset',
    red.auth.needsPermission('coinbase-sandbox.write'),
    (request, response) => {
      const { id } = request.params;
      // An empty id would be the shared default.
      const found = id
        ? sandboxes.use(id)
        : Promise.reject(new CoinbaseError('ACCOUNT_MISSING', 'no sandbox is named'));
      found.then(
        (sandbox) => {
          sandbox.reset();
          response.json({ reset: true });
        },
        (thrown: unknown) => {
          const { code, message } = asCoinbaseError(thrown, 'ACCOUNT_MISSING');
          response.status(400).json({ code, message });
        },
      );
    },
  );
}
