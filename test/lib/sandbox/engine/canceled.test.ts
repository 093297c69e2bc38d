import assert from 'node:assert/strict';
import { createEngine, parseUnits } from '../../../../nodes/lib/sandbox/engine';
import { sandboxProducts } from '../../../../nodes/lib/sandbox/market';

describe('the memory of canceled orders', () => {
  it('is bounded, and those without a cancel are not touched by it', () => {
    let ids = 0;
    const engine = createEngine({
      products: sandboxProducts,
      makerFee: 0n,
      takerFee: 0n,
      newId: () => `order ${(ids += 1)}`,
    });
    engine.credit('ann', 'USD', parseUnits('1000'));
    const request = {
      profile: 'ann',
      productId: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      timeInForce: 'GTC',
      postOnly: false,
      size: parseUnits('0.01'),
      price: parseUnits('1000'),
    } as const;
    engine.place({ ...request, clientOid: 'kept' }, 1);
    for (let number = 2; number < 30_000; number += 1) {
      const placed = engine.place({ ...request, clientOid: `client ${number}` }, number);
      assert.ok(placed.kind === 'placed');
      engine.cancel('ann', placed.order.id, number);
    }
    const ever = [...engine.everyOrder('ann')];
    assert.ok(ever.length > 10_000 && ever.length <= 12_501, String(ever.length));
    assert.equal(ever[0]?.id, 'order 29999');
    assert.equal(ever.at(-1)?.clientOid, 'kept');
    assert.deepEqual(
      [...engine.orders('ann')].map(({ clientOid }) => clientOid),
      ['kept'],
    );
    assert.equal(engine.everOrderByClientOid('ann', 'client 5'), undefined);
    assert.equal(engine.everOrder('ann', 'order 29998')?.status, 'done');
    assert.equal(engine.order('ann', 'order 29998'), undefined);
  });
});
