import { type EngineFill, type Units, unitsFixed, unitsText } from '../engine';
import { cutDescending, pageHeaders, parsePage, tradeIdCursor } from './pages';
import { canonicalUuid, parseOrderName } from './order-name';
import { notFound, ok, refuse, type Reply } from './reply';
import type { Call, Route } from './route';
import { parseTimeRange } from './time-range';
import { accountJson, type AccountState, fillJson } from './wire';

function accountState({ exchange, profile }: Call, currency: string): AccountState {
  const balance = exchange.engine.balance(profile, currency);
  return { id: exchange.accountId(profile, currency), currency, profile, ...balance };
}

function accounts(call: Call): Reply {
  return ok(call.exchange.currencies.map((currency) => accountJson(accountState(call, currency))));
}

/** The currency of the account that the path names; undefined when the key's profile has no such account. */
export function accountOf({ exchange, profile, params }: Call): string | undefined {
  const id = canonicalUuid(params['account_id'] ?? '');
  return exchange.currencies.find((one) => exchange.accountId(profile, one) === id);
}

function account(call: Call): Reply {
  const currency = accountOf(call);
  return currency === undefined ? notFound() : ok(accountJson(accountState(call, currency)));
}

/** At least four decimals, as the exchange prints rates: `0.0040`. */
function rateText(rate: Units): string {
  const text = unitsText(rate);
  return text.length < 6 ? unitsFixed(rate, 8).slice(0, 6) : text;
}

function fees({ exchange, profile }: Call): Reply {
  const { makerFee, takerFee } = exchange.settings;
  return ok({
    maker_fee_rate: rateText(makerFee),
    taker_fee_rate: rateText(takerFee),
    usd_volume: unitsFixed(exchange.usdVolume(profile), 8).slice(0, -6),
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
  const page = cutDescending(matching(call, wanted), (fill) => fill.tradeId, request.value);
  return ok(
    page.map((fill) => fillJson(fill, exchange.userId, exchange.settledBy())),
    pageHeaders(page, (fill) => String(fill.tradeId)),
  );
}

function* matching({ exchange, profile }: Call, wanted: (fill: EngineFill) => boolean): Iterable<EngineFill> {
  for (const fill of exchange.engine.fills(profile)) if (wanted(fill)) yield fill;
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
