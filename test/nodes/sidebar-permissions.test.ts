import assert from 'node:assert/strict';
import { acts } from '../../nodes/coinbase-sidebar/acts';
import { addAdminRoutes } from '../../nodes/coinbase-sidebar/admin-routes';
import { statusesFor as statusesOf } from './route-permissions';

describe('the permissions of the sidebar', () => {
  let looks = 0;
  const statusesFor = (granted: readonly string[]): Map<string, number> => {
    looks = 0;
    const look = () => {
      looks += 1;
      return Promise.resolve({ accounts: [] });
    };
    const diagnostics = () => Promise.reject(new Error('not asked for here'));
    const parts = { deployed: () => [], lookout: { look, expire: () => undefined }, diagnostics };
    return statusesOf(granted, (red) => addAdminRoutes(red, parts), { id: 'n1' });
  };
  const base = '/coinbase-sidebar/accounts';
  const reads = [
    `GET ${base}`,
    `GET ${base}/:id`,
    `GET ${base}/:id/audit/:oid`,
    'GET /coinbase-sidebar/diagnostics',
  ];
  const writes = Object.keys(acts).map((name) => `POST ${base}/:id/${name}`);

  it('nothing is told without any', () => {
    const statuses = statusesFor([]);
    assert.deepEqual([...statuses.keys()].sort(), [...reads, ...writes].sort(), 'all routes are known here');
    for (const [path, status] of statuses) assert.equal(status, 401, path);
    assert.equal(looks, 0);
  });

  it('who may read sees and cannot act', () => {
    const statuses = statusesFor(['coinbase-sidebar.read']);
    for (const path of reads) assert.notEqual(statuses.get(path), 401, path);
    for (const path of writes) assert.equal(statuses.get(path), 401, path);
    assert.equal(looks, 2);
  });

  it('who may write acts', () => {
    const statuses = statusesFor(['coinbase-sidebar.read', 'coinbase-sidebar.write']);
    for (const path of [...reads, ...writes]) assert.notEqual(statuses.get(path), 401, path);
  });
});
