import assert from 'node:assert/strict';
import type { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { json } from '../loopback';
import { closeDesks, openDesk, type Desk } from './desk';

const product = {
  product_id: 'BTC-USDC',
  base_currency_id: 'BTC',
  quote_currency_id: 'USDC',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  price_increment: '0.10',
  quote_min_size: '1',
  base_min_size: '0.0001',
  display_name: 'BTC-USDC',
  status: 'online',
  alias: 'BTC-USD',
  view_only: false,
};

describe('accounts and market of Advanced Trade', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);

  it('reads balances from page to page, without vaults', async () => {
    const account = (currency: string, available: string, over: object = {}): object => ({
      currency,
      available_balance: { value: available, currency },
      hold: { value: '0.5', currency },
      type: 'ACCOUNT_TYPE_CRYPTO',
      platform: 'ACCOUNT_PLATFORM_CONSUMER',
      ...over,
    });
    desk.on('GET /accounts', ({ target }, response) => {
      assert.match(target, /limit=250/);
      const second = target.includes('cursor=2');
      const first = [account('BTC', '1.10'), account('BTC', '9', { type: 'ACCOUNT_TYPE_VAULT' })];
      json(response, 200, {
        accounts: second ? [account('USD', '100')] : first,
        has_next: !second,
        cursor: second ? '' : '2',
      });
    });
    assert.deepEqual(await desk.connection.trading.balances(), [
      { currency: 'BTC', available: '1.1', hold: '0.5', balance: '1.6' },
      { currency: 'USD', available: '100', hold: '0.5', balance: '100.5' },
    ]);
  });

  it('reads products, from the public address without a key', async () => {
    const told = {
      id: 'BTC-USDC',
      display_name: 'BTC-USDC',
      base_currency: 'BTC',
      quote_currency: 'USDC',
      base_increment: '0.00000001',
      quote_increment: '0.01',
      price_increment: '0.1',
      base_min_size: '0.0001',
      min_market_funds: '1',
      status: 'online',
      post_only: false,
      limit_only: false,
      cancel_only: false,
      trading_disabled: false,
    };
    desk.tell('GET /products', { products: [product, { product_id: 'BROKEN' }], num_products: 2 });
    assert.deepEqual([...(await desk.connection.trading.products()).values()], [told]);
    const open = await openDesk('none');
    open.tell('GET /market/products', { products: [{ ...product, view_only: true }] });
    assert.deepEqual(
      [...(await open.connection.trading.products()).values()],
      [{ ...told, trading_disabled: true }],
    );
    assert.equal(open.server.seen[0]?.headers.authorization, undefined);
    await open.close();
  });

  it('reads the market, the book, the fees and the time', async () => {
    const { trading } = desk.connection;
    desk.tell('GET /products/BTC-USD/ticker', {
      trades: [{ price: '10.50', time: 'then', side: 'BUY' }],
      best_bid: '10.40',
      best_ask: '10.60',
    });
    assert.deepEqual(await trading.market('BTC-USD'), {
      product_id: 'BTC-USD',
      bid: '10.4',
      ask: '10.6',
      last: '10.5',
      time: 'then',
    });
    desk.tell('GET /product_book', {
      pricebook: {
        product_id: 'BTC-USD',
        bids: [{ price: '10.4', size: '1.0' }],
        asks: [{ price: '10.6', size: '2' }],
        time: 'then',
      },
    });
    assert.deepEqual(await trading.book('BTC-USD'), {
      bids: [{ price: '10.4', size: '1' }],
      asks: [{ price: '10.6', size: '2' }],
      time: 'then',
    });
    desk.tell('GET /transaction_summary', {
      fee_tier: { maker_fee_rate: '0.0040', taker_fee_rate: '0.006' },
      total_volume: 12.5,
    });
    assert.deepEqual(await trading.feeRates(), { maker: '0.004', taker: '0.006' });
    assert.ok(Math.abs((await trading.serverTime()) - Date.now()) < 10_000);
  });

  it('does not take another answer for what was asked', async () => {
    const { trading } = desk.connection;
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['GET /accounts', () => trading.balances()],
      ['GET /transaction_summary', () => trading.feeRates()],
      ['GET /products/BTC-USD/ticker', () => trading.market('BTC-USD')],
      ['GET /product_book', () => trading.book('BTC-USD')],
    ];
    for (const [route, call] of calls) {
      desk.tell(route, { hello: 'world' });
      await assert.rejects(call, { code: 'RESPONSE_NOT_JSON' }, route);
      desk.tell(route, { error: 'PERMISSION_DENIED', error_details: 'Missing required scopes' }, 403);
      await assert.rejects(
        call,
        ({ code, details }: CoinbaseError) =>
          code === 'PERMISSION_DENIED' && details.exchange === 'Missing required scopes',
        route,
      );
    }
  });
});
