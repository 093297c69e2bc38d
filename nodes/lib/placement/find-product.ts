import { CoinbaseError } from '../rules/errors';
import type { Product } from '../rules/orders';

/** Most ids that a text names. */
const NAMED = 12;

/** @throws CoinbaseError PRODUCT_UNKNOWN with the products that come closest. */
export function findProduct(
  id: string,
  products: ReadonlyMap<string, Product>,
  environment: string,
): Product {
  const product = products.get(id);
  if (product) return product;
  const near = nearest(id, [...products.keys()]);
  const has = near.length > 0 ? `; it has ${near.join(', ')}` : '';
  throw new CoinbaseError('PRODUCT_UNKNOWN', `${environment} has no product ${id}${has}`, {
    product_id: id,
    products: near,
    sent: false,
  });
}

/** Same base first, then same quote, then the rest. */
function nearest(id: string, ids: readonly string[]): string[] {
  const [base, quote] = id.split('-');
  const distance = (one: string): number =>
    one.startsWith(`${base}-`) ? 0 : one.endsWith(`-${quote}`) ? 1 : 2;
  return [...ids].sort((a, b) => distance(a) - distance(b) || a.localeCompare(b)).slice(0, NAMED);
}
