import assert from 'node:assert/strict';
import { addAdminRoutes } from '../../nodes/coinbase-trading-switch/admin-routes';
import type { Red } from '../../nodes/lib/runtime';
import { statusesFor as statusesOf } from './route-permissions';

/** The routes as a user with these permissions meets them, and how many handlers ran. */
function statusesFor(granted: readonly string[]): Map<string, number> {
  let asked = 0;
  const routes = (red: Red): void =>
    addAdminRoutes(red, () => {
      asked += 1;
      return undefined;
    });
  return statusesOf(granted, routes, { id: 'n1' }).set('handlers that ran', asked);
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
