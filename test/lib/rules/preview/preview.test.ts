import assert from 'node:assert/strict';
import { previewFrom, type OrderPreview, type PreviewFacts } from '../../../../nodes/lib/rules/preview';
import type { OrderIntent, Product } from '../../../../nodes/lib/rules/orders';

const product: Product = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.001',
  quote_increment: '0.01',
  min_market_funds: '1',
  status: 'online',
  post_only: false,
  limit_only: false,
  cancel_only: false,
  trading_disabled: false,
};
const book = {
  bids: [
    { price: '99', size: '1' },
    { price: '98', size: '2' },
  ],
  asks: [
    { price: '101', size: '1' },
    { price: '102', size: '2' },
  ],
  time: '2026-01-01T00:00:00.000Z',
};
const facts: Omit<PreviewFacts, 'intent'> = {
  rounding: [],
  product,
  book,
  fees: { maker: '0.004', taker: '0.006' },
  balances: [
    { currency: 'USD', balance: '1000', hold: '0', available: '1000' },
    { currency: 'BTC', balance: '10', hold: '0', available: '10' },
  ],
};

const preview = (fields: Partial<OrderIntent>): OrderPreview =>
  previewFrom({
    ...facts,
    intent: { client_oid: 'x', product_id: 'BTC-USD', side: 'buy', type: 'limit', ...fields },
  });

/** Figures that are computed by hand. */
describe('the preview of an order', () => {
  const rows: readonly [string, Partial<OrderIntent>, Partial<OrderPreview>][] = [
    [
      'a market buy by size goes up the book',
      { type: 'market', size: '2' },
      {
        would_be: 'filled',
        filled_size: '2',
        average_price: '101.5',
        worst_price: '102',
        value: '203',
        fee: '1.218',
        total: '204.218',
        slippage_percent: '0.50',
      },
    ],
    [
      'a market buy by funds leaves room for its fee',
      { type: 'market', funds: '101.606' },
      { would_be: 'filled', filled_size: '1', value: '101', fee: '0.606', total: '101.606' },
    ],
    [
      'a market buy by funds takes whole steps alone',
      { type: 'market', funds: '50' },
      { would_be: 'filled', filled_size: '0.492', value: '49.692', fee: '0.298152', total: '49.990152' },
    ],
    [
      'a market sell gives less its fee',
      { type: 'market', side: 'sell', size: '1.5' },
      { would_be: 'filled', value: '148', fee: '0.888', total: '147.112', worst_price: '98' },
    ],
    [
      'a market order larger than the book',
      { type: 'market', side: 'sell', size: '4' },
      { would_be: 'partially-filled', filled_size: '3', rests: '0' },
    ],
    [
      'a limit buy that fills in part and rests',
      { size: '2', price: '101', time_in_force: 'GTC' },
      { would_be: 'open', filled_size: '1', rests: '1', value: '202', fee: '1.01', total: '203.01' },
    ],
    [
      'a limit buy that rests whole',
      { size: '1', price: '90', time_in_force: 'GTC' },
      { would_be: 'open', filled_size: '0', rests: '1', value: '90', fee: '0.36' },
    ],
    [
      'an IOC that fills in part',
      { size: '2', price: '101', time_in_force: 'IOC' },
      { would_be: 'partially-filled', filled_size: '1', rests: '0', total: '101.606' },
    ],
    [
      'an IOC that finds nothing',
      { size: '2', price: '90', time_in_force: 'IOC' },
      { would_be: 'canceled', total: '0' },
    ],
    [
      'a FOK that cannot fill whole',
      { size: '2', price: '101', time_in_force: 'FOK' },
      { would_be: 'canceled', filled_size: '0' },
    ],
    [
      'a FOK that can',
      { size: '3', price: '102', time_in_force: 'FOK' },
      { would_be: 'filled', filled_size: '3' },
    ],
    [
      'a post-only order that would fill',
      { size: '1', price: '101', time_in_force: 'GTC', post_only: true },
      { would_be: 'refused', filled_size: '0' },
    ],
    [
      'a post-only order that rests',
      { size: '1', price: '100.99', time_in_force: 'GTC', post_only: true },
      { would_be: 'open', rests: '1' },
    ],
    [
      'a stop waits',
      { side: 'sell', size: '1', price: '80', stop: 'loss', stop_price: '90', time_in_force: 'GTC' },
      { would_be: 'waiting', filled_size: '0', rests: '1', value: '80' },
    ],
    [
      'more than is available is refused',
      { type: 'market', funds: '1000.01' },
      { would_be: 'refused', warnings: ['It needs 1000.01 USD, and 1000 USD is available.'] },
    ],
    [
      'a sell of more than is available is refused',
      { side: 'sell', size: '10.001', price: '200', time_in_force: 'GTC' },
      { would_be: 'refused', warnings: ['It needs 10.001 BTC, and 10 BTC is available.'] },
    ],
  ];
  for (const [name, fields, expected] of rows)
    it(name, () => {
      const seen = preview(fields);
      for (const [field, value] of Object.entries(expected))
        assert.deepEqual(seen[field as keyof OrderPreview], value, field);
    });

  it('says that a balance cannot be seen', () => {
    const seen = previewFrom({
      ...facts,
      balances: [],
      intent: { client_oid: 'x', product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '10' },
    });
    assert.deepEqual([seen.would_be, seen.warnings.length], ['filled', 1]);
  });

  it('does not fail with an empty book', () => {
    const seen = previewFrom({
      ...facts,
      book: { bids: [], asks: [], time: book.time },
      intent: { client_oid: 'x', product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '10' },
    });
    assert.deepEqual([seen.would_be, seen.best_ask, seen.average_price], ['canceled', undefined, undefined]);
  });
});
