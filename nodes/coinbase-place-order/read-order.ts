import { CoinbaseError } from '../lib/rules/errors';
import { parseOrder, STOP_OF, type ParsedOrder } from '../lib/rules/order-fields';
import { parseOrderPayload } from '../lib/rules/order-payload';
import { shown } from '../lib/rules/shapes';
import type { Message, PropertyReader } from '../lib/runtime';
import type { PlaceOrderConfig } from './config';

/** How long the node waits for an order that the exchange took. */
export interface Waiting {
  readonly waitFor: 'accepted' | 'done';
  readonly waitMs: number;
  readonly afterWait: 'leave' | 'cancel';
}

/** A message's order, checked; nothing was sent. */
export interface ReadOrder extends Waiting {
  readonly order: ParsedOrder;
  /** Nothing is to be placed. */
  readonly previewOnly: boolean;
}

const DEFAULT_WAIT_S = '10';
const LONGEST_WAIT_S = 86_400;

/**
 * Reads the order. The form wins: a message sets a field only where the form says so, or sets all of them.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export async function readOrder(
  config: Partial<PlaceOrderConfig>,
  properties: PropertyReader,
  msg: Message,
): Promise<ReadOrder> {
  const source = config.source ?? 'form';
  if (source !== 'form' && source !== 'payload') throw invalid('source', 'it must be form or payload');
  const waiting = readWaiting(config);
  const order =
    source === 'payload' ? parseOrderPayload(msg.payload) : await readForm(config, properties, msg);
  return { order, previewOnly: await readAction(properties, msg), ...waiting };
}

/** A message that is to choose, and does not, places nothing. */
async function readAction(properties: PropertyReader, msg: Message): Promise<boolean> {
  const action = await properties.read('action', msg);
  if (action !== 'place' && action !== 'preview')
    throw invalid('action', `it is ${shown(action)}; it must be place or preview`);
  return action === 'preview';
}

async function readForm(
  config: Partial<PlaceOrderConfig>,
  properties: PropertyReader,
  msg: Message,
): Promise<ParsedOrder> {
  const type = await properties.read('orderType', msg);
  if (type !== 'market' && type !== 'limit' && type !== 'stop-limit' && type !== 'bracket')
    throw invalid('type', `it is ${shown(type)}; it must be market, limit, stop-limit or bracket`);
  const side = await properties.read('side', msg);
  const fields = {
    product_id: await properties.read('product', msg),
    side,
    type: type === 'market' ? type : 'limit',
    amount: await properties.read('amount', msg),
    amountUnit: config.amountUnit,
    stp: config.stp,
    client_oid: await properties.read('clientOid', msg),
  };
  // The form keeps what was typed for another type of order; what that type does not have, and so is not shown, is
  // left out here.
  if (type === 'market') return parseOrder(fields);
  const { timeInForce: time_in_force, cancelAfter, postOnly: post_only } = config;
  const limit = {
    ...fields,
    price: await properties.read('price', msg),
    time_in_force,
    ...(time_in_force === 'GTT' && { cancel_after: cancelAfter }),
    post_only,
  };
  if (type === 'limit') return parseOrder(limit);
  // Which way a stop fires follows from the side: a sell stops a loss, a buy enters above.
  const stop = side === 'sell' ? STOP_OF.sell : STOP_OF.buy;
  const stop_price = needed('stop_price', await properties.read('stopPrice', msg));
  if (type === 'stop-limit') return parseOrder({ ...limit, stop, stop_price });
  const stop_limit_price = needed('stop_limit_price', await properties.read('stopLimitPrice', msg));
  return parseOrder({ ...limit, stop, stop_price, stop_limit_price });
}

/** What its type of order cannot be without; left out, it would silently be another type. */
function needed(field: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '') throw invalid(field, 'it is missing');
  return value;
}

function readWaiting(config: Partial<PlaceOrderConfig>): Waiting {
  const waitFor = config.waitFor ?? 'done';
  const afterWait = config.afterWait ?? 'leave';
  if (waitFor !== 'accepted' && waitFor !== 'done') throw invalid('waitFor', 'it must be accepted or done');
  if (afterWait !== 'leave' && afterWait !== 'cancel')
    throw invalid('afterWait', 'it must be leave or cancel');
  return { waitFor, afterWait, waitMs: waitFor === 'done' ? readSeconds(config.waitSeconds) * 1000 : 0 };
}

function readSeconds(value: unknown): number {
  const given = value === undefined || value === null || value === '' ? DEFAULT_WAIT_S : value;
  const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
  const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= LONGEST_WAIT_S) return seconds;
  throw invalid(
    'waitSeconds',
    `it is ${shown(value)}; it must be a number of seconds up to ${LONGEST_WAIT_S}`,
  );
}

function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ORDER_INVALID', `${field}: ${why}`, { field, sent: false });
}
