/** The events of Advanced Trade's public channels. Source: other-coinbase-apis.md, 1.12. */
import { type EngineProduct, type EngineTrade, ONE, unitsText } from '../../engine';
import { ratio, tradeJson } from '../../server/advanced-trade/wire';
import type { Candle } from '../../server/candles';
import { isoTime } from '../../server/clock';
import type { PaperExchange } from '../../server/paper-exchange';
import type { LevelChange } from '../book-watch';

type Json = Readonly<Record<string, unknown>>;

/** Trades and candles in a snapshot. */
const MOST_ROWS = 100;

/** `current_time` as Go prints it, which no reader of ISO 8601 takes. */
export function heartbeatEvent(exchange: PaperExchange, counter: number): Json {
  const [day = '', time = ''] = isoTime(exchange.now()).slice(0, -1).split('T');
  const since = ((exchange.now() - exchange.startedAt) / 1000).toFixed(9);
  return {
    current_time: `${day} ${time}000 +0000 UTC m=+${since}`,
    heartbeat_counter: counter,
  };
}

/** Newest first; the side is the maker's, as in the list over REST. */
export function tradesEvent(type: 'snapshot' | 'update', newestFirst: Iterable<EngineTrade>): Json {
  const trades: Json[] = [];
  for (const trade of newestFirst) {
    if (trades.length === MOST_ROWS && type === 'snapshot') break;
    const { exchange: _, ...json } = tradeJson(trade);
    trades.push(json);
  }
  return { type, trades };
}

/** @param batch leaves the best prices out. */
export function tickerOf(exchange: PaperExchange, product: EngineProduct, batch: boolean): Json | undefined {
  const { engine } = exchange;
  const [last] = engine.trades(product.id);
  if (!last) return undefined;
  const stats = exchange.candles.stats(product.id, exchange.now());
  const [bid] = engine.levels(product.id, 'buy', 1);
  const [ask] = engine.levels(product.id, 'sell', 1);
  const [high, low] = [stats?.high ?? last.price, stats?.low ?? last.price];
  const change = ratio(last.price, stats?.open ?? last.price) - ONE;
  return {
    type: 'ticker',
    product_id: product.id,
    price: unitsText(last.price),
    volume_24_h: unitsText(stats?.volume ?? 0n),
    low_24_h: unitsText(low),
    high_24_h: unitsText(high),
    low_52_w: unitsText(low),
    high_52_w: unitsText(high),
    price_percent_chg_24_h: unitsText(change * 100n),
    ...(!batch && {
      best_bid: unitsText(bid?.price ?? 0n),
      best_ask: unitsText(ask?.price ?? 0n),
      best_bid_quantity: unitsText(bid?.size ?? 0n),
      best_ask_quantity: unitsText(ask?.size ?? 0n),
    }),
  };
}

/** The whole book, bids first. It is of no one time. */
export function bookSnapshot(exchange: PaperExchange, productId: string): Json {
  const rows = (side: 'buy' | 'sell') =>
    exchange.engine
      .levels(productId, side)
      .map(({ price, size }) => levelUpdate({ side, price, size }, '1970-01-01T00:00:00Z'));
  return { type: 'snapshot', product_id: productId, updates: [...rows('buy'), ...rows('sell')] };
}

/** @param time Unix milliseconds. */
export function bookUpdate(productId: string, changes: Iterable<LevelChange>, time: number): Json {
  const at = isoTime(time);
  const updates = [...changes].map((change) => levelUpdate(change, at));
  return { type: 'update', product_id: productId, updates };
}

/** `new_quantity` is what rests there now, 0 for nothing. */
function levelUpdate({ side, price, size }: LevelChange, eventTime: string): Json {
  return {
    side: side === 'buy' ? 'bid' : 'offer',
    event_time: eventTime,
    price_level: unitsText(price),
    new_quantity: unitsText(size),
  };
}

/** Five-minute candles, newest first: the latest ones, or the one that forms. */
export function candlesOf(exchange: PaperExchange, productId: string, most = MOST_ROWS): readonly Json[] {
  const candles: Json[] = [];
  for (const candle of exchange.candles.newestFirst(productId, 300)) {
    if (candles.length === most) break;
    candles.push(candleJson(candle, productId));
  }
  return candles;
}

function candleJson({ time, high, low, open, close, volume }: Candle, productId: string): Json {
  return {
    start: String(time),
    high: unitsText(high),
    low: unitsText(low),
    open: unitsText(open),
    close: unitsText(close),
    volume: unitsText(volume),
    product_id: productId,
  };
}

export function statusOf({ id, base, quote, ...product }: EngineProduct): Json {
  return {
    product_type: 'SPOT',
    id,
    base_currency: base,
    quote_currency: quote,
    base_increment: unitsText(product.baseIncrement),
    quote_increment: unitsText(product.quoteIncrement),
    display_name: `${base}/${quote}`,
    status: 'online',
    status_message: '',
    min_market_funds: unitsText(product.minMarketFunds),
  };
}
