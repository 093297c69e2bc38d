import type { ProductState } from './product-state';

/** A product as a list shows it. */
export interface ListedProduct {
  readonly id: string;
  /** What people read; the id where there is nothing better. */
  readonly name: string;
  readonly state?: ProductState;
}

/** Quote currencies and coins by how much they are traded on Coinbase, most first. */
const QUOTES = ['USD', 'USDC', 'EUR', 'GBP', 'USDT', 'BTC', 'ETH'];
const BASES = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'LTC', 'LINK', 'AVAX', 'SUI'];

/** What the local sandbox trades: for a list of it while it sleeps. */
export const sandboxProductIds: readonly string[] = [
  'BTC-USD',
  'ETH-USD',
  'SOL-USD',
  'DOGE-USD',
  'ETH-BTC',
  'BTC-EUR',
  'ETH-EUR',
  'BTC-USDC',
];

const MOST_FAVOURITES = 6;

/**
 * What is probably wanted: the most traded coins, in the quote currencies that the account has some of.
 * @param held its currencies; none when that is not known.
 */
export function favourites(products: readonly ListedProduct[], held: readonly string[]): ListedProduct[] {
  const known = new Map(products.filter(({ state }) => state !== 'disabled').map((one) => [one.id, one]));
  const quotes = QUOTES.filter((quote) => held.includes(quote));
  const wanted = BASES.flatMap((base) =>
    (quotes.length > 0 ? quotes : QUOTES).map((quote) => `${base}-${quote}`),
  );
  return wanted.flatMap((id) => known.get(id) ?? []).slice(0, MOST_FAVOURITES);
}

/** Those whose id or name has the text in it, the ones that begin with it first; capitals do not count. */
export function matching(products: readonly ListedProduct[], text: string): ListedProduct[] {
  const wanted = text.trim().toUpperCase();
  const has = (one: string): boolean => one.toUpperCase().includes(wanted);
  const found = products.filter(({ id, name }) => has(id) || has(name));
  const first = found.filter(({ id }) => id.startsWith(wanted));
  return [...first, ...found.filter((one) => !first.includes(one))];
}
