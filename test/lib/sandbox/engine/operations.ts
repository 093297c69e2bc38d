import { parseUnits, type EngineProduct, type OrderRequest } from '../../../../nodes/lib/sandbox/engine';
import type { Random } from '../../../../nodes/lib/sandbox/random';

/** Products that differ in how coarse they are: a usual one, one with large steps, one where every fee must be rounded. */
export const products: readonly EngineProduct[] = [
  product('BTC-USD', '0.00000001', '0.01', '1'),
  product('DOGE-USD', '10', '0.00001', '1'),
  product('DUST-BTC', '0.00000001', '0.00000001', '0.0000000000000003'),
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
  const base = {
    profile: pick(random, PROFILES),
    productId: id,
    side: pick(random, ['buy', 'sell'] as const),
  };
  const size = baseIncrement * BigInt(1 + random.below(random.below(4) === 0 ? scale.size : scale.size / 10));
  if (random.below(100) < 70) {
    const price = quoteIncrement * BigInt(scale.price + random.below(2 * scale.scatter + 1) - scale.scatter);
    const timeInForce = pick(random, ['GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK'] as const);
    const postOnly = timeInForce === 'GTC' && random.below(6) === 0;
    return { ...base, type: 'limit', size, price, timeInForce, postOnly };
  }
  const market = { ...base, type: 'market', timeInForce: 'GTC', postOnly: false } as const;
  if (random.below(2) === 0) return { ...market, size };
  return { ...market, funds: quoteIncrement * BigInt(1 + random.below(scale.funds)) };
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}
