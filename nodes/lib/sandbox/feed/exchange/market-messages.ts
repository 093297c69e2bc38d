/** What the public channels tell of a product. Source: exchange facts 7.3, and frames recorded on 2021-04-17. */
import { type EngineProduct, type EngineTrade, unitsFixed, unitsText } from '../../engine';
import { isoTime } from '../../server/clock';
import type { PaperExchange } from '../../server/paper-exchange';
import { bookPriceText, bookSizeText, productJson } from '../../server/wire';
import type { LevelChange } from '../book-watch';

type Json = Record<string, unknown>;

/** `last_trade_id` is 0 before the first trade. */
export function heartbeatMessage(exchange: PaperExchange, productId: string): Json {
  const [last] = exchange.engine.trades(productId);
  return {
    type: 'heartbeat',
    sequence: exchange.engine.sequence(productId),
    last_trade_id: last?.tradeId ?? 0,
    product_id: productId,
    time: isoTime(exchange.now()),
  };
}

/** Describes a trade; `side` is the taker's, the opposite of the match's. */
export function tickerMessage(exchange: PaperExchange, product: EngineProduct, trade: EngineTrade): Json {
  const { engine } = exchange;
  const stats = exchange.candles.stats(product.id, exchange.now());
  const [bid] = engine.levels(product.id, 'buy', 1);
  const [ask] = engine.levels(product.id, 'sell', 1);
  const price = unitsText(trade.price);
  return {
    type: 'ticker',
    sequence: trade.sequence,
    product_id: product.id,
    price,
    open_24h: stats ? unitsText(stats.open) : price,
    volume_24h: unitsFixed(stats?.volume ?? 0n, 8),
    low_24h: stats ? unitsText(stats.low) : price,
    high_24h: stats ? unitsText(stats.high) : price,
    volume_30d: unitsFixed(stats?.volume30Day ?? 0n, 8),
    best_bid: bookPriceText(bid?.price ?? 0n, product),
    best_bid_size: bookSizeText(bid?.size ?? 0n, product),
    best_ask: bookPriceText(ask?.price ?? 0n, product),
    best_ask_size: bookSizeText(ask?.size ?? 0n, product),
    side: trade.makerSide === 'buy' ? 'sell' : 'buy',
    time: isoTime(trade.time),
    trade_id: trade.tradeId,
    last_size: unitsText(trade.size),
  };
}

/** The whole book by price, best first. */
export function snapshotMessage(exchange: PaperExchange, product: EngineProduct): Json {
  const rows = (side: 'buy' | 'sell') =>
    exchange.engine
      .levels(product.id, side)
      .map(({ price, size }) => [bookPriceText(price, product), bookSizeText(size, product)]);
  return {
    type: 'snapshot',
    product_id: product.id,
    asks: rows('sell'),
    bids: rows('buy'),
    time: isoTime(exchange.now()),
  };
}

/** @param time Unix milliseconds. */
export function l2updateMessage(product: EngineProduct, changes: readonly LevelChange[], time: number): Json {
  return {
    type: 'l2update',
    product_id: product.id,
    changes: changes.map(({ side, price, size }) => [
      side,
      bookPriceText(price, product),
      bookSizeText(size, product),
    ]),
    time: isoTime(time),
  };
}

const STATUS_FIELDS = [
  'id',
  'base_currency',
  'quote_currency',
  'base_increment',
  'quote_increment',
  'display_name',
  'status',
  'min_market_funds',
  'post_only',
  'limit_only',
  'cancel_only',
  'fx_stablecoin',
] as const;

/** Every product and currency; `status_message` is null here. */
export function statusMessage(exchange: PaperExchange, currencies: readonly Json[]): Json {
  const products = [...exchange.products.values()].map((one) => {
    const json = productJson(one, exchange.engine);
    const shown = Object.fromEntries(STATUS_FIELDS.map((name) => [name, json[name]]));
    return { ...shown, type: 'spot', status_message: null };
  });
  return { type: 'status', products, currencies };
}
