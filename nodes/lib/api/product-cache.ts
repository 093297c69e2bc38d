import type { Clock } from '../rules/clock';
import type { Product } from '../rules/orders';

/** Trading rules of all products, read once and kept a short while: a product's mode can change at any time. */
export interface ProductCache {
  /**
   * From memory where fresh; callers that come while it is being read wait for the same answer.
   * @param maxAgeMs what is older is read anew; default half a minute.
   */
  get(
    read: () => Promise<ReadonlyMap<string, Product>>,
    maxAgeMs?: number,
  ): Promise<ReadonlyMap<string, Product>>;
}

const FRESH_MS = 30_000;

export function createProductCache(clock: Clock): ProductCache {
  let known: { readonly at: number; readonly products: ReadonlyMap<string, Product> } | undefined;
  let reading: Promise<ReadonlyMap<string, Product>> | undefined;
  const fetch = async (
    read: () => Promise<ReadonlyMap<string, Product>>,
  ): Promise<ReadonlyMap<string, Product>> => {
    try {
      const products = await read();
      known = { at: clock.elapsed(), products };
      return products;
    } finally {
      reading = undefined;
    }
  };
  return {
    get(read, maxAgeMs = FRESH_MS) {
      if (known && clock.elapsed() - known.at < maxAgeMs) return Promise.resolve(known.products);
      if (!reading) return (reading = fetch(read));
      // The first caller may give up before the answer comes; the others then read for themselves.
      return reading.catch(() => this.get(read, maxAgeMs));
    },
  };
}
