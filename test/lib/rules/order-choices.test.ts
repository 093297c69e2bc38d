import assert from 'node:assert/strict';
import type { KnownOrder } from '../../../nodes/lib/rules/expressible';
import { offerOf, orderChoices, orderLists, refusalIn } from '../../../nodes/lib/rules/order-choices';
import { inEnglish } from '../../../nodes/lib/sentences';

describe("the choices of an order form's lists", () => {
  it('are all there where the API says all of them, and where it is not known', () => {
    for (const api of ['exchange', undefined] as const)
      for (const list of orderLists)
        assert.deepEqual(offerOf(list, api, { kind: 'stop-limit', side: 'sell', unit: 'quote' }), {
          offered: orderChoices[list],
          leftOut: [],
        });
  });

  it('lack on Advanced Trade what it cannot say beside the rest of the order, and tell why once', () => {
    const left = (list: (typeof orderLists)[number], order: KnownOrder): [string, string] => {
      const { leftOut, why = '' } = offerOf(list, 'advanced-trade', order);
      return [leftOut.join(), inEnglish(why)];
    };
    const market = { kind: 'market', side: 'sell', unit: 'base', life: 'GTC', stp: 'dc' } as const;
    assert.match(
      left('orderType', market).join(': '),
      /^bracket: a bracket of Coinbase Advanced Trade has no/,
    );
    assert.match(left('amountUnit', market).join(': '), /^quote: .* sells at market by size/);
    assert.match(left('stp', market).join(': '), /^co,cn,cb: .* lets nobody choose/);
    assert.deepEqual(left('timeInForce', market), ['', '']);
    assert.match(
      left('timeInForce', { ...market, kind: 'stop-limit' }).join(': '),
      /^IOC,FOK: .* so it cannot be IOC, FOK$/,
    );
    assert.deepEqual(left('amountUnit', { ...market, side: 'buy' }), ['', '']);
  });

  it('keep what is chosen already, also where it is refused: no list changes an order by itself', () => {
    const chosen = { kind: 'bracket', life: 'FOK', stp: 'cn', unit: 'quote' } as const;
    const offered = (list: (typeof orderLists)[number]) => offerOf(list, 'advanced-trade', chosen).offered;
    assert.deepEqual(offered('orderType'), orderChoices.orderType);
    assert.deepEqual(offered('timeInForce'), ['GTC', 'GTT', 'FOK']);
    assert.deepEqual(offered('stp'), ['dc', 'cn']);
    for (const list of ['orderType', 'timeInForce', 'stp'] as const)
      assert.ok(refusalIn(list, 'advanced-trade', chosen), list);
    assert.equal(refusalIn('amountUnit', 'advanced-trade', chosen), undefined);
  });
});
