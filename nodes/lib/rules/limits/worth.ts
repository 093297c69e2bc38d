import { decimal, type Decimal } from '../decimal';
import type { MarketTop, OrderIntent } from '../orders';
import { FigureUnknown } from './facts';

type Market = () => MarketTop;

/** Base amount that the order buys or sells. Of a market order by funds: at the price that it meets. */
export function sizeOf(intent: OrderIntent, market: Market): Decimal {
  if (intent.size !== undefined) return decimal(intent.size);
  return decimal(intent.funds ?? '0').div(meets(intent, market));
}

/**
 * Most quote that the order can come to, fee not included. A limit sell below the market fills at the market's price,
 * not at its own; a stop fills between its stop price and its price; a bracket buy may end at its stop's limit price. A
 * market order by size is taken at the price that it meets, by funds at its funds.
 */
export function valueOf(intent: OrderIntent, market: Market): Decimal {
  const { size, funds, price, side } = intent;
  if (size === undefined) return decimal(funds ?? '0');
  if (price === undefined) return meets(intent, market).times(size);
  const own = waitingPrice(intent) ?? decimal(price);
  const most = side === 'sell' && meetsMarket(intent) ? larger(own, meets(intent, market)) : own;
  return most.times(size);
}

/** Least quote that a sell brings, fee not included; of a buy the same as {@link valueOf}. */
export function leastOf(intent: OrderIntent, market: Market): Decimal {
  const { size, price, stop_limit_price, side } = intent;
  if (side === 'buy' || price === undefined || size === undefined) return valueOf(intent, market);
  return decimal(stop_limit_price ?? price).times(size);
}

/** True where {@link valueOf} needs the market: all but a limit buy, and a stop, which waits for another market. */
export function meetsMarket({ type, side, stop_price, stop_limit_price }: OrderIntent): boolean {
  return (
    type === 'market' || (side === 'sell' && (stop_price === undefined || stop_limit_price !== undefined))
  );
}

/** Highest price at which a limit order is filled while it waits. */
export function waitingPrice(intent: OrderIntent): Decimal | undefined {
  const { price, stop_price, stop_limit_price, side } = intent;
  if (price === undefined) return undefined;
  if (side === 'buy') return decimal(stop_limit_price ?? price);
  return stop_price === undefined ? decimal(price) : larger(decimal(price), decimal(stop_price));
}

/** True for an order that can wait: in the book, or for its stop. */
export function canRest({ type, time_in_force }: OrderIntent): boolean {
  return type === 'limit' && time_in_force !== 'IOC' && time_in_force !== 'FOK';
}

/** Orders with equal text are the same order asked for twice. */
export function likeness(intent: OrderIntent): string {
  const { product_id, side, size, funds, price, stop_price, stop_limit_price } = intent;
  return [product_id, side, size, funds, price, stop_price, stop_limit_price].map((it) => it ?? '').join(' ');
}

/** Of a product id such as `BTC-USD`: what is bought and sold, and what it is paid in. */
export function currenciesOf(productId: string): { readonly base: string; readonly quote: string } {
  const [base = '', quote = ''] = productId.split('-');
  return { base, quote };
}

/** The best price on the other side of the book. */
function meets({ side }: OrderIntent, market: Market): Decimal {
  const top = market();
  return positive(side === 'buy' ? top.ask : top.bid, top.product_id);
}

/** @throws FigureUnknown for a market without a price. */
export function positive(price: string, productId: string): Decimal {
  const value = decimal(price);
  if (value.gt('0')) return value;
  throw new FigureUnknown(`${productId} has no price at the moment`);
}

function larger(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}
