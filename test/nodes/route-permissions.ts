import assert from 'node:assert/strict';
import type { AdminHandler, AdminRequest, Red } from '../../nodes/lib/runtime';
import { fakeRed } from '../lib/runtime/fake-red';

/**
 * The admin routes as a user with these permissions meets them: `GET /path` → the status of the answer, as far as one
 * is set at once. Asserts that a permission stands before each handler.
 * @param ids values of the parameters in the paths.
 */
export function statusesFor(
  granted: readonly string[],
  addRoutes: (red: Red) => void,
  ids: Readonly<Record<string, string>>,
): Map<string, number> {
  const statuses = new Map<string, number>();
  const route =
    (method: string) =>
    (path: string, ...handlers: AdminHandler[]): void => {
      const request: AdminRequest = { params: ids, body: {} };
      const set = (code: number): void => void statuses.set(`${method} ${path}`, code);
      const response = {
        status(code: number) {
          set(code);
          return response;
        },
        json: () => undefined,
      };
      const [first, second] = handlers;
      assert.equal(handlers.length, 2, 'a permission stands before each handler');
      set(200);
      first?.(request, response, () => second?.(request, response, () => undefined));
    };
  addRoutes({
    ...fakeRed(),
    auth: {
      needsPermission: (permission) => (_request, response, next) => {
        if (granted.includes(permission)) next();
        else response.status(401);
      },
    },
    httpAdmin: { get: route('GET'), post: route('POST') },
  });
  return statuses;
}
