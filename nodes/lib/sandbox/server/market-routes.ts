import { type Engine, type EngineProduct, type EngineTrade, unitsFixed, unitsText } from '../engine';
import { isoTime } from './clock';
import { cutDescending, pageHeaders, parsePage, tradeIdCursor } from './pages';
import type { PaperExchange } from './paper-exchange';
import { notFound, ok, refuse, type Reply } from './reply';
import type { Call, Route } from './route';
import { bookPriceText, productJson, tradeJson } from './wire';

/** `epoch` is a JSON number of seconds with decimals. */
function time({ exchange }: Call): Reply {
  const now = exchange.now();
  return ok({ iso: new Date(now).toISOString(), epoch: Math.floor(now) / 1000 });
}

function products({ exchange }: Call): Reply {
  const { engine } = exchange;
  return ok([...exchange.products.values()].map((one) => productJson(one, engine)));
}

function product({ exchange, params }: Call): Reply {
  const found = exchange.products.get(params['product_id'] ?? '');
  return found ? ok(productJson(found, exchange.engine)) : notFound();
}

/** The newest public trade, or undefined before the first. */
function lastTrade(exchange: PaperExchange, productId: string): EngineTrade | undefined {
  for (const trade of exchange.engine.trades(productId)) return trade;
  return undefined;
}

function ticker({ exchange, params }: Call): Reply {
  const found = exchange.products.get(params['product_id'] ?? '');
  if (!found) return notFound();
  const [bid] = exchange.engine.levels(found.id, 'buy', 1);
  const [ask] = exchange.engine.levels(found.id, 'sell', 1);
  const last = lastTrade(exchange, found.id);
  return ok({
    ask: bookPriceText(ask?.price ?? 0n, found),
    bid: bookPriceText(bid?.price ?? 0n, found),
    volume: unitsFixed(exchange.candles.dayVolume(found.id, exchange.now()), 8),
    trade_id: last?.tradeId ?? 0,
    price: unitsText(last?.price ?? 0n),
    size: unitsText(last?.size ?? 0n),
    time: isoTime(last?.time ?? exchange.now()),
    rfq_volume: '0',
    conversions_volume: '0',
  });
}

type Row = readonly [price: string, size: string, ordersOrId: number | string];

function levelRows(engine: Engine, product: EngineProduct, side: 'buy' | 'sell', most: number): Row[] {
  return engine
    .levels(product.id, side, most)
    .map(({ price, size, orders }) => [bookPriceText(price, product), unitsText(size), orders]);
}

function orderRows(engine: Engine, product: EngineProduct, side: 'buy' | 'sell'): Row[] {
  const rows: Row[] = [];
  for (const { id, price = 0n, size = 0n, filledSize } of engine.resting(product.id, side)) {
    rows.push([bookPriceText(price, product), unitsText(size - filledSize), id]);
  }
  return rows;
}

/** Level 1 is the best price, 2 the whole book by price, 3 the whole book by order. */
function book({ exchange, params, query }: Call): Reply {
  const { engine, products } = exchange;
  const found = products.get(params['product_id'] ?? '');
  if (!found) return notFound();
  const level = query.get('level') ?? '1';
  if (!['1', '2', '3'].includes(level)) return refuse(400, 'Bad Request');
  const rows = (side: 'buy' | 'sell'): Row[] =>
    level === '3'
      ? orderRows(engine, found, side)
      : levelRows(engine, found, side, level === '1' ? 1 : Infinity);
  return ok({
    bids: rows('buy'),
    asks: rows('sell'),
    sequence: engine.sequence(found.id),
    auction_mode: false,
    auction: null,
    time: isoTime(exchange.now()),
  });
}

function trades({ exchange, params, query }: Call): Reply {
  const id = params['product_id'] ?? '';
  if (!exchange.products.has(id)) return notFound();
  const request = parsePage(query, tradeIdCursor, 1000);
  if (request.kind === 'refused') return request.reply;
  const page = cutDescending(exchange.engine.trades(id), (trade) => trade.tradeId, request.value);
  return ok(
    page.map(tradeJson),
    pageHeaders(page, (trade) => String(trade.tradeId)),
  );
}

/** Not the exchange's: which prices come from recorded candles and which candle goes by, or what of a mirrored market is open. */
function replayedMarket({ exchange }: Call): Reply {
  const mirrored = exchange.mirrored();
  return ok({
    ...(mirrored && {
      mirrored: mirrored.map(({ productId, isOpen, since, why }) => ({
        product_id: productId,
        open: isOpen,
        ...(since !== undefined && { since }),
        ...(why !== undefined && { why }),
      })),
    }),
    replays: exchange.replays().map((one) => ({
      product_id: one.productId,
      price: unitsText(one.price),
      candle: one.candle,
      candles: one.candles,
      candle_time: isoTime(one.candleTime * 1000),
      candles_per_second: one.speed,
      started_at: isoTime(one.startedAt),
      ended: one.ended,
    })),
  });
}

const PUBLIC = { method: 'GET', auth: 'public', bucket: 'public' } as const;

/** Public market data. */
export const marketRoutes: readonly Route[] = [
  { ...PUBLIC, path: '/time', summary: "the sandbox's clock", answer: time },
  { ...PUBLIC, path: '/products', summary: 'every product with its trading rules', answer: products },
  { ...PUBLIC, path: '/products/{product_id}', summary: 'one product', answer: product },
  {
    ...PUBLIC,
    path: '/products/{product_id}/ticker',
    summary: 'best bid and ask, last trade, volume of 24 hours',
    answer: ticker,
  },
  {
    ...PUBLIC,
    path: '/products/{product_id}/book',
    summary: 'order book, levels 1 to 3',
    cache: 'public, max-age=1, must-revalidate',
    answer: book,
  },
  {
    ...PUBLIC,
    path: '/products/{product_id}/trades',
    summary: 'public trades, newest first, in pages',
    answer: trades,
  },
  {
    ...PUBLIC,
    path: '/sandbox/market',
    summary: "the sandbox's own: where a replay of recorded candles or a mirrored market stands",
    answer: replayedMarket,
  },
];
