import type { OrderChange } from '../lib/placement/order-events';
import type { Order } from '../lib/rules/orders';
import type { OrderEventsSettings } from './read-settings';

/** Whether an order was placed by the flow that the node is part of. */
export type IsOwn = (clientOid: string) => boolean;

/** Whether the form wants this change to be told. */
export function isWanted(
  { event, order }: OrderChange,
  settings: OrderEventsSettings,
  isOwn: IsOwn,
): boolean {
  return settings.events.has(event) && isWantedOrder(order, settings, isOwn);
}

export function isWantedOrder(
  order: Order,
  { products, side, placedBy }: OrderEventsSettings,
  isOwn: IsOwn,
): boolean {
  if (products.length > 0 && !products.includes(order.product_id)) return false;
  if (side !== 'any' && order.side !== side) return false;
  return placedBy === 'anybody' || (order.client_oid !== undefined && isOwn(order.client_oid));
}
