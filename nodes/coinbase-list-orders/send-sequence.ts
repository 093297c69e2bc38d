import type { Order } from '../lib/rules/orders';
import type { Job, Red } from '../lib/runtime';

/**
 * One message an order, as a sequence that a Join node puts together again. No order, no message: Complete tells that
 * the list was empty.
 */
export function sendSequence(red: Red, job: Job, orders: readonly Order[]): void {
  const { msg } = job;
  const id = red.util.generateId();
  orders.forEach((order, index) => {
    const one = red.util.cloneMessage(msg);
    one.payload = order;
    one.topic = order.product_id;
    one.parts = {
      id,
      type: 'array',
      index,
      count: orders.length,
      len: 1,
      ...(msg.parts !== undefined && { parts: msg.parts }),
    };
    job.send(one);
  });
}
