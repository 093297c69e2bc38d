/** Reads products and market data of Advanced Trade. Source: products reference; every number is text. */
import { decimal } from '../../rules/decimal';
import type { Balance, Book, BookLevel, FeeRates, MarketTop, Product } from '../../rules/orders';
import { isPlainObject } from '../../rules/shapes';
import { say } from '../../sentences';
import { valueAt } from '../styles/reading';
import { amount, amounts, listOf, textOr, texts, unexpected, type Wire } from '../wire-values';
import { objectAt } from './paths';

export function readProducts(body: unknown): Map<string, Product> {
  const products = new Map<string, Product>();
  for (const entry of listOf(valueAt(body, 'products'), 'products')) {
    const product = isPlainObject(entry) ? productOf(entry) : undefined;
    if (product) products.set(product.id, product);
  }
  return products;
}

function productOf(wire: Wire): Product | undefined {
  const { product_id, base_currency_id, quote_currency_id } = wire;
  const { base_increment, quote_increment } = amounts(wire, ['base_increment', 'quote_increment']);
  if (typeof product_id !== 'string' || typeof base_currency_id !== 'string') return undefined;
  if (typeof quote_currency_id !== 'string' || !isStep(base_increment) || !isStep(quote_increment))
    return undefined;
  const { price_increment, base_min_size } = amounts(wire, ['price_increment', 'base_min_size']);
  return {
    id: product_id,
    ...texts(wire, ['display_name']),
    base_currency: base_currency_id,
    quote_currency: quote_currency_id,
    base_increment,
    quote_increment,
    ...(isStep(price_increment) && price_increment !== quote_increment && { price_increment }),
    ...(isStep(base_min_size) && { base_min_size }),
    min_market_funds: amount(wire['quote_min_size']) ?? '0',
    status: textOr(wire['status'], '') || 'online',
    // Not in its reference: the local sandbox alone has it here.
    ...texts(wire, ['status_message']),
    post_only: wire['post_only'] === true,
    limit_only: wire['limit_only'] === true,
    cancel_only: wire['cancel_only'] === true,
    trading_disabled: ['trading_disabled', 'is_disabled', 'view_only'].some((name) => wire[name] === true),
  };
}

function isStep(value: string | undefined): value is string {
  return value !== undefined && decimal(value).gt('0');
}

/** @throws CoinbaseError RESPONSE_NOT_JSON when no trade and no best price is in it. */
export function readMarket(productId: string, body: unknown): MarketTop {
  const trades = listOf(valueAt(body, 'trades'), 'trades');
  const newest: Wire = isPlainObject(trades[0]) ? trades[0] : {};
  const last = amount(newest['price']);
  if (last === undefined) throw unexpected(say('answer.lastTrade', { product: productId }));
  const [bid, ask] = ['best_bid', 'best_ask'].map((name) => amount(valueAt(body, name)));
  return {
    product_id: productId,
    bid: bid ?? last,
    ask: ask ?? last,
    last,
    time: textOr(newest['time'], ''),
  };
}

export function readBook(body: unknown): Book {
  const book = objectAt(body, 'pricebook');
  if (!book) throw unexpected(say('answer.book'));
  return bookOf(book);
}

/** One `pricebook`, of the book or of the best prices. */
export function bookOf(wire: Wire): Book {
  return { bids: levels(wire, 'bids'), asks: levels(wire, 'asks'), time: textOr(wire['time'], '') };
}

function levels(wire: Wire, side: 'bids' | 'asks'): BookLevel[] {
  return listOf(wire[side], side).flatMap((level) => {
    const { price, size } = isPlainObject(level) ? amounts(level, ['price', 'size']) : {};
    return price !== undefined && size !== undefined ? [{ price, size }] : [];
  });
}

export function readFees(body: unknown): FeeRates {
  const tier = objectAt(body, 'fee_tier') ?? {};
  const [maker, taker] = [amount(tier['maker_fee_rate']), amount(tier['taker_fee_rate'])];
  if (maker === undefined || taker === undefined) throw unexpected(say('answer.fees'));
  return { maker, taker };
}

/** Accounts that can trade: not vaults, not those of futures and perpetuals. */
export function readBalances(body: unknown): Balance[] {
  return listOf(valueAt(body, 'accounts'), 'accounts').flatMap((entry): Balance[] => {
    const currency = valueAt(entry, 'currency');
    const available = amount(valueAt(entry, 'available_balance', 'value'));
    if (typeof currency !== 'string' || available === undefined || !trades(entry)) return [];
    const hold = amount(valueAt(entry, 'hold', 'value')) ?? '0';
    return [{ currency, balance: decimal(available).plus(hold).toFixed(), hold, available }];
  });
}

const NOT_TRADED = /VAULT$/;
const OTHER_PLATFORM = /(?:CFM|INTX)/;

function trades(account: unknown): boolean {
  const [type, platform] = ['type', 'platform'].map((name) => textOr(valueAt(account, name), ''));
  return !NOT_TRADED.test(type ?? '') && !OTHER_PLATFORM.test(platform ?? '');
}
