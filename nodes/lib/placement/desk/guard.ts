import type { OrderName } from '../../api';
import { cancelOrder } from '../cancel-order';
import { isUnsure } from '../journal';
import type { DeskCore } from './core';
import { createDeadMan, type DeadMan, type LeftOpen } from './dead-man';

/** The dead man's switch of a desk, over the orders in its book. */
export function guardOf(core: DeskCore): DeadMan {
  return createDeadMan({
    afterMs: () => core.openers.deadManMs,
    open: () => leftOpen(core),
    serverTime: async (options) => (await core.trading()).serverTime(options),
    async cancel(order) {
      core.renewals.stop(order.client_oid);
      const parts = { trading: await core.trading(), clock: core.clock };
      const cancellation = await cancelOrder(nameOf(order), order.product_id, parts);
      if (cancellation.order) core.hint(cancellation.order);
      return cancellation;
    },
    async look(left) {
      const order = await (await core.trading()).find(nameOf(left));
      if (order) core.hint(order);
      return order;
    },
    gone: async ({ client_oid }) => core.gone({ clientOid: client_oid }, await core.trading()),
    write: (record) => core.records.write(record),
    tell: (event) => core.events.tell(event),
    clock: core.clock,
  });
}

/** Every API finds an order by its own id. */
function nameOf({ orderId, client_oid }: LeftOpen): OrderName {
  return orderId === undefined ? { clientOid: client_oid } : { id: orderId };
}

/** Never a stranger's: what this desk wrote down and may be open. */
function leftOpen({ book }: DeskCore): LeftOpen[] {
  const unsure = book.open().filter(({ state }) => isUnsure(state));
  return [...book.working(), ...unsure].map(({ client_oid, orderId, intent, state }) => ({
    client_oid,
    ...(orderId !== undefined && { orderId }),
    product_id: intent.product_id,
    known: state === 'placed',
  }));
}
