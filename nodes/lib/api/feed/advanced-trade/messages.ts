/** Reads the messages of the feeds of Advanced Trade. Source: its websocket channels and its AsyncAPI description. */
import type { BookChange, Ticker, Trade } from '../../../rules/market-data';
import type { BookLevel, Side } from '../../../rules/orders';
import { isPlainObject } from '../../../rules/shapes';
import type { Wire } from '../../wire-values';
import { amountText } from '../amount-text';

/** The objects of a list; what is none is left out. */
export function objectsOf(value: unknown): readonly Wire[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isPlainObject) : [];
}

/** Our names, and the channel's. */
const TICKER_AMOUNTS = [
  ['best_bid', 'best_bid'],
  ['best_bid_size', 'best_bid_quantity'],
  ['best_ask', 'best_ask'],
  ['best_ask_size', 'best_ask_quantity'],
  ['high_24h', 'high_24_h'],
  ['low_24h', 'low_24_h'],
  ['volume_24h', 'volume_24_h'],
] as const;

/** @param time of the whole message: a ticker has none of its own. */
export function readTicker(wire: Wire, product_id: string, time: string): Ticker | undefined {
  const price = amountText(wire['price']);
  if (price === undefined) return undefined;
  const amounts: Record<string, string> = {};
  for (const [ours, theirs] of TICKER_AMOUNTS) {
    const value = amountText(wire[theirs]);
    if (value !== undefined) amounts[ours] = value;
  }
  return { product_id, price, time, ...amounts };
}

/** Over the feed as over REST its side is that of the order that rested. */
export function readTrade(wire: Wire, product_id: string): Trade | undefined {
  const [price, size] = [amountText(wire['price']), amountText(wire['size'])];
  const { trade_id, side, time } = wire;
  if (price === undefined || size === undefined || (side !== 'BUY' && side !== 'SELL')) return undefined;
  if (typeof trade_id !== 'string' && typeof trade_id !== 'number') return undefined;
  const taker: Side = side === 'BUY' ? 'sell' : 'buy';
  return {
    trade_id: String(trade_id),
    product_id,
    price,
    size,
    side: taker,
    time: typeof time === 'string' ? time : '',
  };
}

/** Undefined when a change cannot be read: then one is missing. */
export function readChanges(updates: unknown): BookChange[] | undefined {
  if (!Array.isArray(updates)) return undefined;
  const changes: BookChange[] = [];
  for (const update of updates as unknown[]) {
    if (!isPlainObject(update)) return undefined;
    const [price, size] = [amountText(update['price_level']), amountText(update['new_quantity'])];
    const side = SIDES[String(update['side'])];
    if (!side || price === undefined || size === undefined) return undefined;
    changes.push({ side, price, size });
  }
  return changes;
}

const SIDES: Readonly<Record<string, Side>> = { bid: 'buy', offer: 'sell', ask: 'sell' };

/** A snapshot is a list of changes to nothing. */
export function readSnapshot(updates: unknown): { bids: BookLevel[]; asks: BookLevel[] } | undefined {
  const changes = readChanges(updates);
  if (!changes) return undefined;
  const of = (wanted: Side): BookLevel[] =>
    changes.filter(({ side }) => side === wanted).map(({ price, size }) => ({ price, size }));
  return { bids: of('buy'), asks: of('sell') };
}
