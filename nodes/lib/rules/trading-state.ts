/** `active`: everything that the limits allow. `reducing`: sells only (spot). `halted`: cancels only. */
export const tradingStates = ['active', 'reducing', 'halted'] as const;

export type TradingState = (typeof tradingStates)[number];

/** The stricter of two: what one source forbids no other allows. */
export function stricter(a: TradingState, b: TradingState): TradingState {
  return tradingStates[Math.max(tradingStates.indexOf(a), tradingStates.indexOf(b))] ?? 'halted';
}

export function isTradingState(value: unknown): value is TradingState {
  return tradingStates.some((state) => state === value);
}
