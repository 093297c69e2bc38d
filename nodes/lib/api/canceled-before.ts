import { asCoinbaseError, CoinbaseError } from '../rules/errors';

/** A later round of cancels failed: the orders that are canceled already must not be lost with it. */
export function withCanceled(thrown: unknown, canceled: readonly string[]): unknown {
  if (canceled.length === 0) return thrown;
  const { code, why, details } = asCoinbaseError(thrown, 'NETWORK');
  const orders = canceled.length === 1 ? '1 order was' : `${canceled.length} orders were`;
  return new CoinbaseError(code, `${why}; before that ${orders} canceled`, {
    ...details,
    canceled,
    sent: true,
  });
}
