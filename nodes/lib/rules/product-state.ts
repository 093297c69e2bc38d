import type { Product } from './orders';

/** What keeps orders of a product back: from all of them to all but limit orders. */
export const productStates = ['disabled', 'cancel-only', 'post-only', 'limit-only'] as const;
export type ProductState = (typeof productStates)[number];

/** @returns undefined for a product that trades freely. */
export function productState(product: Product): ProductState | undefined {
  if (product.trading_disabled || product.status !== 'online') return 'disabled';
  if (product.cancel_only) return 'cancel-only';
  if (product.post_only) return 'post-only';
  return product.limit_only ? 'limit-only' : undefined;
}
