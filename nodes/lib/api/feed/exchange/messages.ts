/** Reads the messages of the Exchange feed. Source: Exchange websocket channels; the sides as recorded in 2021. */
import type { BookChange, Ticker, Trade } from '../../../rules/market-data';
import type { BookLevel, Side } from '../../../rules/orders';
import type { Wire } from '../../wire-values';
import { amountText } from '../amount-text';

/** Its side is the taker's already. */
export function readTicker(wire: Wire): Ticker | undefined {
  const price = amountText(wire['price']);
  const { product_id, time, trade_id, side } = wire;
  if (price === undefined || typeof product_id !== 'string') return undefined;
  const ticker: Record<string, string> = { product_id, price, time: typeof time === 'string' ? time : '' };
  for (const name of TICKER_AMOUNTS) {
    const value = amountText(wire[name]);
    if (value !== undefined) ticker[name] = value;
  }
  if (side === 'buy' || side === 'sell') ticker['side'] = side;
  if (typeof trade_id === 'number') ticker['trade_id'] = String(trade_id);
  return ticker as unknown as Ticker;
}

const TICKER_AMOUNTS = [
  'best_bid',
  'best_bid_size',
  'best_ask',
  'best_ask_size',
  'last_size',
  'open_24h',
  'high_24h',
  'low_24h',
  'volume_24h',
  'volume_30d',
] as const;

/** A match, over the feed or over REST: its side is that of the order that rested. */
export function readTrade(wire: Wire, product_id: string): Trade | undefined {
  const [price, size] = [amountText(wire['price']), amountText(wire['size'])];
  const { trade_id, side, time } = wire;
  if (price === undefined || size === undefined || !isSide(side)) return undefined;
  if (typeof trade_id !== 'number' && typeof trade_id !== 'string') return undefined;
  return {
    trade_id: String(trade_id),
    product_id,
    price,
    size,
    side: opposite(side),
    time: typeof time === 'string' ? time : '',
  };
}

/** One side of a snapshot: rows of price and size. Undefined when one cannot be read: then it is not the whole book. */
export function readLevels(rows: unknown): BookLevel[] | undefined {
  if (!Array.isArray(rows)) return undefined;
  const levels: BookLevel[] = [];
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row)) return undefined;
    const [price, size] = [amountText(row[0]), amountText(row[1])];
    if (price === undefined || size === undefined) return undefined;
    levels.push({ price, size });
  }
  return levels;
}

/** Rows of side, price and the size that rests there now. Undefined when one cannot be read: then a change is missing. */
export function readChanges(rows: unknown): BookChange[] | undefined {
  if (!Array.isArray(rows)) return undefined;
  const changes: BookChange[] = [];
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row)) return undefined;
    const [side, price, size] = [row[0] as unknown, amountText(row[1]), amountText(row[2])];
    if (!isSide(side) || price === undefined || size === undefined) return undefined;
    changes.push({ side, price, size });
  }
  return changes;
}

export function isSide(value: unknown): value is Side {
  return value === 'buy' || value === 'sell';
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
