import { hasOrders, type Connection } from '../lib/api';
import { asCoinbaseError } from '../lib/rules/errors';
import type { MarketTop, Product } from '../lib/rules/orders';
import { productState, type ProductState } from '../lib/rules/product-state';
import { isProductId } from '../lib/rules/shapes';
import type { Mode } from '../lib/runtime';
import type { DeployedAccount } from './deployed-account';
import { availableOf, marketOf, PATIENCE_MS } from './looks';

/** What an order form shows beside its fields. Amounts are decimal text. */
export interface MarketView {
  /** Of the deployed account; the form may hold another one already. */
  readonly environment: string;
  readonly mode: Mode;
  /**
   * Why there is nothing else: an error code, `asleep` for a sandbox that the first message will start, or `noOrders`
   * for an account of an API that the order nodes do not trade on.
   */
  readonly code?: string;
  readonly product?: Pick<
    Product,
    'id' | 'base_currency' | 'quote_currency' | 'base_increment' | 'quote_increment' | 'min_market_funds'
  > & { readonly state?: ProductState };
  readonly market?: Pick<MarketTop, 'bid' | 'ask' | 'last'>;
  /** What may be spent of the product's two currencies; absent where the key may not see balances. */
  readonly available?: { readonly base: string; readonly quote: string };
}

/** The market of a product as an account sees it, and what it has to spend there. Starts no sandbox. Never rejects. */
export async function marketView(
  account: DeployedAccount | undefined,
  productId: string,
): Promise<MarketView> {
  if (!account) return { environment: '', mode: 'paper', code: 'ACCOUNT_MISSING' };
  const { environment, mode } = account;
  if (!hasOrders(environment)) return { environment, mode, code: 'noOrders' };
  try {
    if (!isProductId(productId)) return { environment, mode, code: 'PRODUCT_UNKNOWN' };
    const connection = await account.look();
    return { environment, mode, ...(connection ? await seen(connection, productId) : { code: 'asleep' }) };
  } catch (thrown) {
    return { environment, mode, code: asCoinbaseError(thrown, 'NETWORK').code };
  }
}

async function seen(
  connection: Connection,
  productId: string,
): Promise<Pick<MarketView, 'code' | 'product' | 'market' | 'available'>> {
  const product = (await connection.trading.products({ timeoutMs: PATIENCE_MS })).get(productId);
  if (!product) return { code: 'PRODUCT_UNKNOWN' };
  const { id, base_currency, quote_currency, base_increment, quote_increment, min_market_funds } = product;
  const state = productState(product);
  const [market, available] = await Promise.all([
    marketOf(connection, id),
    availableOf(connection).catch(() => undefined),
  ]);
  const { bid, ask, last } = market;
  const has = (currency: string): string => available?.get(currency) ?? '0';
  return {
    product: {
      id,
      base_currency,
      quote_currency,
      base_increment,
      quote_increment,
      min_market_funds,
      ...(state && { state }),
    },
    market: { bid, ask, last },
    ...(available && { available: { base: has(base_currency), quote: has(quote_currency) } }),
  };
}
