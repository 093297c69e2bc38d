import type { OrderName, TradingApi } from '../../api';
import { decimal, type Decimal } from '../../rules/decimal';
import { CoinbaseError } from '../../rules/errors';
import { renewalTime } from '../../rules/lapse';
import type { Order } from '../../rules/orders';
import type { PlacementEntry } from '../journal';

/** Longest call, milliseconds. */
const CALL_MS = 5000;

export type RenewalTime = NonNullable<ReturnType<typeof renewalTime>>;

/** When it is to be renewed; undefined where its end is not known. */
export function timeOf({ order, intent }: PlacementEntry): RenewalTime | undefined {
  return order && intent.cancel_after ? renewalTime(order, intent.cancel_after) : undefined;
}

export function nameOf({ orderId, client_oid }: PlacementEntry): OrderName {
  return orderId === undefined ? { clientOid: client_oid } : { id: orderId };
}

export function isNamed({ orderId, client_oid }: PlacementEntry, name: OrderName): boolean {
  return 'id' in name ? name.id === orderId : name.clientOid === client_oid;
}

/**
 * What is known of a cancel that failed: that the exchange took it, or that it may have. Neither where it never left,
 * or somebody else's is under way.
 */
export function heardOf(thrown: unknown): 'taken' | 'lost' | undefined {
  if (!(thrown instanceof CoinbaseError)) return 'lost';
  const { cancel, sent } = thrown.details;
  if (cancel === 'canceled') return 'taken';
  return cancel === 'under-way' || sent === false ? undefined : 'lost';
}

/** What was not filled. An order that the exchange forgot had no fill; its fills are asked for all the same. */
export async function restOf(
  { intent, orderId }: PlacementEntry,
  order: Order | undefined,
  trading: TradingApi,
): Promise<Decimal | undefined> {
  let filled = decimal(order?.filled_size ?? '0');
  if (!order && orderId !== undefined) {
    for await (const page of trading.listFills({ orderId }, { timeoutMs: CALL_MS }))
      for (const { size } of page) filled = filled.plus(size);
  }
  const rest = decimal(intent.size ?? '0').minus(filled);
  return rest.gt('0') ? rest : undefined;
}
