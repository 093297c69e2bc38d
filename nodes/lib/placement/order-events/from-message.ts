import type { OwnMessage } from '../../api';
import { decimal, decimalText } from '../../rules/decimal';
import type { Order } from '../../rules/orders';
import { noFigures } from './figures';
import type { News } from './lanes';

/** The status with which an order begins, as the first message of it says. */
export function firstStatus({ event, order }: OwnMessage): 'pending' | 'received' | 'active' {
  if (event === 'activated' || order.status === 'active' || order.stop) return 'active';
  return event === 'received' ? 'received' : 'pending';
}

/** The order as it was when it was received: it may have been changed by the time that it is read. */
export function asReceived(read: Order, { event, order }: OwnMessage): Order {
  if (event !== 'received') return read;
  const { size, funds, price } = order;
  return { ...read, ...(size && { size }), ...(funds && { funds }), ...(price && { price }) };
}

/** Whether what follows says that the order is over: the exchange may have forgotten it then. */
export function isSoonOver(message: OwnMessage, next: readonly News[]): boolean {
  return messagesOf(message, next).some(
    ({ event, order }) => event === 'done' || order.status === 'done' || order.status === 'rejected',
  );
}

/**
 * An order that cannot be read, as its messages tell it.
 * @returns undefined where they do not say what kind of order it is.
 */
export function orderOfMessages(message: OwnMessage, next: readonly News[]): Order | undefined {
  const messages = messagesOf(message, next);
  const told: Partial<Order> = Object.assign({}, ...messages.toReversed().map(({ order }) => order));
  const { side } = told;
  if (!side) return undefined;
  const client_oid = told.client_oid ?? messages.find((one) => one.client_oid !== undefined)?.client_oid;
  return {
    ...told,
    id: message.order_id,
    ...(client_oid !== undefined && { client_oid }),
    product_id: message.product_id,
    side,
    type: told.type ?? (told.price === undefined ? 'market' : 'limit'),
    status: 'pending',
    ...noFigures,
    settled: false,
    created_at: told.created_at ?? message.time,
  };
}

/**
 * What an order that is done has filled, as the message of its end lets one count.
 * @returns undefined where it does not: a market order by funds, for one.
 */
export function filledAtEnd({ size }: Order, { order, remaining_size }: OwnMessage): string | undefined {
  if (order.filled_size !== undefined) return order.filled_size;
  if (size === undefined) return undefined;
  if (remaining_size !== undefined) return decimalText(decimal(size).minus(remaining_size));
  return order.done_reason === 'filled' ? size : undefined;
}

function messagesOf(message: OwnMessage, next: readonly News[]): OwnMessage[] {
  return [message, ...next.flatMap((news) => (news.kind === 'message' ? [news.message] : []))];
}
