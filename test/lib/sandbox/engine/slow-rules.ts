/** The exchange's rules for one order at a time, as they read; the slow model's arithmetic. */
import type { CancelReason, EngineProduct, OrderRequest } from '../../../../nodes/lib/sandbox/engine';

export const ONE = 10n ** 16n;

/** Fractions in units. */
export interface SlowRates {
  readonly maker: bigint;
  readonly taker: bigint;
}

export interface ModelOrder {
  /** A repriced bracket's is that of the limit order that it has become. */
  request: OrderRequest;
  readonly product: EngineProduct;
  readonly arrival: number;
  readonly expires: number;
  id: string;
  /** Among equal prices the lower goes first. */
  priority: number;
  /** A stop that has not come to the market. */
  waiting: boolean;
  left: bigint;
  fundsLeft: bigint;
  hold: bigint;
  filled: bigint;
  ending: 'filled' | CancelReason | 'by its owner' | undefined;
}

const MINUTE = 60_000;
export const LIFETIMES = { min: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

export function expiryOf({ cancelAfter }: OrderRequest, now: number): number {
  return cancelAfter === undefined ? Infinity : now + LIFETIMES[cancelAfter];
}

/** What is wrong with the figures or the stop; the random orders have whole steps. */
export function isRefused(request: OrderRequest, { minMarketFunds }: EngineProduct): boolean {
  const { type, size, price, funds, stop, side, stopLimitPrice } = request;
  if (stopLimitPrice !== undefined && isNoBracket(request)) return true;
  if (stop !== undefined && (stop === 'loss') !== (side === 'sell')) return true;
  if (stop !== undefined && request.postOnly) return true;
  if (funds !== undefined) return funds < minMarketFunds;
  return type === 'limit' && (price ?? 0n) * (size ?? 0n) < minMarketFunds * ONE;
}

/** A bracket stays in the book; a sell takes its profit above the stop and gives up below it, a buy the reverse. */
function isNoBracket(request: OrderRequest): boolean {
  const { side, price = 0n, stopPrice = 0n, stopLimitPrice = 0n, timeInForce, postOnly } = request;
  const downwards = side === 'sell' ? [price, stopPrice, stopLimitPrice] : [stopLimitPrice, stopPrice, price];
  const [first = 0n, second = 0n, third = 0n] = downwards;
  return first <= second || second <= third || postOnly || timeInForce === 'IOC' || timeInForce === 'FOK';
}

/** A bracket comes to its stop limit price only while nobody has traded with it. */
export function mayBeRepriced({ request, filled, ending }: ModelOrder): boolean {
  return request.stopLimitPrice !== undefined && filled === 0n && ending === undefined;
}

/** What a limit buy may come to cost for each base. */
export function dearest(request: OrderRequest, isUntouched: boolean): bigint {
  const { side, price = 0n, stopLimitPrice } = request;
  return side === 'buy' && isUntouched ? (stopLimitPrice ?? price) : price;
}

/** The limit order that a bracket becomes. */
export function repriced(request: OrderRequest): OrderRequest {
  const { stopLimitPrice = 0n, stopPrice: _, stop: __, ...limit } = request;
  return { ...limit, price: stopLimitPrice };
}

export function isMetBy(price: bigint, { side, stopPrice }: OrderRequest): boolean {
  if (stopPrice === undefined) return false;
  return side === 'sell' ? price <= stopPrice : price >= stopPrice;
}

/** The order in which one trade's stops come to the market: nearest to where the price came from, then oldest. */
export function triggersBefore(a: ModelOrder, b: ModelOrder): number {
  if (a.request.side !== b.request.side) return a.request.side === 'sell' ? -1 : 1;
  const [one, two] = [a.request.stopPrice ?? 0n, b.request.stopPrice ?? 0n];
  if (one === two) return a.arrival - b.arrival;
  return one > two === (a.request.side === 'sell') ? -1 : 1;
}

/** price x size x (1 + the higher fee), rounded up. */
export function buyHold(price: bigint, size: bigint, { maker, taker }: SlowRates): bigint {
  const exact = price * size * (ONE + (maker > taker ? maker : taker));
  return (exact + ONE * ONE - 1n) / (ONE * ONE);
}

/** The most, in steps of 8 decimals, that leaves its own fee within the funds. */
export function spendable({ funds = 0n, type }: OrderRequest, { maker, taker }: SlowRates): bigint {
  const step = 10n ** 8n;
  const rate = ONE + (type === 'limit' && maker > taker ? maker : taker);
  return largest(funds / step, (steps) => steps * step * rate <= funds * ONE) * step;
}

/**
 * The worst price an order may trade at: its own; for a market order 3 % (or whatever the product says) from the best
 * offer; for a buy no more than the product allows above the best bid, or above the last trade if the bid is far below.
 */
export function isTooFar(
  price: bigint,
  { side, price: own }: OrderRequest,
  { maxSlippage, highBidLimit }: EngineProduct,
  market: { readonly bestOffer?: bigint; readonly bestBid?: bigint; readonly last?: bigint },
): boolean {
  if (own === undefined) {
    if (maxSlippage === undefined || market.bestOffer === undefined) return false;
    const distance = side === 'buy' ? price - market.bestOffer : market.bestOffer - price;
    return distance * ONE > market.bestOffer * maxSlippage;
  }
  if (side === 'sell' || highBidLimit === undefined) return false;
  const { bestBid, last } = market;
  const bidIsFar = bestBid === undefined || (last !== undefined && bestBid * 100n < last * 95n);
  const reference = bidIsFar ? last : bestBid;
  return reference !== undefined && (price - reference) * ONE > reference * highBidLimit;
}

export function roundHalfUp(scaled: bigint): bigint {
  return scaled % ONE >= ONE / 2n ? scaled / ONE + 1n : scaled / ONE;
}

/** The largest whole number up to `most` that passes a test which small numbers pass and large ones fail. */
export function largest(most: bigint, passes: (count: bigint) => boolean): bigint {
  let [low, high] = [0n, most];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (passes(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}
