import { decimal } from './decimal';
import type { Order, OrderStatus } from './orders';

/**
 * Which state of an order another may follow directly or over states that nobody saw. Whatever is not here cannot be.
 * An order is `received` on the feed alone, just before it is matched.
 */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['pending', 'received', 'active', 'open', 'done', 'rejected'],
  // A stop that fired is received as any other order is.
  active: ['active', 'received', 'open', 'done', 'rejected'],
  received: ['received', 'open', 'done', 'rejected'],
  open: ['open', 'done'],
  // Done with more filled: a fill can arrive after the cancel.
  done: ['done'],
  rejected: ['rejected'],
};

/** `forward`: it may have become that. `same`: nothing new. `back`: an older sighting. `never`: not of one order. */
export type OrderStep = 'forward' | 'same' | 'back' | 'never';

/**
 * What it means to see an order like this after it was seen like that. What was filled never becomes less, and one that
 * is filled is not canceled any more.
 */
export function orderStep(from: Order, to: Order): OrderStep {
  if (mayFollow(from, to)) return mayFollow(to, from) ? 'same' : 'forward';
  return mayFollow(to, from) ? 'back' : 'never';
}

function mayFollow(from: Order, to: Order): boolean {
  if (decimal(to.filled_size).lt(from.filled_size)) return false;
  if (from.done_reason === 'filled' && to.done_reason === 'canceled') return false;
  return NEXT[from.status].includes(to.status);
}
