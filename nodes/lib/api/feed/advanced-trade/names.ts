import type { Wire } from '../../wire-values';
import { bookProduct } from './commands';

/** Finds those whom a message is about: a pair with USDC hears what is sent for the pair with USD. */
export interface MarketNames {
  /** The products that a message of this channel about `product_id` is for. */
  hearersOf(channel: string, message: Wire): readonly string[];
}

/**
 * Not where a channel tells a pair with USDC by its own name, as in an exchange that has a market for each: then the
 * pair with USD is none of its business.
 * @param apart hears it once, for what that pair was told until then may be of the other market.
 */
export function createMarketNames(apart: (productId: string) => void): MarketNames {
  const own = new Set<string>();
  const key = (channel: string, productId: string): string => `${channel} ${productId}`;
  const note = (channel: string, productId: string): void => {
    if (bookProduct(productId) === productId || own.has(key(channel, productId))) return;
    own.add(key(channel, productId));
    apart(productId);
  };
  return {
    hearersOf(channel, { product_id }) {
      if (typeof product_id !== 'string') return [];
      note(channel, product_id);
      if (!product_id.endsWith('-USD')) return [product_id];
      const twin = `${product_id}C`;
      const isShared = bookProduct(twin) === product_id && !own.has(key(channel, twin));
      return isShared ? [product_id, twin] : [product_id];
    },
  };
}
