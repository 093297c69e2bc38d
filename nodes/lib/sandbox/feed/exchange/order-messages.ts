/**
 * What happens to orders, as the `full` and `user` channels tell it: to everybody, and with more in it to an owner who
 * has authenticated. Source: exchange facts 7.3.
 */
import { type EngineEvent, type EngineOrder, unitsText, type Units } from '../../engine';
import { stopFor } from '../../engine/live-order';
import { isoTime } from '../../server/clock';
import { isClientOid } from '../../server/wire';

type Json = Record<string, unknown>;
type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: Type }>;

/** Whose messages are told with more, and what they say. */
export interface Owner {
  readonly profile: string;
  readonly userId: string;
  /** Fractions. */
  readonly makerFee: Units;
  readonly takerFee: Units;
}

/** Whether an event is about an order of this profile. */
export function concerns(event: EngineEvent, profile: string): boolean {
  if (event.type === 'match') return event.maker.profile === profile || event.taker.profile === profile;
  return event.order.profile === profile;
}

/** A waiting stop is its owner's secret; everything else is for everybody. */
export function isPublic({ type }: EngineEvent): boolean {
  return type !== 'activate';
}

/** @param owner of an order in it, when the hearer has authenticated as such. */
export function orderMessage(event: EngineEvent, owner?: Owner): Json {
  switch (event.type) {
    case 'received':
      return { ...head(event, event.order), ...received(event, owner), ...names(owner) };
    case 'open':
      return { ...head(event, event.order), ...open(event), ...names(owner) };
    case 'done':
      return { ...head(event, event.order), ...done(event, owner), ...names(owner) };
    case 'change':
      return { ...head(event, event.order), ...change(event, owner), ...names(owner) };
    case 'activate':
      return activate(event, owner);
    case 'match':
      return { ...matchMessage(event, 'match'), ...matchNames(event, owner) };
  }
}

/** The market's side of a trade; `side` is the maker's. */
export function matchMessage({ trade }: Pick<Of<'match'>, 'trade'>, type: 'match' | 'last_match'): Json {
  return {
    type,
    trade_id: trade.tradeId,
    maker_order_id: trade.makerOrderId,
    taker_order_id: trade.takerOrderId,
    side: trade.makerSide,
    size: unitsText(trade.size),
    price: unitsText(trade.price),
    product_id: trade.productId,
    sequence: trade.sequence,
    time: isoTime(trade.time),
  };
}

function head(event: Exclude<EngineEvent, { type: 'match' | 'activate' }>, order: EngineOrder): Json {
  return {
    type: event.type,
    time: isoTime(event.time),
    product_id: order.productId,
    sequence: event.sequence,
    order_id: order.id,
    side: order.side,
  };
}

function names(owner: Owner | undefined): Json {
  return owner ? { user_id: owner.userId, profile_id: owner.profile } : {};
}

/** The order as it came in: its figures may have changed since. */
function received({ order }: Of<'received'>, owner: Owner | undefined): Json {
  const { type, size, price, funds, clientOid } = order;
  return {
    order_type: type,
    ...(size !== undefined && { size: unitsText(size) }),
    ...(type === 'limit' && price !== undefined && { price: unitsText(price) }),
    ...(type === 'market' && funds !== undefined && { funds: unitsText(funds) }),
    ...(owner && isClientOid(clientOid) && { client_oid: clientOid }),
  };
}

function open({ order, remaining }: Of<'open'>): Json {
  return { price: unitsText(order.price ?? 0n), remaining_size: unitsText(remaining) };
}

function done({ order, remaining }: Of<'done'>, owner: Owner | undefined): Json {
  const { price, type, doneReason, cancelReason } = order;
  return {
    reason: doneReason,
    ...(type === 'limit' &&
      price !== undefined && { price: unitsText(price), remaining_size: unitsText(remaining) }),
    ...(owner && cancelReason !== undefined && { cancel_reason: cancelReason }),
  };
}

function change(event: Of<'change'>, owner: Owner | undefined): Json {
  const { order } = event;
  if (event.reason === 'STP') {
    const price = order.price === undefined ? null : unitsText(order.price);
    const figures =
      'oldFunds' in event
        ? { old_funds: unitsText(event.oldFunds), new_funds: unitsText(event.newFunds) }
        : { old_size: unitsText(event.oldSize), new_size: unitsText(event.newSize) };
    return { reason: 'STP', price, ...figures };
  }
  const size = order.size ?? 0n;
  const [oldSize, newSize] = event.reason === 'modify_order' ? [event.oldSize, event.newSize] : [size, size];
  return {
    reason: owner ? event.reason : 'modify_order',
    price: unitsText(event.newPrice),
    old_size: unitsText(oldSize),
    new_size: unitsText(newSize),
    old_price: unitsText(event.oldPrice),
    new_price: unitsText(event.newPrice),
  };
}

/** No sequence: it is not the market's. */
function activate({ order, time }: Of<'activate'>, owner: Owner | undefined): Json {
  return {
    type: 'activate',
    product_id: order.productId,
    timestamp: (time / 1000).toFixed(6),
    ...names(owner),
    order_id: order.id,
    stop_type: order.stop ?? stopFor(order.side),
    side: order.side,
    stop_price: unitsText(order.stopPrice ?? 0n),
    size: unitsText(order.size ?? 0n),
    funds: unitsText(order.funds ?? 0n),
    private: true,
  };
}

/** Which part the owner played is told by the names of the members. */
function matchNames({ maker }: Of<'match'>, owner: Owner | undefined): Json {
  if (!owner) return {};
  const part = maker.profile === owner.profile ? 'maker' : 'taker';
  return {
    ...names(owner),
    [`${part}_user_id`]: owner.userId,
    [`${part}_profile_id`]: owner.profile,
    [`${part}_fee_rate`]: unitsText(part === 'maker' ? owner.makerFee : owner.takerFee),
  };
}
