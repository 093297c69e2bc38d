/**
 * Reads what the user channel says of own orders. Its messages have the type of what happened, never `user`. Matches of
 * others come as well, over another channel: they have no user in them. Source: Exchange websocket channels.
 */
import { decimal, decimalText } from '../../../rules/decimal';
import type { Order, Side } from '../../../rules/orders';
import { amountText } from '../amount-text';
import type { OwnMessage } from '../types';
import { texts, type Wire } from '../../wire-values';
import { isSide, opposite } from './messages';

const EVENTS = {
  received: 'received',
  open: 'opened',
  activate: 'activated',
  match: 'filled',
  change: 'changed',
  done: 'done',
} as const;

type WireType = keyof typeof EVENTS;

/** The own orders that a message is about, none for a message about others; two where both are of the same owner. */
export function readOwn(wire: Wire): OwnMessage[] {
  const { type, product_id } = wire;
  if (typeof type !== 'string' || !Object.hasOwn(EVENTS, type) || typeof product_id !== 'string') return [];
  if (type === 'match') return [...matched(wire, product_id, 'maker'), ...matched(wire, product_id, 'taker')];
  const { order_id, side } = wire;
  if (typeof order_id !== 'string') return [];
  const { client_oid } = texts(wire, ['client_oid']);
  const remaining = type === 'done' ? amountText(wire['remaining_size']) : undefined;
  return [
    {
      event: EVENTS[type as WireType],
      order_id,
      ...(client_oid !== undefined && { client_oid }),
      product_id,
      time: timeOf(wire),
      order: {
        id: order_id,
        product_id,
        ...texts(wire, ['client_oid', 'profile_id']),
        ...(isSide(side) && { side }),
        ...told[type as Exclude<WireType, 'match'>](wire),
      },
      ...(remaining !== undefined && { remaining_size: remaining }),
    },
  ];
}

/** What each type says beside ids and side. */
const told: Readonly<Record<Exclude<WireType, 'match'>, (wire: Wire) => Partial<Order>>> = {
  received: (wire) => ({
    ...(wire['order_type'] === 'market' ? { type: 'market' } : { type: 'limit' }),
    ...given(wire, { size: 'size', price: 'price', funds: 'funds' }),
    status: 'received',
  }),
  open: (wire) => ({ ...given(wire, { price: 'price' }), status: 'open' }),
  activate: (wire) => ({
    ...given(wire, { size: 'size', funds: 'funds', stop_price: 'stop_price' }),
    ...((wire['stop_type'] === 'loss' || wire['stop_type'] === 'entry') && { stop: wire['stop_type'] }),
    status: 'active',
  }),
  change: (wire) => ({
    ...given(wire, { price: 'price' }),
    ...given(wire, { size: 'new_size', funds: 'new_funds', price: 'new_price' }),
  }),
  done: (wire) => ({
    ...given(wire, { price: 'price' }),
    status: 'done',
    done_reason: wire['reason'] === 'filled' ? 'filled' : 'canceled',
    done_at: timeOf(wire),
  }),
};

/** The fields that only the owner of one of the two orders gets say which one it was. */
function matched(wire: Wire, product_id: string, role: 'maker' | 'taker'): OwnMessage[] {
  const { trade_id, side: makerSide } = wire;
  const order_id = wire[`${role}_order_id`];
  const mine = ['user_id', 'profile_id', 'fee_rate'].some((name) => wire[`${role}_${name}`] !== undefined);
  const [price, size] = [amountText(wire['price']), amountText(wire['size'])];
  if (!mine || typeof order_id !== 'string' || !isSide(makerSide)) return [];
  if (price === undefined || size === undefined) return [];
  const side: Side = role === 'maker' ? makerSide : opposite(makerSide);
  const time = timeOf(wire);
  const rate = amountText(wire[`${role}_fee_rate`]);
  const fee = rate === undefined ? undefined : decimalText(decimal(price).times(size).times(rate));
  const { [`${role}_profile_id`]: profile_id } = texts(wire, [`${role}_profile_id`]);
  return [
    {
      event: 'filled',
      order_id,
      product_id,
      time,
      order: { id: order_id, product_id, side, ...(profile_id !== undefined && { profile_id }) },
      fill: {
        trade_id: String(trade_id),
        order_id,
        product_id,
        side,
        liquidity: role === 'maker' ? 'M' : 'T',
        price,
        size,
        ...(fee !== undefined && { fee }),
        created_at: time,
        settled: false,
      },
    },
  ];
}

/** `activate` tells Unix seconds as text. */
function timeOf({ time, timestamp }: Wire): string {
  if (typeof time === 'string') return time;
  const ms = Math.round(Number(timestamp) * 1000);
  return Number.isSafeInteger(ms) && ms > 0 ? new Date(ms).toISOString() : '';
}

function given(wire: Wire, names: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [ours, theirs] of Object.entries(names)) {
    const value = amountText(wire[theirs]);
    if (value !== undefined) found[ours] = value;
  }
  return found;
}
