import type { Connection } from '../../api';
import { CoinbaseError } from '../../rules/errors';
import type { Order } from '../../rules/orders';
import type { OrderEventsOptions } from './types';

/** The accounts that share the order events of one key. */
export interface Openers {
  readonly size: number;
  /** The returned function takes it away again. */
  add(options: OrderEventsOptions): () => void;
  /** The connection of any that is still there, the latest first. @throws CoinbaseError. */
  connect(): Promise<Connection>;
  sighted(order: Order): void;
  over(orderId: string): void;
  notice(sentence: string): void;
}

export function createOpeners(): Openers {
  const all = new Set<OrderEventsOptions>();
  return {
    get size() {
      return all.size;
    },
    add(options) {
      all.add(options);
      return () => all.delete(options);
    },
    async connect() {
      let failure: unknown = new CoinbaseError('ABORTED', 'no account is open', { sent: false });
      for (const { connect } of [...all].reverse()) {
        try {
          return await connect();
        } catch (thrown) {
          failure = thrown;
        }
      }
      throw failure;
    },
    sighted(order) {
      for (const { sighted } of all) {
        try {
          sighted?.(structuredClone(order));
        } catch {
          // It is a favour to others.
        }
      }
    },
    over(orderId) {
      for (const { over } of all) over?.(orderId);
    },
    notice(sentence) {
      for (const { notice } of all) notice?.(sentence);
    },
  };
}
