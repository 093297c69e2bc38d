import assert from 'node:assert/strict';
import { addAdminRoutes } from '../../nodes/coinbase-account/admin-routes';
import { statusesFor as statusesOf } from './route-permissions';

describe('the permissions of an account', () => {
  let asked = 0;
  const statusesFor = (granted: readonly string[]): Map<string, number> => {
    asked = 0;
    const find = () => {
      asked += 1;
      return undefined;
    };
    return statusesOf(granted, (red) => addAdminRoutes(red, find), { id: 'n1', product: 'BTC-USD' });
  };
  const reads = ['summary', 'products', 'market/:product'].map((path) => `GET /coinbase-account/:id/${path}`);
  const writes = ['POST /coinbase-account/live-permit', 'POST /coinbase-account/check'];

  it('nothing is told without any', () => {
    const statuses = statusesFor([]);
    assert.deepEqual([...statuses.keys()].sort(), [...reads, ...writes].sort(), 'all routes are known here');
    for (const [path, status] of statuses) assert.equal(status, 401, path);
    assert.equal(asked, 0);
  });

  it('who may read sees products and prices, and gets no permit', () => {
    const statuses = statusesFor(['coinbase-account.read']);
    for (const path of reads) assert.notEqual(statuses.get(path), 401, path);
    for (const path of writes) assert.equal(statuses.get(path), 401, path);
    assert.equal(asked, reads.length);
  });
});
