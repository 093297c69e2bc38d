import { decimal, decimalText, floorTo, isDecimalText, type Decimal } from './decimal';
import type { MarketTop, Product, Side } from './orders';

/** An amount as a form has it; amounts and prices are text, which may not be decimal yet. */
export interface AskedAmount {
  /** Undefined where the message decides. */
  readonly side: Side | undefined;
  readonly amount: string;
  /** What the amount counts: base currency, quote currency, or percent of what is available. */
  readonly unit: 'base' | 'quote' | 'percent';
  /** The price of a limit order, quote per base; undefined for the market's. */
  readonly price?: string | undefined;
}

/** What the market and the account say now. */
export interface MarketNow {
  readonly product: Pick<Product, 'base_increment' | 'quote_increment' | 'min_market_funds'>;
  readonly market: Pick<MarketTop, 'bid' | 'ask' | 'last'>;
  /** What may be spent; undefined where it is not known. */
  readonly available?: { readonly base: string; readonly quote: string } | undefined;
}

/** What an amount comes to now, before fees; decimal text, rounded down to the product's steps. */
export interface ComesTo {
  readonly base: string;
  readonly quote: string;
  /** The price that it was reckoned with: the limit, else the best price of the other side. */
  readonly price: string;
  /** Why it would not go, as far as that can be told without placing it. */
  readonly problem?: 'below-minimum' | 'above-available';
}

/** @returns undefined where the form does not say enough, or nothing is known to reckon with. */
export function comesTo(asked: AskedAmount, now: MarketNow): ComesTo | undefined {
  const priceText = asked.price ?? marketPrice(asked.side, now.market);
  if (!isPositive(priceText) || !isPositive(asked.amount)) return undefined;
  const price = decimal(priceText);
  const worth = inBoth(asked, now, price);
  if (!worth) return undefined;
  const base = floorTo(worth.base, decimal(now.product.base_increment));
  const quote = floorTo(worth.quote, decimal(now.product.quote_increment));
  const problem = problemOf(asked, now, { base, quote });
  return {
    base: decimalText(base),
    quote: decimalText(quote),
    price: decimalText(price),
    ...(problem && { problem }),
  };
}

/** Who buys at market pays the ask, who sells gets the bid. */
function marketPrice(side: Side | undefined, { bid, ask, last }: MarketNow['market']): string {
  return side === 'buy' ? ask : side === 'sell' ? bid : last;
}

interface Worth {
  readonly base: Decimal;
  readonly quote: Decimal;
}

function inBoth(
  { side, amount, unit }: AskedAmount,
  { available }: MarketNow,
  price: Decimal,
): Worth | undefined {
  const given = decimal(amount);
  if (unit === 'base') return { base: given, quote: given.times(price) };
  if (unit === 'quote') return { base: given.div(price), quote: given };
  // Of which currency, only the side tells.
  const whole = side === 'buy' ? available?.quote : side === 'sell' ? available?.base : undefined;
  if (whole === undefined || !isDecimalText(whole)) return undefined;
  const share = decimal(whole).times(given).div('100');
  return side === 'buy'
    ? { base: share.div(price), quote: share }
    : { base: share, quote: share.times(price) };
}

function problemOf(
  { side }: AskedAmount,
  { product, available }: MarketNow,
  { base, quote }: Worth,
): ComesTo['problem'] {
  const least = product.min_market_funds;
  if (base.eq('0') || (isDecimalText(least) && quote.lt(least))) return 'below-minimum';
  const spent = side === 'buy' ? quote : base;
  const has = side === undefined ? undefined : side === 'buy' ? available?.quote : available?.base;
  return has !== undefined && isDecimalText(has) && spent.gt(has) ? 'above-available' : undefined;
}

function isPositive(text: string): boolean {
  return isDecimalText(text) && decimal(text).gt('0');
}
