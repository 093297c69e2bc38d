import { CoinbaseError, asCoinbaseError } from '../rules/errors';
import type { OrderIntent } from '../rules/orders';

/**
 * Makes a record that must stand before an order may leave.
 * @throws CoinbaseError JOURNAL_UNAVAILABLE when it cannot be made.
 */
export async function record(write: () => Promise<void> | void, { client_oid }: OrderIntent): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    const { why, details } = asCoinbaseError(thrown, 'JOURNAL_UNAVAILABLE');
    throw new CoinbaseError('JOURNAL_UNAVAILABLE', why, { ...details, client_oid, sent: false });
  }
}

/** Makes a record about an order that is out already: its failure must not hide what became of the order. */
export async function note(write: () => Promise<void> | void): Promise<void> {
  try {
    await write();
  } catch {
    // The record before the send stands, so the order is looked up again at the next start.
  }
}
