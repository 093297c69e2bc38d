import type { OrderName } from '../../api';

/** Which order took whose place, of renewed orders alone. */
export interface RenewalChain {
  /** @param orderId the exchange's id of the one whose place is taken. */
  replaced(client_oid: string, orderId: string | undefined, by: string): void;
  /** Nothing took its place after all. */
  undone(client_oid: string): void;
  isReplaced(client_oid: string): boolean;
  /** Client order ids: its own, and those that took its place one after the other; empty where its own is not known. */
  from(name: OrderName): readonly string[];
}

export function createRenewalChain(): RenewalChain {
  const next = new Map<string, string>();
  /** From the exchange's id to ours. */
  const ids = new Map<string, string>();
  return {
    replaced(client_oid, orderId, by) {
      next.set(client_oid, by);
      if (orderId !== undefined) ids.set(orderId, client_oid);
    },
    undone: (client_oid) => void next.delete(client_oid),
    isReplaced: (client_oid) => next.has(client_oid),
    from(name) {
      const all: string[] = [];
      let id = 'id' in name ? ids.get(name.id) : name.clientOid;
      for (; id !== undefined; id = next.get(id)) all.push(id);
      return all;
    },
  };
}
