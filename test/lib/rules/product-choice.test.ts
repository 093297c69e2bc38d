import assert from 'node:assert/strict';
import { productState } from '../../../nodes/lib/rules/product-state';
import {
  favourites,
  matching,
  sandboxProductIds,
  type ListedProduct,
} from '../../../nodes/lib/rules/product-choice';
import { sandboxProducts } from '../../../nodes/lib/sandbox/market';

const listed = (...ids: string[]): ListedProduct[] => ids.map((id) => ({ id, name: id.replace('-', '/') }));
const ids = (products: readonly ListedProduct[]): string[] => products.map(({ id }) => id);

describe('the choice of a product', () => {
  const all = listed('AAVE-USD', 'BTC-EUR', 'BTC-GBP', 'BTC-USD', 'ETH-BTC', 'ETH-USD', 'SOL-USD', 'XRP-USD');

  it('begins with the most traded coins in the currencies that the account has', () => {
    assert.deepEqual(ids(favourites(all, ['USD', 'SHIB'])), ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD']);
    assert.deepEqual(ids(favourites(all, ['EUR', 'BTC'])), ['BTC-EUR', 'ETH-BTC']);
  });

  it('takes every quote currency where nothing is known of the account, and six at most', () => {
    assert.deepEqual(ids(favourites(all, [])), [
      'BTC-USD',
      'BTC-EUR',
      'BTC-GBP',
      'ETH-USD',
      'ETH-BTC',
      'SOL-USD',
    ]);
  });

  it('has every product of a local sandbox that sleeps', () =>
    assert.deepEqual(
      sandboxProductIds,
      sandboxProducts.map(({ id }) => id),
    ));

  it('does not begin with what cannot be traded', () => {
    const halted = all.map((one) => (one.id === 'BTC-USD' ? { ...one, state: 'disabled' as const } : one));
    assert.deepEqual(ids(favourites(halted, ['USD'])), ['ETH-USD', 'SOL-USD', 'XRP-USD']);
    const limited = all.map((one) => ({ ...one, state: 'limit-only' as const }));
    assert.equal(favourites(limited, ['USD']).length, 4);
  });

  it('is narrowed by id and by name, in capitals or not, what begins so first', () => {
    const named = [...all, { id: 'USDC-EUR', name: 'Dollar coin in euro' }];
    assert.deepEqual(ids(matching(named, ' btc')), ['BTC-EUR', 'BTC-GBP', 'BTC-USD', 'ETH-BTC']);
    assert.deepEqual(ids(matching(named, 'EURO')), ['USDC-EUR']);
    assert.deepEqual(matching(named, 'nothing'), []);
    assert.equal(matching(named, '').length, named.length);
  });

  it('tells what keeps a product back, the strictest first', () => {
    const product = {
      id: 'BTC-USD',
      base_currency: 'BTC',
      quote_currency: 'USD',
      base_increment: '0.00000001',
      quote_increment: '0.01',
      min_market_funds: '1',
      status: 'online',
      post_only: false,
      limit_only: false,
      cancel_only: false,
      trading_disabled: false,
    };
    assert.equal(productState(product), undefined);
    assert.equal(productState({ ...product, limit_only: true }), 'limit-only');
    assert.equal(productState({ ...product, limit_only: true, post_only: true }), 'post-only');
    assert.equal(productState({ ...product, post_only: true, cancel_only: true }), 'cancel-only');
    assert.equal(productState({ ...product, cancel_only: true, trading_disabled: true }), 'disabled');
    assert.equal(productState({ ...product, status: 'offline' }), 'disabled');
  });
});
