import assert from 'node:assert/strict';
import { measureSigning } from './signing-step';

describe('the benchmark of signing', () => {
  it('measures every scheme, CDP keys of both kinds among them', () => {
    const costs = measureSigning(1);
    assert.deepEqual(
      costs.map(({ scheme }) => scheme),
      ['exchange', 'international', 'prime', 'coinbase-app', 'cdp ES256', 'cdp EdDSA'],
    );
    for (const { scheme, ratio } of costs) assert.ok(ratio > 0 && Number.isFinite(ratio), scheme);
  });
});
