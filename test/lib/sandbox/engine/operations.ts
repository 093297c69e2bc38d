import {
  parseUnits,
  type EngineProduct,
  type OrderRequest,
  type ProductMode,
} from '../../../../nodes/lib/sandbox/engine';
import type { Random } from '../../../../nodes/lib/sandbox/random';

/**
 * Products that differ in how coarse they are and in their price protection: a usual one, one with large steps, one
 * where every fee must be rounded.
 */
export const products: readonly EngineProduct[] = [
  { ...product('BTC-USD', '0.00000001', '0.01', '1'), maxSlippage: parseUnits('0.001') },
  product('DOGE-USD', '10', '0.00001', '1'),
  {
    ...product('DUST-BTC', '0.00000001', '0.00000001', '0.0000000000000003'),
    maxSlippage: parseUnits('0.15'),
    highBidLimit: parseUnits('0.1'),
  },
];

export const CURRENCIES = ['BTC', 'USD', 'DOGE', 'DUST'];

/** `poor` meets "Insufficient funds" and empty purses; `house` keeps no history. */
export const PROFILES = ['ann', 'bob', 'poor', 'house'];

const STARTS: Readonly<Record<string, string>> = { BTC: '20', USD: '200000', DOGE: '3000000', DUST: '0.001' };
const POOR: Readonly<Record<string, string>> = { BTC: '0.01', USD: '150', DOGE: '900', DUST: '0.00000002' };

export function startOf(profile: string, currency: string): bigint {
  return parseUnits((profile === 'poor' ? POOR : STARTS)[currency] ?? '0');
}

function product(id: string, baseIncrement: string, quoteIncrement: string, least: string): EngineProduct {
  const [base = '', quote = ''] = id.split('-');
  return {
    id,
    base,
    quote,
    baseIncrement: parseUnits(baseIncrement),
    quoteIncrement: parseUnits(quoteIncrement),
    minMarketFunds: parseUnits(least),
  };
}

interface Scale {
  /** Middle price and scatter, in price steps. */
  readonly price: number;
  readonly scatter: number;
  /** Largest size, in base steps. */
  readonly size: number;
  /** Largest funds, in quote steps. */
  readonly funds: number;
}

/** Few prices, so that levels are shared, books cross often, and every path is taken. */
const SCALES: Readonly<Record<string, Scale>> = {
  'BTC-USD': { price: 5_000, scatter: 12, size: 300_000_000, funds: 20_000 },
  'DOGE-USD': { price: 15_000, scatter: 9, size: 300, funds: 4_000_000 },
  'DUST-BTC': { price: 40, scatter: 9, size: 60, funds: 3 },
};

export function randomRequest(random: Random): OrderRequest {
  const { id, baseIncrement, quoteIncrement } = pick(random, products);
  const scale = SCALES[id] as Scale;
  const side = pick(random, ['buy', 'sell'] as const);
  const stp = pick(random, ['dc', 'dc', 'co', 'cn', 'cb'] as const);
  const base = { profile: pick(random, PROFILES), productId: id, side, stp };
  const size = baseIncrement * BigInt(1 + random.below(random.below(4) === 0 ? scale.size : scale.size / 10));
  const funds = quoteIncrement * BigInt(1 + random.below(scale.funds));
  if (random.below(100) < 75) {
    const amount = random.below(8) === 0 ? { funds } : { size };
    const price = randomPrice(random, id);
    const lifetime = randomLifetime(random, side, id);
    return withBracket(random, { ...base, type: 'limit', ...amount, price, ...lifetime });
  }
  const market = { ...base, type: 'market', timeInForce: 'GTC', postOnly: false } as const;
  return random.below(2) === 0 ? { ...market, size } : { ...market, funds };
}

function randomPrice(random: Random, productId: string): bigint {
  const { price, scatter } = SCALES[productId] as Scale;
  const step = products.find(({ id }) => id === productId)?.quoteIncrement ?? 1n;
  return step * BigInt(price + random.below(2 * scatter + 1) - scatter);
}

/** What an edit may ask for; mostly near what the order has. */
export function randomTerms(random: Random, { productId, price = 0n, size = 0n }: OrderRequest) {
  const step = products.find(({ id }) => id === productId)?.baseIncrement ?? 1n;
  return {
    price: random.below(3) === 0 ? price : randomPrice(random, productId),
    size: random.below(3) === 0 ? size : ((size * BigInt(1 + random.below(200))) / 100n / step) * step,
  };
}

function randomLifetime(random: Random, side: 'buy' | 'sell', productId: string) {
  const timeInForce = pick(random, ['GTC', 'GTC', 'GTC', 'GTC', 'GTT', 'GTT', 'IOC', 'FOK'] as const);
  const stays = timeInForce === 'GTC' || timeInForce === 'GTT';
  const postOnly = stays && random.below(6) === 0;
  const cancelAfter =
    timeInForce === 'GTT' ? { cancelAfter: pick(random, ['min', 'min', 'hour'] as const) } : {};
  const isStop = random.below(postOnly ? 50 : 4) === 0;
  const right = side === 'buy' ? 'entry' : 'loss';
  const wrong = side === 'buy' ? 'loss' : 'entry';
  const stop = {
    stop: random.below(30) === 0 ? wrong : right,
    stopPrice: randomPrice(random, productId),
  } as const;
  return { timeInForce, postOnly, ...cancelAfter, ...(isStop && stop) };
}

/** Every fourth stop is a bracket, its prices mostly in their order; it may leave `stop` out. */
function withBracket(random: Random, order: OrderRequest): OrderRequest {
  const { stop, stopPrice, price, side, productId } = order;
  if (stopPrice === undefined || price === undefined || random.below(4) > 0) return order;
  const prices = [price, stopPrice, randomPrice(random, productId)].sort((a, b) => Number(b - a));
  if ((side === 'buy') !== (random.below(20) === 0)) prices.reverse();
  const [best = 0n, middle = 0n, worst = 0n] = prices;
  const { stop: _, ...rest } = order;
  const kind = random.below(2) === 0 || stop === undefined ? {} : { stop };
  return { ...rest, ...kind, price: best, stopPrice: middle, stopLimitPrice: worst };
}

/** Mostly all is allowed. */
export function randomMode(random: Random): ProductMode {
  const restricted = pick(random, ['post_only', 'limit_only', 'cancel_only', 'trading_disabled'] as const);
  return random.below(10) < 9 ? 'full' : restricted;
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}
