/**
 * The `level3` channel: the events of `full` as arrays, with a `noop` wherever an event has no array of its own, so that
 * the sequence has no gaps. Source: docs.cdp.coinbase.com/exchange/websocket-feed/channels.
 */
import { type EngineEvent, unitsText, type Units } from '../../engine';
import { isoTime } from '../../server/clock';

/** Sent once, before the first array: what stands where. */
export const level3Schema = {
  type: 'level3',
  schema: {
    change: ['type', 'product_id', 'sequence', 'order_id', 'price', 'size', 'time'],
    done: ['type', 'product_id', 'sequence', 'order_id', 'time'],
    match: ['type', 'product_id', 'sequence', 'maker_order_id', 'taker_order_id', 'price', 'size', 'time'],
    noop: ['type', 'product_id', 'sequence', 'time'],
    open: ['type', 'product_id', 'sequence', 'order_id', 'side', 'price', 'size', 'time'],
  },
} as const;

/** Undefined for what is not the market's. Everything is text, the sequence too. */
export function level3Message(event: EngineEvent): readonly string[] | undefined {
  if (event.type === 'activate') return undefined;
  if (event.type === 'match') {
    const { productId, sequence, makerOrderId, takerOrderId, price, size, time } = event.trade;
    const head = ['match', productId, String(sequence), makerOrderId, takerOrderId];
    return [...head, unitsText(price), unitsText(size), isoTime(time)];
  }
  const { order, sequence, time } = event;
  const head = (type: string) => [type, order.productId, String(sequence)];
  const place = (price: Units | undefined, size: Units) => [unitsText(price ?? 0n), unitsText(size)];
  switch (event.type) {
    case 'open':
      return [...head('open'), order.id, order.side, ...place(order.price, event.remaining), isoTime(time)];
    case 'done':
      return [...head('done'), order.id, isoTime(time)];
    case 'change': {
      if ('oldFunds' in event) break;
      const left = (order.size ?? 0n) - order.filledSize;
      return [...head('change'), order.id, ...place(order.price, left), isoTime(time)];
    }
    case 'received':
      break;
  }
  return [...head('noop'), isoTime(time)];
}
