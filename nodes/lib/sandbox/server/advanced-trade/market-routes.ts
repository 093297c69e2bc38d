import {
  type BookLevel,
  type EngineProduct,
  isUnitsText,
  parseUnits,
  type Units,
  unitsText,
} from '../../engine';
import { isoTime } from '../clock';
import type { PaperExchange } from '../paper-exchange';
import { ok, type Reply } from '../reply';
import type { Call, Route } from '../route';
import { answering, notThere, WrongArgument } from './answers';
import { candles } from './candles';
import { given, limitIn } from './order-list';
import { productJson } from './product';
import { levelJson, ratio, tradeJson } from './wire';

/** The two figures are texts. */
function time({ exchange }: Call): Reply {
  const now = Math.floor(exchange.now());
  return ok({
    iso: new Date(now).toISOString(),
    epochSeconds: String(Math.floor(now / 1000)),
    epochMillis: String(now),
  });
}

function products({ exchange, query }: Call): Reply {
  const ids = given(query, 'product_ids');
  const type = query.get('product_type') ?? '';
  const isSpot = type === '' || type === 'SPOT' || type === 'UNKNOWN_PRODUCT_TYPE';
  const all = [...exchange.products.values()].filter(
    ({ id }) => isSpot && (ids.length === 0 || ids.includes(id)),
  );
  const from = query.get('offset') ?? '';
  if (!/^\d{0,8}$/.test(from)) throw new WrongArgument('offset must be a whole number');
  const shown = all.slice(Number(from)).slice(0, limitIn(query, all.length));
  return ok({ products: shown.map((one) => productJson(one, exchange)), num_products: all.length });
}

function withProduct(
  answer: (call: Call, product: EngineProduct) => Reply,
  idOf: (call: Call) => string,
): (call: Call) => Reply {
  return (call) => {
    const id = idOf(call);
    const product = call.exchange.products.get(id);
    return product ? answer(call, product) : notThere(`ProductID "${id.slice(0, 40)}" could not be found`);
  };
}

const inPath = ({ params }: Call): string => params['product_id'] ?? '';
const inQuery = ({ query }: Call): string => query.get('product_id') ?? '';

const product = withProduct(({ exchange }, found) => ok(productJson(found, exchange)), inPath);

/** Trades and the best prices; `limit` is required. */
const ticker = withProduct(({ exchange, query }, { id }) => {
  if ((query.get('limit') ?? '') === '') throw new WrongArgument('limit is required');
  const limit = limitIn(query, 1);
  const [start, end] = [secondsOr(query, 'start', -Infinity), secondsOr(query, 'end', Infinity)];
  const trades: Record<string, unknown>[] = [];
  for (const trade of exchange.engine.trades(id)) {
    if (trades.length === limit || trade.time < start * 1000) break;
    if (trade.time <= end * 1000) trades.push(tradeJson(trade));
  }
  const [bid] = exchange.engine.levels(id, 'buy', 1);
  const [ask] = exchange.engine.levels(id, 'sell', 1);
  return ok({ trades, best_bid: unitsText(bid?.price ?? 0n), best_ask: unitsText(ask?.price ?? 0n) });
}, inPath);

function secondsOr(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? '';
  if (text === '') return otherwise;
  if (!/^\d{1,11}$/.test(text)) throw new WrongArgument(`${name} must be Unix seconds`);
  return Number(text);
}

/** One product's book, best first. @param step of prices that are shown as one; 0 for every price. */
function bookJson(exchange: PaperExchange, id: string, most: number, step: Units = 0n) {
  const rows = (side: 'buy' | 'sell') =>
    aggregated(exchange.engine.levels(id, side, step === 0n ? most : Infinity), side, step)
      .slice(0, most)
      .map(levelJson);
  return { product_id: id, bids: rows('buy'), asks: rows('sell'), time: isoTime(exchange.now()) };
}

type Row = Pick<BookLevel, 'price' | 'size'>;

/** Bids are put down to a whole step and asks up. */
function aggregated(levels: readonly BookLevel[], side: 'buy' | 'sell', step: Units): Row[] {
  if (step === 0n) return [...levels];
  const sizes = new Map<Units, Units>();
  for (const { price, size } of levels) {
    const low = (price / step) * step;
    const shown = side === 'buy' || low === price ? low : low + step;
    sizes.set(shown, (sizes.get(shown) ?? 0n) + size);
  }
  return [...sizes].map(([price, size]) => ({ price, size }));
}

function bestBidAsk({ exchange, query }: Call): Reply {
  const ids = given(query, 'product_ids');
  const strange = ids.find((id) => !exchange.products.has(id));
  if (strange !== undefined) return notThere(`ProductID "${strange.slice(0, 40)}" could not be found`);
  const wanted = ids.length > 0 ? ids : [...exchange.products.keys()];
  return ok({ pricebooks: wanted.map((id) => bookJson(exchange, id, 1)) });
}

const productBook = withProduct(({ exchange, query }, { id }) => {
  const step = query.get('aggregation_price_increment') ?? '';
  if (step !== '' && !(isUnitsText(step) && parseUnits(step) > 0n))
    throw new WrongArgument('aggregation_price_increment must be a price');
  const [bid] = exchange.engine.levels(id, 'buy', 1);
  const [ask] = exchange.engine.levels(id, 'sell', 1);
  const [low, high] = [bid?.price ?? 0n, ask?.price ?? 0n];
  const middle = (low + high) / 2n;
  const most = limitIn(query, Infinity);
  const [last] = exchange.engine.trades(id);
  return ok({
    pricebook: bookJson(exchange, id, most, step === '' ? 0n : parseUnits(step)),
    last: unitsText(last?.price ?? 0n),
    mid_market: unitsText(middle),
    spread_bps: unitsText(ratio(high - low, middle) * 10_000n),
    spread_absolute: unitsText(high - low),
  });
}, inQuery);

const PUBLIC = { method: 'GET', auth: 'public', bucket: 'advanced-public' } as const;
const READ = { method: 'GET', auth: 'view', bucket: 'advanced-private' } as const;

/** Of each, one with a key and one without. */
const SHARED = [
  { path: '/products', summary: 'every product with its trading rules', answer: answering(products) },
  { path: '/products/{product_id}', summary: 'one product', answer: product },
  {
    path: '/products/{product_id}/candles',
    summary: 'candles of nine lengths, newest first, at most 350',
    answer: answering(candles),
  },
  {
    path: '/products/{product_id}/ticker',
    summary: 'public trades, newest first, and the best prices',
    answer: answering(ticker),
  },
  { path: '/product_book', summary: 'order book by price', answer: answering(productBook) },
] as const;

/** Market data. */
export const marketRoutes: readonly Route[] = [
  { ...PUBLIC, path: '/time', summary: "the sandbox's clock", answer: time },
  { ...READ, path: '/best_bid_ask', summary: 'the best prices of several products', answer: bestBidAsk },
  ...SHARED.map((one) => ({ ...READ, ...one })),
  ...SHARED.map((one) => ({ ...PUBLIC, ...one, path: `/market${one.path}` })),
];
