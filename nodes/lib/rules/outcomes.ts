import { decimal } from './decimal';
import { orderStep } from './order-states';
import type { Order } from './orders';

/** What became of an order, as `msg.coinbase.outcome` says it: a closed list. */
export const outcomes = {
  accepted: 'The exchange took the order; it was not waited for more.',
  open: 'The order is in the book, or still under way, after the longest wait.',
  filled: 'All of it was bought or sold.',
  'partially-filled': 'A part was filled, then the rest was canceled.',
  canceled: 'It was canceled without any fill.',
  rejected:
    'The exchange took it and then refused it, such as a post-only order that would have filled at once. Placing it is the error ORDER_REFUSED.',
} as const;

export type Outcome = keyof typeof outcomes;

/** The outcome that an order's own state says. */
export function outcomeOf(order: Order): Exclude<Outcome, 'accepted'> {
  if (order.status === 'rejected') return 'rejected';
  if (order.status !== 'done') return 'open';
  if (order.done_reason === 'filled') return 'filled';
  if (decimal(order.filled_size).eq('0')) return 'canceled';
  if (order.done_reason === 'canceled') return 'partially-filled';
  return order.size !== undefined && decimal(order.filled_size).lt(order.size)
    ? 'partially-filled'
    : 'filled';
}

/** True once nothing more can happen to it. */
export function isDone(order: Order): boolean {
  return order.status === 'done' || order.status === 'rejected';
}

/** Of two sightings of one order the later: lists can show an order twice, once pending and once open. */
export function laterOf(a: Order, b: Order): Order {
  const step = orderStep(a, b);
  // Two that contradict each other: that it is over is true, its figures may lag behind.
  if (step === 'never') return isDone(b) && !isDone(a) ? b : a;
  return step === 'forward' ? b : a;
}
