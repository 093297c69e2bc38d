import { isProductId, shown } from './shapes';

/** Products that one node follows at most. */
export const MOST_PRODUCTS = 100;
/** Longer text than that many ids need. */
const LONGEST = MOST_PRODUCTS * 100;

/** A list of products as it was written, or what is wrong with it. */
export type ProductList =
  | { readonly kind: 'products'; readonly ids: readonly string[] }
  | { readonly kind: 'wrong'; readonly why: string };

/** Reads `BTC-USD, ETH-USD`, one a line, or an array of ids: each product once, in the order of the list. */
export function readProductList(value: unknown): ProductList {
  const parts = partsOf(value);
  if (parts === undefined) return wrong(`it is ${shown(value)}; it must be product ids such as BTC-USD`);
  const bad = parts.find((part) => !isProductId(part));
  if (bad !== undefined) return wrong(`it has ${shown(bad)}${hint(bad)}`);
  const ids = [...new Set(parts as readonly string[])];
  if (ids.length > MOST_PRODUCTS)
    return wrong(`it has ${ids.length} products; ${MOST_PRODUCTS} are the most`);
  return { kind: 'products', ids };
}

function partsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value.length > LONGEST ? undefined : (value as unknown[]);
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  return value.split(/[\s,;]+/).filter((part) => part !== '');
}

function hint(part: unknown): string {
  const upper = typeof part === 'string' && part.length <= 60 ? part.trim().toUpperCase() : undefined;
  return isProductId(upper) ? `; it is written ${upper}` : '; a product id looks like BTC-USD';
}

function wrong(why: string): ProductList {
  return { kind: 'wrong', why };
}
