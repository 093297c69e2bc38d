import { CoinbaseError } from '../../rules/errors';
import type { ParsedOrder } from '../../rules/order-fields';
import { askedDifferences } from './asked-difference';
import type { SentOrder } from '../send-order';
import type { Life } from './life';

/** A key in use: its order, under way or known. */
export interface KeyUse {
  readonly asked: ParsedOrder;
  /** Rejects where nothing was placed in the end before it could be sent. */
  readonly begun: Promise<Life>;
  /** Unix milliseconds. */
  readonly since: number;
}

/** Which order belongs to which idempotency key. */
export interface Keys {
  /**
   * The earlier order of this key, if there is one.
   * @throws CoinbaseError IDEMPOTENCY_CONFLICT where it asks for something else.
   */
  earlier(key: string, asked: ParsedOrder): KeyUse | undefined;
  /** From now on the key belongs to this order, until it turns out that none was placed. */
  claim(key: string, use: KeyUse): void;
}

/** A key is remembered for this long, milliseconds: 7 days. */
export const KEY_MS = 7 * 86_400_000;

/** @param now Unix milliseconds. */
export function createKeys(now: () => number): Keys {
  const uses = new Map<string, KeyUse>();
  /** Oldest first, so it stops at the first that is young enough. */
  const forgetOld = (): void => {
    for (const [key, { since }] of uses) {
      if (now() - since < KEY_MS) return;
      uses.delete(key);
    }
  };
  return {
    earlier(key, asked) {
      forgetOld();
      const use = uses.get(key);
      if (!use) return undefined;
      const differences = askedDifferences(use.asked, asked);
      if (differences.length === 0) return use;
      const [first] = differences;
      const why = `its ${first?.field} was ${first?.before} and is now ${first?.now}`;
      throw new CoinbaseError('IDEMPOTENCY_CONFLICT', why, { key, differences, sent: false });
    },
    claim(key, use) {
      uses.set(key, use);
      const free = (): void => {
        if (uses.get(key) === use) uses.delete(key);
      };
      // Only proof frees it: while it is not known what became of the order, the key stays taken.
      const failed = (error: unknown): void => {
        if (error instanceof CoinbaseError && error.code !== 'ORDER_UNRESOLVED') free();
      };
      const ended = ({ order }: SentOrder): void => {
        if (order.status === 'rejected') free();
      };
      use.begun.then(({ end }) => end.then(ended, failed), free);
    },
  };
}
