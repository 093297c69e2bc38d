import type { EngineProduct, OrderRequest, Units } from './types';
import { stopFor } from './live-order';
import { ONE, unitsFixed, valueOf } from './units';

/**
 * Why the exchange refuses an order's figures, in its own words, or undefined. Increments first, then minimums.
 * A market order by size has no minimum (exchange rules since June 2022) beyond one step of size.
 */
export function refusalOf(request: OrderRequest, product: EngineProduct): string | undefined {
  const { size, price, funds, type, stopPrice, stopLimitPrice } = request;
  if (size === undefined && funds === undefined) return 'Requires size';
  if (size !== undefined && funds !== undefined) return 'Only one of size and funds is allowed';
  if (type === 'limit' && price === undefined) return 'Requires price';
  return (
    wrongStop(request) ??
    tooAccurate('size', size, product.baseIncrement) ??
    tooAccurate('price', price, product.quoteIncrement) ??
    tooAccurate('funds', funds, product.quoteIncrement) ??
    tooAccurate('stop_price', stopPrice, product.quoteIncrement) ??
    tooAccurate('stop_limit_price', stopLimitPrice, product.quoteIncrement) ??
    tooSmall(request, product)
  );
}

/**
 * The exchange takes a loss stop only with a sell and an entry stop only with a buy; its words for that are not known, nor when it
 * says `invalid stop price`.
 */
function wrongStop(request: OrderRequest): string | undefined {
  const { type, side, stop, stopPrice, stopLimitPrice, postOnly } = request;
  if (stop === undefined && stopPrice === undefined && stopLimitPrice === undefined) return undefined;
  if (stop === undefined && stopLimitPrice === undefined) return 'Requires stop';
  if (stopPrice === undefined) return 'Requires stop_price';
  if (type !== 'limit') return 'Invalid stop: only a limit order can have one';
  if (postOnly) return 'Invalid post_only: not with stop';
  const expected = stopFor(side);
  if (stop !== undefined && stop !== expected)
    return `Invalid stop ${stop}: a ${side} order takes stop ${expected}`;
  if (stopPrice <= 0n) return 'invalid stop price';
  return stopLimitPrice === undefined ? undefined : wrongBracket(request, stopPrice, stopLimitPrice);
}

/** The exchange's rules for a bracket (its words are not known): the three prices in order, and GTC or GTT. */
function wrongBracket(
  { side, price = 0n, timeInForce }: OrderRequest,
  stopPrice: Units,
  stopLimitPrice: Units,
): string | undefined {
  if (timeInForce !== 'GTC' && timeInForce !== 'GTT')
    return `Invalid time_in_force ${timeInForce}: a bracket takes GTC or GTT`;
  if (stopLimitPrice <= 0n) return 'invalid stop limit price';
  const [low, middle, high] =
    side === 'sell' ? [stopLimitPrice, stopPrice, price] : [price, stopPrice, stopLimitPrice];
  if (low < middle && middle < high) return undefined;
  const order =
    side === 'sell' ? 'price > stop_price > stop_limit_price' : 'price < stop_price < stop_limit_price';
  return `Invalid stop_limit_price: a ${side} needs ${order}`;
}

function tooAccurate(name: string, value: Units | undefined, step: Units): string | undefined {
  if (value === undefined || value % step === 0n) return undefined;
  return `${name} is too accurate. Smallest unit is ${unitsFixed(step, 8)}`;
}

function tooSmall({ size, price, funds, type }: OrderRequest, product: EngineProduct): string | undefined {
  if (price !== undefined && price <= 0n) return 'price too small';
  if (size !== undefined && size <= 0n) return sizeTooSmall(product.baseIncrement);
  if (funds !== undefined && (funds <= 0n || funds < product.minMarketFunds)) {
    return `funds is too small. Minimum size is ${unitsFixed(product.minMarketFunds, 8)}`;
  }
  if (type === 'limit' && size !== undefined && price !== undefined) {
    if (valueOf(price, size) < product.minMarketFunds) return sizeTooSmall(smallestSize(price, product));
  }
  return undefined;
}

export function sizeTooSmall(least: Units): string {
  return `size is too small. Minimum size is ${unitsFixed(least, 8)}`;
}

/** The least size whose value at this price meets the product's minimum: the exchange's minimum is in quote. */
function smallestSize(price: Units, { minMarketFunds, baseIncrement }: EngineProduct): Units {
  const exact = (minMarketFunds * ONE + price - 1n) / price;
  return ((exact + baseIncrement - 1n) / baseIncrement) * baseIncrement;
}
