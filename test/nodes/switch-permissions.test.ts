import assert from 'node:assert/strict';
import { addAdminRoutes } from '../../nodes/coinbase-trading-switch/admin-routes';
import type { AdminHandler, AdminRequest, Red } from '../../nodes/lib/runtime';
import { fakeRed } from '../lib/runtime/fake-red';

/** The routes as a user with these permissions meets them: the status of each. */
function statusesFor(granted: readonly string[]): Map<string, number> {
  const statuses = new Map<string, number>();
  const route =
    (method: string) =>
    (path: string, ...handlers: AdminHandler[]): void => {
      const request: AdminRequest = { params: { id: 'n1' }, body: {} };
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
      first?.(request, response, () => second?.(request, response, () => undefined));
    };
  const red: Red = {
    ...fakeRed(),
    auth: {
      needsPermission: (permission) => (_request, response, next) => {
        if (granted.includes(permission)) next();
        else response.status(401);
      },
    },
    httpAdmin: { get: route('GET'), post: route('POST') },
  };
  let asked = 0;
  addAdminRoutes(red, () => {
    asked += 1;
    return undefined;
  });
  statuses.set('handlers that ran', asked);
  return statuses;
}

describe('the permissions of a trading switch', () => {
  const reads = [
    'GET /coinbase-trading-switch/:id/report',
    'GET /coinbase-trading-switch/:id/audit/:by/:what',
  ];
  const writes = ['POST /coinbase-trading-switch/:id/state', 'POST /coinbase-trading-switch/:id/release'];

  it('nothing is told without any', () => {
    const statuses = statusesFor([]);
    for (const path of [...reads, ...writes]) assert.equal(statuses.get(path), 401, path);
    assert.equal(statuses.get('handlers that ran'), 0);
  });

  it('who may read sees and cannot act', () => {
    const statuses = statusesFor(['coinbase-trading-switch.read']);
    for (const path of reads) assert.notEqual(statuses.get(path), 401, path);
    for (const path of writes) assert.equal(statuses.get(path), 401, path);
  });

  it('who may write acts', () => {
    const statuses = statusesFor(['coinbase-trading-switch.read', 'coinbase-trading-switch.write']);
    for (const path of [...reads, ...writes]) assert.notEqual(statuses.get(path), 401, path);
  });
});
