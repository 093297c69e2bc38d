import type { Trade } from '../../../rules/market-data';
import type { Wire } from '../../wire-values';
import { UNREADABLE, type BookChannel } from '../live-book';
import type { Market } from '../market';
import type { OwnChannel } from '../own';
import { objectsOf, readChanges, readSnapshot, readTicker, readTrade } from './messages';
import type { MarketNames } from './names';
import type { Message } from './numbered-line';
import { readOwn } from './own-messages';

/**
 * Takes what the socket tells to those whom it concerns.
 * @returns what is wrong with a book, where something is.
 */
export function hearMarket(
  market: Market,
  names: MarketNames,
  { channel, time, events }: Message,
): string | undefined {
  switch (channel) {
    case 'l2_data':
      return firstOf(events, (event) => hearBook(market, names, event, time));
    case 'ticker':
      for (const { tickers } of events)
        for (const ticker of objectsOf(tickers)) hearTicker(market, names, ticker, time);
      return undefined;
    case 'market_trades':
      for (const event of events) hearTrades(market, names, event);
      return undefined;
    case 'heartbeats':
      return beat(market);
    default:
      return undefined;
  }
}

export function hearOwn(own: OwnChannel, { channel, time, events }: Message): void {
  if (channel !== 'user') return;
  for (const { type, orders } of events)
    for (const order of objectsOf(orders)) {
      const message = readOwn(order, type === 'snapshot' ? 'snapshot' : 'update', time);
      if (message) own.hear(message);
    }
}

function hearBook(market: Market, names: MarketNames, event: Wire, time: string): string | undefined {
  const hear = event['type'] === 'snapshot' ? hearWhole : hearChanges;
  return firstOf(names.hearersOf('level2', event), (productId) => {
    const book = market.books.get(productId);
    return book && hear(book, event, time);
  });
}

function hearWhole(book: BookChannel, { updates }: Wire, time: string): string | undefined {
  const whole = readSnapshot(updates);
  return whole ? book.snapshot(whole.bids, whole.asks, time) : UNREADABLE;
}

function hearChanges(book: BookChannel, { updates }: Wire, time: string): string | undefined {
  const changes = readChanges(updates);
  return changes ? book.change(changes, time) : UNREADABLE;
}

function hearTicker(market: Market, names: MarketNames, wire: Wire, time: string): void {
  for (const productId of names.hearersOf('ticker', wire)) {
    const channel = market.tickers.get(productId);
    if (!channel) continue;
    const ticker = readTicker(wire, productId, time);
    if (ticker) channel.hear(ticker);
    else channel.unreadable();
  }
}

/** One event may hold trades of several products, in any order. */
function hearTrades(market: Market, names: MarketNames, { type, trades }: Wire): void {
  const byProduct = new Map<string, Trade[]>();
  for (const wire of objectsOf(trades))
    for (const productId of names.hearersOf('trades', wire)) {
      const trade = market.trades.get(productId) && readTrade(wire, productId);
      if (!trade) continue;
      const own = byProduct.get(productId);
      if (own) own.push(trade);
      else byProduct.set(productId, [trade]);
    }
  for (const [productId, own] of byProduct) market.trades.get(productId)?.hear(own, type === 'snapshot');
}

function beat(market: Market): string | undefined {
  for (const channel of market.tickers.all()) channel.beat();
  for (const channel of market.trades.all()) channel.beat();
  return firstOf(market.books.all(), (book) => book.beat());
}

/** Does it with all, and gives the first answer there is. */
function firstOf<T>(all: Iterable<T>, run: (one: T) => string | undefined): string | undefined {
  let first: string | undefined;
  for (const one of all) {
    const answer = run(one);
    first ??= answer;
  }
  return first;
}
