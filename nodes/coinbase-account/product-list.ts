import { asCoinbaseError } from '../lib/rules/errors';
import type { DeployedAccount } from './deployed-account';

/** Time to read the products; a form waits for them without showing it. */
const PATIENCE_MS = 3000;

/** What the order forms suggest: nothing secret. */
export interface ProductList {
  /** Of the deployed account; the form may hold another one already. */
  readonly environment: string;
  /** Empty when they cannot be read now. */
  readonly products: readonly { readonly id: string; readonly name: string }[];
  /** Why there are none: an error code. */
  readonly code?: string;
}

/**
 * The products of a deployed account, by id, from its connection's cache where that is fresh. No account and an exchange
 * out of reach are answers too, because a form goes on with what it knows. Never rejects.
 */
export async function productList(account: DeployedAccount | undefined): Promise<ProductList> {
  if (!account) return { environment: '', products: [], code: 'ACCOUNT_MISSING' };
  const { environment } = account;
  try {
    const { trading } = await account.connection();
    const products = [...(await trading.products({ timeoutMs: PATIENCE_MS })).values()]
      .filter(({ status }) => status !== 'delisted')
      .map(({ id, display_name: name = id }) => ({ id, name }));
    return { environment, products: products.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  } catch (thrown) {
    return { environment, products: [], code: asCoinbaseError(thrown, 'NETWORK').code };
  }
}
