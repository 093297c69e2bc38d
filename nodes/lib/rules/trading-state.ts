/** `active`: everything that the limits allow. `reducing`: sells only (spot). `halted`: cancels only. */
export const tradingStates = ['active', 'reducing', 'halted'] as const;

export type TradingState = (typeof tradingStates)[number];

/** What moves a trading switch; an account's own setting; the order journal, until it is read. */
export const switchCauses = ['message', 'form', 'sidebar', 'account', 'journal'] as const;

/** The stricter of two: what one source forbids no other allows. */
export function stricter(a: TradingState, b: TradingState): TradingState {
  return tradingStates[Math.max(tradingStates.indexOf(a), tradingStates.indexOf(b))] ?? 'halted';
}

export function isTradingState(value: unknown): value is TradingState {
  return tradingStates.some((state) => state === value);
}
