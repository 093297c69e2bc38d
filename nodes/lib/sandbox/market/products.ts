import { parseUnits, type EngineProduct, type Units } from '../engine';

/** What a currency of the simulated market is worth and how it moves; every product's price follows from two of these. */
export interface Asset {
  readonly currency: string;
  /** US dollars at the start; the walk is drawn back to it. */
  readonly start: Units;
  /** Largest own shock of one move's four, in 10^-9 of the value. */
  readonly shockPpb: number;
  /** Per cent of bitcoin's shock that this one shares: coins move together. */
  readonly withBitcoin: number;
}

function asset(currency: string, start: string, shockPpb: number, withBitcoin: number): Asset {
  return { currency, start: parseUnits(start), shockPpb, withBitcoin };
}

/** Bitcoin first: the others follow it. */
export const assets: readonly Asset[] = [
  asset('BTC', '95000', 50_000, 0),
  asset('ETH', '3400', 35_000, 100),
  asset('SOL', '165', 55_000, 110),
  asset('DOGE', '0.16', 70_000, 110),
  asset('EUR', '1.16', 4_000, 0),
  asset('USDC', '1', 150, 0),
  asset('USD', '1', 0, 0),
];

/** The exchange's usual price protection of market orders: 3 %. It leaves limit buys of these products unbounded. */
const MAX_SLIPPAGE = parseUnits('0.03');

function product(id: string, baseIncrement: string, quoteIncrement: string, least: string): EngineProduct {
  const [base = '', quote = ''] = id.split('-');
  return {
    id,
    base,
    quote,
    baseIncrement: parseUnits(baseIncrement),
    quoteIncrement: parseUnits(quoteIncrement),
    minMarketFunds: parseUnits(least),
    maxSlippage: MAX_SLIPPAGE,
  };
}

/** What the sandbox trades, with steps and minimums like the real products'. */
export const sandboxProducts: readonly EngineProduct[] = [
  product('BTC-USD', '0.00000001', '0.01', '1'),
  product('ETH-USD', '0.00000001', '0.01', '1'),
  product('SOL-USD', '0.00000001', '0.01', '1'),
  product('DOGE-USD', '0.1', '0.00001', '1'),
  product('ETH-BTC', '0.00000001', '0.00001', '0.000016'),
  product('BTC-EUR', '0.00000001', '0.01', '0.84'),
  product('ETH-EUR', '0.00000001', '0.01', '0.84'),
  product('BTC-USDC', '0.00000001', '0.01', '1'),
];
