/** Reads the orders of the user channel: cumulative figures, no single fills. Source: its websocket channels. */
import { decimal, decimalText } from '../../../rules/decimal';
import type { Order, OrderStatus } from '../../../rules/orders';
import { doneReason, statusOf, TIME_IN_FORCE } from '../../advanced-trade/read-order';
import { texts, type Wire } from '../../wire-values';
import { amountText } from '../amount-text';
import type { OwnMessage } from '../types';

/** @param time of the whole message: an order tells only when it was made. */
export function readOwn(wire: Wire, event: 'snapshot' | 'update', time: string): OwnMessage | undefined {
  const { order_id, client_order_id, product_id } = wire;
  if (typeof order_id !== 'string' || order_id === '' || typeof product_id !== 'string') return undefined;
  const client_oid =
    typeof client_order_id === 'string' && client_order_id !== '' ? client_order_id : undefined;
  return {
    event,
    order_id,
    ...(client_oid !== undefined && { client_oid }),
    product_id,
    time,
    order: {
      id: order_id,
      product_id,
      ...(client_oid !== undefined && { client_oid }),
      ...kindOf(wire),
      ...standingOf(wire),
      ...figuresOf(wire),
    },
  };
}

/** What was asked for. */
function kindOf(wire: Wire): Partial<Order> {
  const side = SIDES[String(wire['order_side'])];
  const type = String(wire['order_type']).toUpperCase();
  const { retail_portfolio_id, creation_time, end_time } = texts(wire, [
    'retail_portfolio_id',
    'creation_time',
    'end_time',
  ]);
  const time_in_force = TIME_IN_FORCE[String(wire['time_in_force'])];
  const { price, stop_price } = {
    price: positive(wire['limit_price']),
    stop_price: positive(wire['stop_price']),
  };
  return {
    ...(side && { side }),
    ...(type !== 'UNDEFINED' && { type: type === 'MARKET' ? 'market' : 'limit' }),
    ...(price !== undefined && { price }),
    ...(stop_price !== undefined && { stop_price }),
    ...(time_in_force !== undefined && type !== 'MARKET' && { time_in_force }),
    ...(String(wire['post_only']) === 'true' && { post_only: true }),
    ...(retail_portfolio_id !== undefined && { profile_id: retail_portfolio_id }),
    ...(creation_time !== undefined && { created_at: creation_time }),
    ...(end_time !== undefined && !end_time.startsWith('0001-') && { expire_time: end_time }),
  };
}

const SIDES: Readonly<Record<string, Order['side']>> = { BUY: 'buy', SELL: 'sell' };

function standingOf(wire: Wire): Partial<Order> {
  if (typeof wire['status'] !== 'string') return {};
  const status = statusOf(wire['status']);
  const waits = status === 'open' && wire['trigger_status'] === 'STOP_PENDING';
  const { reject_reason } = texts(wire, ['reject_reason']);
  return {
    status: waits ? 'active' : status,
    ...(status === 'done' && { done_reason: doneReason(wire['status']) }),
    ...(status === 'rejected' && reject_reason !== undefined && { reject_reason }),
  };
}

function figuresOf(wire: Wire): Partial<Order> {
  const filled_size = amountText(wire['cumulative_quantity']);
  const executed_value = amountText(wire['filled_value']);
  const fill_fees = amountText(wire['total_fees']);
  const size = sizeOf(wire, filled_size);
  return {
    ...(size !== undefined && { size }),
    ...(filled_size !== undefined && { filled_size }),
    ...(executed_value !== undefined && { executed_value }),
    ...(fill_fees !== undefined && { fill_fees }),
  };
}

/** Filled and left make the whole; when an order is over, nothing is left of one that was canceled either. */
function sizeOf(wire: Wire, filled: string | undefined): string | undefined {
  const left = amountText(wire['leaves_quantity']);
  const status: OrderStatus = statusOf(String(wire['status']));
  if (filled === undefined || left === undefined || String(wire['order_type']).toUpperCase() === 'MARKET')
    return undefined;
  const over = status === 'done' || status === 'rejected';
  if (over && wire['status'] !== 'FILLED') return undefined;
  return decimalText(decimal(filled).plus(left));
}

function positive(value: unknown): string | undefined {
  const amount = amountText(value);
  return amount === '0' ? undefined : amount;
}
