/** Made-up trades, and the candles that they truly make. */
import fc from 'fast-check';
import { decimal, decimalText } from '../../../../nodes/lib/rules/decimal';
import type { Candle, CandleSize, Trade } from '../../../../nodes/lib/rules/market-data';

export const PRODUCT = 'BTC-USD';
/** Beginning of a minute. */
export const START_MS = 1_700_000_040_000;

export interface TradeMaking {
  readonly atMs: number;
  readonly price?: string;
  readonly size?: string;
}

/** Numbered from 1, `atMs` after {@link START_MS}. */
export function tradesOf(makings: readonly TradeMaking[]): Trade[] {
  return makings.map(({ atMs, price = '100', size = '1' }, index) => ({
    trade_id: String(index + 1),
    product_id: PRODUCT,
    price,
    size,
    side: 'buy',
    time: new Date(START_MS + atMs).toISOString(),
  }));
}

/** The candles of these trades, worked out the slow way. */
export function trueCandles(trades: readonly Trade[], size: CandleSize): Candle[] {
  const spans = new Map<number, Trade[]>();
  for (const trade of trades) {
    const startMs = Math.floor(Date.parse(trade.time) / (size * 1000)) * size * 1000;
    spans.set(startMs, [...(spans.get(startMs) ?? []), trade]);
  }
  return [...spans]
    .toSorted(([one], [other]) => one - other)
    .map(([startMs, inside]) => {
      const prices = inside.map(({ price }) => decimal(price)).toSorted((a, b) => (a.lt(b) ? -1 : 1));
      const text = (value = decimal('0')): string => decimalText(value);
      return {
        product_id: PRODUCT,
        size,
        start: new Date(startMs).toISOString(),
        open: text(decimal(inside[0]?.price ?? '')),
        high: text(prices.at(-1)),
        low: text(prices[0]),
        close: text(decimal(inside.at(-1)?.price ?? '')),
        volume: text(inside.reduce((sum, trade) => sum.plus(decimal(trade.size)), decimal('0'))),
      };
    });
}

/** Trades with random pauses, some of them longer than a candle; their times go back by less than a second. */
export const someTrades = fc
  .array(
    fc.record({
      pauseMs: fc.oneof(fc.nat(3000), fc.nat(30_000), fc.nat(200_000)),
      backMs: fc.nat(900),
      price: fc
        .integer({ min: 9000, max: 11_000 })
        .map((cents) => decimalText(decimal(`${cents}`).div(decimal('100')))),
      size: fc
        .integer({ min: 1, max: 10 ** 9 })
        .map((units) => decimalText(decimal(`${units}`).div(decimal('100000000')))),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let atMs = 0;
    return tradesOf(
      steps.map(({ pauseMs, backMs, price, size }) => {
        atMs += pauseMs;
        return { atMs: Math.max(0, atMs - backMs), price, size };
      }),
    );
  });
