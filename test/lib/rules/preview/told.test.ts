import assert from 'node:assert/strict';
import type { ApiPreview, OrderIntent } from '../../../../nodes/lib/rules/orders';
import {
  previewFrom,
  withTold,
  type OrderPreview,
  type PreviewSources,
} from '../../../../nodes/lib/rules/preview';
import { product } from '../limits/facts';

/** By the book: one BTC at 101, then more at 102; fees of 0.6 % and 0.4 %. */
const byBook = (fields: Partial<OrderIntent>): OrderPreview =>
  previewFrom({
    intent: { client_oid: 'x', product_id: 'BTC-USD', side: 'buy', type: 'market', ...fields },
    rounding: [{ field: 'size', asked: '2.0001', sent: '2', increment: '0.001' }],
    product,
    book: {
      bids: [{ price: '99', size: '5' }],
      asks: [
        { price: '101', size: '1' },
        { price: '102', size: '5' },
      ],
      time: '2026-01-01T00:00:00.000Z',
    },
    fees: { maker: '0.004', taker: '0.006' },
    balances: ['USD', 'BTC'].map((currency) => ({ currency, balance: '1000', hold: '0', available: '1000' })),
  });
const market = { size: '2' } as const;
const limit = { type: 'limit', size: '2', price: '101', time_in_force: 'GTC' } as const;

/** What Coinbase says, otherwise than the book on every figure. */
const all: ApiPreview = {
  base_size: '1.9',
  quote_size: '190',
  commission_total: '1.2',
  order_total: '191.2',
  average_price: '100.5',
  best_bid: '98',
  best_ask: '100',
  slippage: '0.005',
  errors: [],
  warnings: ['BIG_ORDER'],
};

const from = (source: PreviewSources, which: 'exchange' | 'book'): string[] =>
  Object.entries(source).flatMap(([figure, one]) => (one === which ? [figure] : []));

describe("Coinbase's own preview", () => {
  it('counts for every figure that it tells, the book for the others, and each says which', () => {
    const seen = withTold(byBook(market), all);
    assert.deepEqual(from(seen.source, 'book'), ['worst_price', 'rests']);
    assert.deepEqual(
      {
        base_size: seen.base_size,
        filled_size: seen.filled_size,
        average_price: seen.average_price,
        worst_price: seen.worst_price,
        rests: seen.rests,
        value: seen.value,
        fee: seen.fee,
        total: seen.total,
        best_bid: seen.best_bid,
        best_ask: seen.best_ask,
        slippage_percent: seen.slippage_percent,
        slippage: seen.slippage,
      },
      {
        base_size: '1.9',
        filled_size: '1.9',
        average_price: '100.5',
        worst_price: '102',
        rests: '0',
        value: '190',
        fee: '1.2',
        total: '191.2',
        best_bid: '98',
        best_ask: '100',
        slippage_percent: '0.50',
        slippage: '0.005',
      },
    );
    assert.deepEqual(seen.warnings, ['Coinbase says "BIG_ORDER".']);
    assert.equal(seen.rounding[0]?.asked, '2.0001', 'done before Coinbase was asked');
  });

  it('leaves what a limit order fills at once to the book', () => {
    const seen = withTold(byBook(limit), { ...all, base_size: '2' });
    assert.deepEqual([seen.base_size, seen.filled_size, seen.rests], ['2', '1', '1']);
    assert.deepEqual(from(seen.source, 'book'), ['filled_size', 'worst_price', 'rests']);
  });

  it('gives the average price of a market order where it tells only what it gets and costs', () => {
    const { average_price: _, ...told } = all;
    assert.equal(withTold(byBook(market), told).average_price, '100');
    const { average_price, source } = withTold(byBook(limit), told);
    assert.deepEqual([average_price, source.average_price], ['101', 'book'], 'what rests has another price');
  });

  it('is measured against its own best price alone', () => {
    const { best_ask: _, ...told } = all;
    const { slippage_percent, source } = withTold(byBook(market), told);
    assert.deepEqual([slippage_percent, source.slippage_percent, source.best_ask], ['0.50', 'book', 'book']);
  });

  it('refuses with reasons, and zeros beside them are no figures', () => {
    const zeros = { base_size: '0', quote_size: '0', commission_total: '0', order_total: '0', best_bid: '0' };
    const seen = withTold(byBook(market), { ...zeros, best_ask: '100', errors: ['PREVIEW_X'], warnings: [] });
    assert.deepEqual([seen.would_be, seen.value, seen.best_bid], ['refused', '203', '99']);
    assert.deepEqual(from(seen.source, 'exchange'), ['best_ask']);
    assert.match(seen.warnings.join(' '), /Coinbase says "PREVIEW_X"/);
  });

  it('is not missed where there is none', () => {
    const seen = withTold(byBook(limit), undefined);
    assert.deepEqual(from(seen.source, 'exchange'), []);
    assert.equal(from(seen.source, 'book').length, 11);
  });
});
