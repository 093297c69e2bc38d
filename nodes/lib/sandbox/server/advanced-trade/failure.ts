/** Why Advanced Trade does not take an order: its codes, from what the engine says in the Exchange's words. */

/** A refusal that is answered with 200 and `success: false`. */
export interface Failure {
  /** Of `error` and `new_order_failure_reason`. */
  readonly reason: string;
  /** Of `preview_failure_reason`. */
  readonly preview: string;
  /** For people. */
  readonly message: string;
}

/** An order that is refused; thrown while one is read. */
export class OrderFailure extends Error {
  readonly failure: Failure;

  constructor(reason: string, preview: string, message: string) {
    super(message);
    this.failure = { reason, preview, message };
  }
}

/** First match wins. Which `error` goes with a too small size is not known: no code of its own is documented. */
const CODES: readonly (readonly [begins: RegExp, reason: string, preview: string])[] = [
  [/^Product not found/, 'INVALID_PRODUCT_ID', 'PREVIEW_INVALID_PRODUCT_ID'],
  [/^Insufficient funds/, 'INSUFFICIENT_FUND', 'PREVIEW_INSUFFICIENT_FUND'],
  [/^size is too accurate/, 'INVALID_SIZE_PRECISION', 'PREVIEW_INVALID_SIZE_PRECISION'],
  [/^funds is too accurate/, 'INVALID_SIZE_PRECISION', 'PREVIEW_INVALID_QUOTE_SIZE_PRECISION'],
  [/^(?:\w*_)?price is too accurate/, 'INVALID_PRICE_PRECISION', 'PREVIEW_INVALID_PRICE_PRECISION'],
  [/^size is too small/, 'UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL'],
  [/^funds is too small/, 'UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL'],
  [/^price too small/, 'INVALID_LIMIT_PRICE', 'PREVIEW_INVALID_LIMIT_PRICE'],
  [/^invalid stop/, 'UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_STOP_PRICE'],
  [/^Invalid stop_limit_price/, 'INVALID_BRACKET_PRICES', 'PREVIEW_INVALID_BRACKET_PRICES'],
  [/^Invalid stop/, 'UNSUPPORTED_ORDER_CONFIGURATION', 'PREVIEW_INVALID_ORDER_CONFIG'],
  [/^(?:\w+ only mode|Trading is)/i, 'ORDER_ENTRY_DISABLED', 'PREVIEW_NOT_ALLOWED_BY_MARKET_STATE'],
  [/^Too many open orders/, 'COMMANDER_REJECTED_NEW_ORDER', 'UNKNOWN_PREVIEW_FAILURE_REASON'],
];

/** @param message the engine's. */
export function failureOf(message: string): Failure {
  const [, reason, preview] = CODES.find(([begins]) => begins.test(message)) ?? [];
  return {
    reason: reason ?? 'UNKNOWN_FAILURE_REASON',
    preview: preview ?? 'UNKNOWN_PREVIEW_FAILURE_REASON',
    message: message === 'Insufficient funds' ? 'Insufficient balance in source account' : message,
  };
}

/** Why a post-only order is not taken that would trade at once. */
export const crossing: Failure = {
  reason: 'INVALID_LIMIT_PRICE_POST_ONLY',
  preview: 'PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY',
  message: 'A post-only order must not trade at once',
};
