import type { ParsedOrder } from './order-fields';
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

const NOT_TRADED = new Set(['offline', 'internal', 'delisted']);
const LONGEST_WORDS = 200;

/**
 * Why the product does not take this order at the moment, with the exchange's own words where it has some.
 * @returns undefined for an order that it takes.
 */
export function refusedNow(
  order: Pick<ParsedOrder, 'type' | 'post_only'>,
  product: Product,
): string | undefined {
  const takes = takenNow(order, product);
  if (takes === undefined) return undefined;
  const words = product.status_message?.replace(/[^\x20-\x7e]+/g, ' ').slice(0, LONGEST_WORDS);
  return `${takes} at the moment${words === undefined ? '' : `: ${words}`}`;
}

function takenNow(
  { type, post_only }: Pick<ParsedOrder, 'type' | 'post_only'>,
  product: Product,
): string | undefined {
  if (product.trading_disabled || NOT_TRADED.has(product.status)) return 'is not traded';
  if (product.cancel_only) return 'takes only cancels';
  if (product.limit_only && type !== 'limit') return 'takes only limit orders';
  if (product.post_only && !post_only) return 'takes only post-only limit orders';
  return undefined;
}
