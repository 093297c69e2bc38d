import { asCoinbaseError } from '../lib/rules/errors';
import { productState, type ProductState } from '../lib/rules/product-state';
import type { DeployedAccount } from './deployed-account';
import { heldOf, PATIENCE_MS } from './looks';

/** What the order forms suggest: nothing secret. */
export interface ProductList {
  /** Of the deployed account; the form may hold another one already. */
  readonly environment: string;
  /** Empty when they cannot be read now. */
  readonly products: readonly ProductEntry[];
  /** Currencies that the account has some of. */
  readonly held: readonly string[];
  /** Why there are none: an error code, or `asleep` for a sandbox that the first message will start. */
  readonly code?: string;
}

export interface ProductEntry {
  readonly id: string;
  readonly name: string;
  readonly state?: ProductState;
}

/**
 * The products of a deployed account, by id, from its connection's cache where that is fresh. No account and an exchange
 * out of reach are answers too, because a form goes on with what it knows. Starts no sandbox. Never rejects.
 */
export async function productList(account: DeployedAccount | undefined): Promise<ProductList> {
  if (!account) return { environment: '', products: [], held: [], code: 'ACCOUNT_MISSING' };
  const { environment } = account;
  const none = (code: string): ProductList => ({ environment, products: [], held: [], code });
  try {
    const connection = await account.look();
    if (!connection) return none('asleep');
    const [products, held] = await Promise.all([
      connection.trading.products({ timeoutMs: PATIENCE_MS }),
      heldOf(connection),
    ]);
    const entries = [...products.values()]
      .filter(({ status }) => status !== 'delisted')
      .map((product) => {
        const state = productState(product);
        return { id: product.id, name: product.display_name ?? product.id, ...(state && { state }) };
      });
    return { environment, products: entries.sort((a, b) => (a.id < b.id ? -1 : 1)), held };
  } catch (thrown) {
    return none(asCoinbaseError(thrown, 'NETWORK').code);
  }
}
