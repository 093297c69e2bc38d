/**
 * Products that share one order book. On Advanced Trade `BTC-USD` and `BTC-USDC` do: an order is placed on either, the
 * wallet that pays is that of the product that was asked for, and an answer may call the order by either name.
 * Source: products reference, `alias` and `alias_to`.
 */
const QUOTES = ['USD', 'USDC'] as const;

/** One name for the book of a product; the same for all that share it. */
export function bookOf(productId: string): string {
  return productId.replace(/-USDC$/, '-USD');
}

/** Every name that an order of this product may go by, its own first. */
export function namesOf(productId: string): readonly string[] {
  const parts = /^(.+)-(USDC?)$/.exec(productId);
  if (!parts) return [productId];
  const [, base = '', own = ''] = parts;
  return [productId, ...QUOTES.filter((quote) => quote !== own).map((quote) => `${base}-${quote}`)];
}
