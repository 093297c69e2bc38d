import { type EngineProduct, floorToStep, isUnitsText, parseUnits, type Units, valueOf } from '../engine';
import type { MirroredProduct, MirrorNews } from '../types';

/** Sizes by price, best price first. */
export type Levels = ReadonlyMap<Units, Units>;

/** What a mirrored market offers in one product; never crossed. */
export interface MirroredBook {
  readonly buy: Levels;
  readonly sell: Levels;
}

/** A trade of the mirrored market. */
export interface MirroredTrade {
  readonly price: Units;
  readonly size: Units;
  /** The taker's. */
  readonly side: 'buy' | 'sell';
}

/** Why a product has no present price. */
export type Lack = Pick<MirroredProduct, 'since' | 'why'>;

/** A lack in words. */
export function shutNote({ since, why }: Lack): string {
  const what =
    since === undefined ? 'its prices are not known yet' : `its prices are out of date since ${since}`;
  return why === undefined ? what : `${what} (${why})`;
}

/** What is known of a mirrored market. It outlives a reset of the sandbox, because the real market does. */
export class MirrorBoard {
  readonly #products: ReadonlyMap<string, EngineProduct>;
  readonly #books = new Map<string, MirroredBook>();
  /** Products whose news are out of date, until they are said to be live again. */
  readonly #stale = new Map<string, Lack>();
  /** Products whose last book cannot be, until the next. */
  readonly #broken = new Map<string, Lack>();

  constructor(products: readonly EngineProduct[]) {
    this.#products = new Map(products.map((product) => [product.id, product]));
  }

  /** Why nobody knows the product's present prices; undefined where {@link book} does. */
  lack(productId: string): Lack | undefined {
    const known = this.#books.has(productId) ? undefined : (this.#broken.get(productId) ?? {});
    return this.#stale.get(productId) ?? known;
  }

  /** Undefined while nobody knows the product's present prices. */
  book(productId: string): MirroredBook | undefined {
    return this.#stale.has(productId) ? undefined : this.#books.get(productId);
  }

  /**
   * Takes note. Returns the products whose book or state may have changed. A book that cannot be is none: until the next
   * one its product has no known price.
   * @param now Unix milliseconds.
   */
  note(news: Exclude<MirrorNews, { readonly kind: 'trade' }>, now: number): readonly string[] {
    if (news.kind === 'book') {
      const product = this.#products.get(news.productId);
      if (product) this.#noteBook(product, news, now);
      return product ? [product.id] : [];
    }
    const { productId } = news;
    const known = [...this.#products.keys()].filter((id) => productId === undefined || id === productId);
    for (const id of known) {
      if (news.kind === 'live') this.#stale.delete(id);
      else this.#noteStale(id, news, now);
    }
    return known;
  }

  /** One that never had a price is not out of date since then; one that is stale already stays so since its beginning. */
  #noteStale(id: string, { since, why }: Extract<MirrorNews, { readonly kind: 'stale' }>, now: number): void {
    const known = this.#stale.get(id)?.since ?? since;
    const begun = known ?? (this.#books.has(id) ? new Date(now).toISOString() : undefined);
    this.#stale.set(id, { ...(begun !== undefined && { since: begun }), ...(why !== undefined && { why }) });
  }

  /** Undefined for one that cannot be, or of a product that is not traded here. */
  trade({
    productId,
    price,
    size,
    side,
  }: Extract<MirrorNews, { readonly kind: 'trade' }>): MirroredTrade | undefined {
    const product = this.#products.get(productId);
    if (!product || !isUnitsText(price) || !isUnitsText(size)) return undefined;
    if (side !== 'buy' && side !== 'sell') return undefined;
    const trade = {
      price: floorToStep(parseUnits(price), product.quoteIncrement),
      size: floorToStep(parseUnits(size), product.baseIncrement),
      side,
    };
    return trade.price > 0n && trade.size > 0n ? trade : undefined;
  }

  #noteBook(
    product: EngineProduct,
    { bids, asks }: Extract<MirrorNews, { readonly kind: 'book' }>,
    now: number,
  ): void {
    const buy = levelsOf(bids, product, 'buy');
    const sell = levelsOf(asks, product, 'sell');
    if (buy && sell && !isCrossed(buy, sell)) {
      this.#books.set(product.id, { buy, sell });
      this.#broken.delete(product.id);
      return;
    }
    this.#books.delete(product.id);
    const since = this.#broken.get(product.id)?.since ?? new Date(now).toISOString();
    this.#broken.set(product.id, { since, why: 'the book that was told last cannot be' });
  }
}

/** Bids are put down to a whole price step and asks up, sizes down. Undefined for what are no levels. */
function levelsOf(rows: unknown, product: EngineProduct, side: 'buy' | 'sell'): Levels | undefined {
  if (!Array.isArray(rows)) return undefined;
  const sizes = new Map<Units, Units>();
  for (const row of rows as readonly unknown[]) {
    const [price, size] = Array.isArray(row) ? (row as unknown[]) : [];
    if (!isUnitsText(price) || !isUnitsText(size)) return undefined;
    const given = parseUnits(price);
    const low = floorToStep(given, product.quoteIncrement);
    const at = side === 'buy' || low === given ? low : low + product.quoteIncrement;
    const amount = floorToStep(parseUnits(size), product.baseIncrement);
    if (at <= 0n || amount < 0n) return undefined;
    // Less than the least order cannot be quoted.
    if (valueOf(at, amount) < product.minMarketFunds) continue;
    sizes.set(at, (sizes.get(at) ?? 0n) + amount);
  }
  const sign = side === 'buy' ? -1 : 1;
  return new Map([...sizes].sort(([a], [b]) => (a < b ? -sign : sign)));
}

function isCrossed(buy: Levels, sell: Levels): boolean {
  const [bid] = buy.keys();
  const [ask] = sell.keys();
  return bid !== undefined && ask !== undefined && bid >= ask;
}
