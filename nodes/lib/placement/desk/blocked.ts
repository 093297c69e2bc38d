import { CoinbaseError } from '../../rules/errors';
import type { UnresolvedView } from '../../rules/sidebar-view';
import { inEnglish, type Words } from '../../sentences';
import type { Life } from './life';
import type { Unresolved } from './types';

/** The orders of which a flow was told that nobody knows whether they exist. Their products wait. */
export interface Blocked {
  add(life: Life, since: string, why: Words): void;
  /** It is known now, or released. @returns what it was. */
  remove(clientOid: string): Unresolved | undefined;
  lifeOf(clientOid: string): Life | undefined;
  readonly orders: readonly Unresolved[];
  /** The same for the editor. */
  readonly views: readonly UnresolvedView[];
  /** Why the product has to wait. */
  refusal(productId: string): CoinbaseError | undefined;
}

export function createBlocked(): Blocked {
  const entries = new Map<
    string,
    { readonly life: Life; readonly order: Unresolved; readonly told: Words }
  >();
  return {
    add(life, since, why) {
      const { client_oid, product_id } = life.intent;
      if (entries.has(client_oid)) return;
      const order = { ...life.origin, client_oid, product_id, since, why: inEnglish(why) };
      entries.set(client_oid, { life, order, told: why });
    },
    remove(clientOid) {
      const order = entries.get(clientOid)?.order;
      entries.delete(clientOid);
      return order;
    },
    lifeOf: (clientOid) => entries.get(clientOid)?.life,
    get orders() {
      return [...entries.values()].map(({ order }) => order);
    },
    get views() {
      return [...entries.values()].map(({ order, told }) => ({ ...order, told }));
    },
    refusal(productId) {
      for (const { order } of entries.values()) if (order.product_id === productId) return waitsFor(order);
      return undefined;
    },
  };
}

function waitsFor({ client_oid, product_id }: Unresolved): CoinbaseError {
  const why =
    `${product_id} waits until it is known whether order ${client_oid} was placed; ` +
    'a person who knows can release it with the trading switch';
  return new CoinbaseError('RECONCILING', why, { client_oid, product_id, sent: false });
}
