import type { Decimal } from '../decimal';

/** How far an average price is from the best one, in percent with two decimals. @param best above 0. */
export function slippagePercent(average: Decimal, best: string): string {
  return average.minus(best).abs().div(best).times('100').round(2, 1).toFixed(2);
}
