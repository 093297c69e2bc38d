import assert from 'node:assert/strict';
import { hasOrders } from '../../../nodes/lib/api';
import { environments } from '../../../nodes/lib/api/environments';
import { orderApiOf, refusalsOf, type KnownOrder } from '../../../nodes/lib/rules/expressible';
import { inEnglish } from '../../../nodes/lib/sentences';

const fields = (api: 'exchange' | 'advanced-trade' | undefined, order: KnownOrder): string[] =>
  refusalsOf(api, order).map(({ field }) => field);

describe('what an API cannot say', () => {
  it('is on Advanced Trade a market sell for a quote amount, and no other amount', () => {
    const sell = { kind: 'market', side: 'sell' } as const;
    assert.deepEqual(fields('advanced-trade', { ...sell, unit: 'quote' }), ['funds']);
    for (const unit of ['base', 'percent'] as const)
      assert.deepEqual(fields('advanced-trade', { ...sell, unit }), [], unit);
    assert.deepEqual(fields('advanced-trade', { kind: 'market', side: 'buy', unit: 'quote' }), []);
    assert.deepEqual(fields('advanced-trade', { kind: 'limit', side: 'sell', unit: 'quote' }), []);
    assert.deepEqual(fields('exchange', { ...sell, unit: 'quote' }), []);
  });

  it('is on Advanced Trade every bracket, a stop that must fill at once, and a choice for self-trades', () => {
    assert.deepEqual(fields('advanced-trade', { kind: 'bracket', life: 'GTC' }), ['stop_limit_price']);
    for (const life of ['IOC', 'FOK'] as const)
      assert.deepEqual(fields('advanced-trade', { kind: 'stop-limit', life }), ['time_in_force'], life);
    for (const stp of ['co', 'cn', 'cb'] as const)
      assert.deepEqual(fields('advanced-trade', { kind: 'limit', stp }), ['stp'], stp);
    assert.deepEqual(fields('advanced-trade', { kind: 'stop-limit', life: 'GTT', stp: 'dc' }), []);
    assert.deepEqual(fields('exchange', { kind: 'stop-limit', life: 'IOC', stp: 'cb' }), []);
  });

  it('is everywhere a bracket that must fill at once, told in words', () => {
    for (const api of ['exchange', undefined] as const) {
      const [refusal] = refusalsOf(api, { kind: 'bracket', life: 'FOK' });
      assert.equal(refusal?.field, 'time_in_force');
      assert.equal(inEnglish(refusal.told), 'a bracket waits in the book, so it cannot be FOK');
    }
  });

  it('is nothing that only a message will tell', () => {
    assert.deepEqual(fields('advanced-trade', {}), []);
    assert.deepEqual(fields('advanced-trade', { kind: 'market', unit: 'quote' }), []);
    assert.deepEqual(fields('advanced-trade', { side: 'sell', unit: 'quote' }), []);
  });

  it('is told by the environment, which has an API for orders or none', () => {
    for (const [name, { api }] of Object.entries(environments))
      assert.equal(orderApiOf(name), hasOrders(name) ? api : undefined, name);
    for (const name of ['prime', 'custom', 'toString', '', undefined, 7])
      assert.equal(orderApiOf(name), undefined);
  });
});
