import { CoinbaseError } from '../rules/errors';
import { isProductId, shown } from '../rules/shapes';

/** A product id as a part of a path; anything else must not become one. */
export function productPath(productId: string): string {
  if (isProductId(productId)) return productId;
  throw new CoinbaseError('PRODUCT_UNKNOWN', `${shown(productId)} is not a product id`, { sent: false });
}
