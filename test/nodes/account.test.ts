import assert from 'node:assert/strict';
import { aroundEach, codeOf, factsOf, loadBench } from './flow-bench';

describe('coinbase-account', () => {
  aroundEach();

  it('needs nothing but its default: the local sandbox answers', async () => {
    const bench = await loadBench([
      { id: 'acc', type: 'coinbase-account', environment: 'local-sandbox' },
      {
        id: 'req',
        type: 'coinbase-signed-request',
        account: 'acc',
        method: 'GET',
        path: '/accounts',
        pathType: 'str',
      },
    ]);
    const msg = await bench.ask('req', {});
    assert.equal(codeOf(msg), undefined);
    assert.ok(Array.isArray(msg.payload) && msg.payload.length > 0);
    assert.equal(factsOf(msg).environment, 'local-sandbox');
    assert.equal(factsOf(msg).mode, 'paper');
  });
});
