import type { Book } from '../../rules/orders';
import { isPlainObject } from '../../rules/shapes';
import { buildTarget } from '../../rules/target';
import { productPath } from '../product-path';
import { valueAt } from '../styles/reading';
import type { CallOptions, Connection } from '../trading-api';
import { amounts, listOf, textOr } from '../wire-values';
import { ask } from './ask';
import { BROKERAGE } from './paths';
import { bookOf } from './read-market';

/** One trade of the market. Amounts are decimal text. */
export interface MarketTrade {
  readonly trade_id: string;
  readonly product_id: string;
  readonly price: string;
  /** Base amount. */
  readonly size: string;
  /** Of the order that rested in the book, as on Exchange. */
  readonly side: 'buy' | 'sell';
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** The newest trades of a product, newest first; from the public address. @param limit at least 1. */
export function marketTrades(
  connection: Connection,
  productId: string,
  limit: number,
  options?: CallOptions,
): Promise<readonly MarketTrade[]> {
  const path = `${BROKERAGE}/market/products/${productPath(productId)}/ticker`;
  return ask(connection, buildTarget(path, { limit }), readTrades, options);
}

export function readTrades(body: unknown): MarketTrade[] {
  return listOf(valueAt(body, 'trades'), 'trades').flatMap((entry) => {
    if (!isPlainObject(entry)) return [];
    const { product_id, side } = entry;
    const { price, size } = amounts(entry, ['price', 'size']);
    if (typeof product_id !== 'string' || price === undefined || size === undefined) return [];
    if (side !== 'BUY' && side !== 'SELL') return [];
    return [
      {
        trade_id: textOr(entry['trade_id'], ''),
        product_id,
        price,
        size,
        side: side === 'BUY' ? 'buy' : 'sell',
        time: textOr(entry['time'], ''),
      },
    ];
  });
}

/** The best prices of many products in one call; needs a key. Those that the API leaves out are not in it. */
export function bestPrices(
  connection: Connection,
  productIds: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<string, Book>> {
  const path = buildTarget(`${BROKERAGE}/best_bid_ask`, { product_ids: productIds.map(productPath) });
  return ask(connection, path, readBestPrices, options);
}

export function readBestPrices(body: unknown): ReadonlyMap<string, Book> {
  const books = listOf(valueAt(body, 'pricebooks'), 'pricebooks').filter(isPlainObject);
  return new Map(books.map((book) => [textOr(book['product_id'], ''), bookOf(book)]));
}
