import type { OrderRequest } from '../../../../nodes/lib/sandbox/engine';
import type { Random } from '../../../../nodes/lib/sandbox/random';
import { pick } from '../engine/operations';
import { PRODUCT, type Side } from './answers';
import type { View } from './invariants';

const CENT = 10n ** 14n;
const SATOSHI = 10n ** 8n;

/**
 * An order near the market, of every kind that there is.
 * @param stops per cent of limit orders that are stops.
 */
export function randomOrder(random: Random, profile: string, view: View, stops: number): OrderRequest {
  const side = pick(random, ['buy', 'sell'] as const);
  const stp = pick(random, ['dc', 'dc', 'co', 'cn', 'cb'] as const);
  const base = { profile, productId: PRODUCT, side, stp };
  const price = randomPrice(random, view);
  const size =
    SATOSHI * BigInt(100_000 + random.below(pick(random, [10_000_000, 10_000_000, 1_500_000_000])));
  const funds = ((size * price) / 10n ** 16n / CENT) * CENT;
  const isFunded = random.below(5) === 0;
  const amount = isFunded ? { funds } : { size };
  if (random.below(4) === 0)
    return { ...base, type: 'market', ...amount, timeInForce: 'GTC', postOnly: false };
  const order = {
    ...base,
    type: 'limit',
    price,
    ...amount,
    ...randomTerms(random, view, side, stops),
  } as const;
  return random.below(4) === 0 ? withBracket(random, order, view) : order;
}

/** A stop becomes a bracket, its prices mostly in their order. */
function withBracket(random: Random, order: OrderRequest, view: View): OrderRequest {
  const { stop, price, stopPrice, ...rest } = order;
  if (stopPrice === undefined || price === undefined) return order;
  const prices = [price, stopPrice, randomPrice(random, view)].sort((a, b) => Number(b - a));
  if (order.side === 'buy') prices.reverse();
  const [best = 0n, middle = 0n, worst = 0n] = prices;
  const kind = stop !== undefined && random.below(2) === 0 ? { stop } : {};
  return { ...rest, ...kind, price: best, stopPrice: middle, stopLimitPrice: worst };
}

function randomTerms(random: Random, view: View, side: Side, stops: number) {
  const timeInForce = pick(random, ['GTC', 'GTC', 'GTC', 'GTC', 'GTT', 'GTT', 'IOC', 'FOK'] as const);
  const stays = timeInForce === 'GTC' || timeInForce === 'GTT';
  const after = timeInForce === 'GTT' ? { cancelAfter: pick(random, ['min', 'min', 'hour'] as const) } : {};
  if (random.below(100) >= stops) return { timeInForce, postOnly: stays && random.below(5) === 0, ...after };
  const stop = side === 'buy' ? 'entry' : 'loss';
  return { timeInForce, postOnly: false, ...after, stop, stopPrice: stopPrice(random, view, side) } as const;
}

/** At, just beside, or between prices of the book and of own orders: levels are shared and crossed often. */
function randomPrice(random: Random, { book, own, lastPrice }: View): bigint {
  const draw = random.below(10);
  const mine = own[random.below(own.length + 1)]?.price;
  if (draw < 3 && mine !== undefined) return mine;
  const side = pick(random, ['buy', 'sell'] as const);
  const near = book[side][random.below(draw < 8 ? 12 : 40)]?.price ?? lastPrice;
  return near + CENT * BigInt(pick(random, [0, 0, 0, 0, 1, -1]));
}

/** Mostly on the side of the market where a stop has to wait, and at a price that a trade may have exactly. */
function stopPrice(random: Random, view: View, side: Side): bigint {
  if (random.below(5) === 0) return randomPrice(random, view);
  const same = view.own.find((order) => order.stopPrice !== undefined && order.side === side)?.stopPrice;
  if (same !== undefined && random.below(2) === 0) return same;
  const offers = view.book[side === 'buy' ? 'sell' : 'buy'];
  return offers[random.below(8)]?.price ?? view.lastPrice;
}
