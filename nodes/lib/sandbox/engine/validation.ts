import type { EngineProduct, OrderRequest, Units } from './types';
import { ONE, unitsFixed, valueOf } from './units';

/**
 * Why the exchange refuses an order's figures, in its own words, or undefined. Increments first, then minimums.
 * A market order by size has no minimum (exchange rules since June 2022) beyond one step of size.
 */
export function refusalOf(request: OrderRequest, product: EngineProduct): string | undefined {
  const { size, price, funds, type, stopPrice } = request;
  if (size === undefined && funds === undefined) return 'Requires size';
  if (size !== undefined && funds !== undefined) return 'Only one of size and funds is allowed';
  if (type === 'limit' && price === undefined) return 'Requires price';
  return (
    wrongStop(request) ??
    tooAccurate('size', size, product.baseIncrement) ??
    tooAccurate('price', price, product.quoteIncrement) ??
    tooAccurate('funds', funds, product.quoteIncrement) ??
    tooAccurate('stop_price', stopPrice, product.quoteIncrement) ??
    tooSmall(request, product)
  );
}

/**
 * The exchange takes a loss stop only with a sell and an entry stop only with a buy; its words for that are not known, nor when it
 * says `invalid stop price`.
 */
function wrongStop({ type, side, stop, stopPrice, postOnly }: OrderRequest): string | undefined {
  if (stop === undefined && stopPrice === undefined) return undefined;
  if (stop === undefined) return 'Requires stop';
  if (stopPrice === undefined) return 'Requires stop_price';
  if (type !== 'limit') return 'Invalid stop: only a limit order can have one';
  if (postOnly) return 'Invalid post_only: not with stop';
  const expected = side === 'sell' ? 'loss' : 'entry';
  if (stop !== expected) return `Invalid stop ${stop}: a ${side} order takes stop ${expected}`;
  return stopPrice > 0n ? undefined : 'invalid stop price';
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
