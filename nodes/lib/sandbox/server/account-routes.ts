import { type EngineFill, type Units, unitsFixed, unitsText } from '../engine';
import { cutDescending, pageHeaders, parsePage, tradeIdCursor } from './pages';
import { parseOrderName } from './order-name';
import type { PaperExchange } from './paper-exchange';
import { notFound, ok, refuse, type Reply } from './reply';
import type { Call, Route } from './route';
import { parseTimeRange } from './time-range';
import { accountJson, type AccountState, fillJson } from './wire';

function accountState(exchange: PaperExchange, currency: string): AccountState {
  const { profile } = exchange;
  const balance = exchange.engine.balance(profile, currency);
  return { id: exchange.accountId(currency), currency, profile, ...balance };
}

function accounts({ exchange }: Call): Reply {
  return ok(exchange.currencies.map((currency) => accountJson(accountState(exchange, currency))));
}

function account({ exchange, params }: Call): Reply {
  const id = (params['account_id'] ?? '').replaceAll('-', '').toLowerCase();
  const currency = exchange.currencies.find((one) => exchange.accountId(one).replaceAll('-', '') === id);
  return currency === undefined ? notFound() : ok(accountJson(accountState(exchange, currency)));
}

/** At least four decimals, as the exchange prints rates: `0.0040`. */
function rateText(rate: Units): string {
  const text = unitsText(rate);
  return text.length < 6 ? unitsFixed(rate, 8).slice(0, 6) : text;
}

function fees({ exchange }: Call): Reply {
  const { makerFee, takerFee } = exchange.settings;
  return ok({
    maker_fee_rate: rateText(makerFee),
    taker_fee_rate: rateText(takerFee),
    usd_volume: unitsFixed(exchange.usdVolume, 8).slice(0, -6),
  });
}

function verifyKey({ exchange }: Call): Reply {
  return ok({ id: exchange.userId });
}

/** Which fills are asked for: the exchange wants an order or a product. */
function fillFilter({ exchange, query }: Call): ((fill: EngineFill) => boolean) | Reply {
  const order = query.get('order_id');
  const product = query.get('product_id');
  if (!order && !product) return refuse(400, 'Requires order_id or product_id');
  if (product && !exchange.products.has(product)) return notFound();
  const name = order ? parseOrderName(order) : undefined;
  if (name?.kind === 'refused') return name.reply;
  const range = parseTimeRange(query);
  if (range.kind === 'refused') return range.reply;
  const id = name && ('id' in name.value ? name.value.id : undefined);
  if (name && id === undefined) return refuse(400, 'Invalid order id');
  return (fill) =>
    (id === undefined || fill.orderId === id) &&
    (!product || fill.productId === product) &&
    range.value(fill.time);
}

function fills(call: Call): Reply {
  const { exchange, query } = call;
  const wanted = fillFilter(call);
  if (typeof wanted !== 'function') return wanted;
  const request = parsePage(query, tradeIdCursor, 100);
  if (request.kind === 'refused') return request.reply;
  const page = cutDescending(matching(exchange, wanted), (fill) => fill.tradeId, request.value);
  return ok(
    page.map((fill) => fillJson(fill, exchange.profile, exchange.userId)),
    pageHeaders(page, (fill) => String(fill.tradeId)),
  );
}

function* matching(exchange: PaperExchange, wanted: (fill: EngineFill) => boolean): Iterable<EngineFill> {
  for (const fill of exchange.engine.fills(exchange.profile)) if (wanted(fill)) yield fill;
}

const READ = { method: 'GET', auth: 'view', bucket: 'private' } as const;

/** The key's own balances, fills and fees. */
export const accountRoutes: readonly Route[] = [
  { ...READ, path: '/accounts', summary: 'balances and holds in every currency', answer: accounts },
  { ...READ, path: '/accounts/{account_id}', summary: 'one balance', answer: account },
  {
    ...READ,
    bucket: 'fills',
    path: '/fills',
    summary: 'own fills of an order or a product, in pages',
    answer: fills,
  },
  { ...READ, path: '/fees', summary: 'maker and taker fee rates', answer: fees },
  { ...READ, path: '/users/self/verify', summary: 'proves that the key is accepted', answer: verifyKey },
];
