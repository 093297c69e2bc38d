/**
 * The exchange's wire objects. How amounts are printed differs by call: POST /orders echoes trimmed text, reading
 * pads to 8 or 16 decimals. Source: the number formats seen in replies of the Exchange API.
 */
import {
  type Engine,
  type EngineFill,
  type EngineOrder,
  type EngineProduct,
  type EngineTrade,
  type Units,
  unitsFixed,
  unitsText,
} from '../engine';
import { isoTime } from './clock';
import { canonicalUuid } from './order-name';

type Json = Record<string, unknown>;

/** At most one of the four mode flags is true. */
export function productJson(
  { id, base, quote, ...product }: EngineProduct,
  engine: Pick<Engine, 'mode' | 'modeNote'>,
): Json {
  const mode = engine.mode(id);
  return {
    id,
    base_currency: base,
    quote_currency: quote,
    quote_increment: unitsText(product.quoteIncrement),
    base_increment: unitsText(product.baseIncrement),
    display_name: id,
    min_market_funds: unitsText(product.minMarketFunds),
    margin_enabled: false,
    post_only: mode === 'post_only',
    limit_only: mode === 'limit_only',
    cancel_only: mode === 'cancel_only',
    status: 'online',
    status_message: engine.modeNote(id),
    trading_disabled: mode === 'trading_disabled',
    fx_stablecoin: false,
    max_slippage_percentage: fraction(product.maxSlippage),
    auction_mode: false,
    high_bid_limit_percentage: fraction(product.highBidLimit),
  };
}

/** Empty text where the product has no such bound, as the exchange prints it. */
function fraction(value: Units | undefined): string {
  return value === undefined ? '' : unitsFixed(value, 8);
}

/** A price in the book: as many decimals as its product's increment, as recorded from the exchange's feed. */
export function bookPriceText(price: Units, { quoteIncrement }: EngineProduct): string {
  return textInSteps(price, quoteIncrement);
}

/** A size in the feed's book: as many decimals as its product's increment, zero included. */
export function bookSizeText(size: Units, { baseIncrement }: EngineProduct): string {
  return textInSteps(size, baseIncrement);
}

function textInSteps(amount: Units, increment: Units): string {
  const step = unitsText(increment);
  const point = step.indexOf('.');
  const text = unitsFixed(amount, 16);
  return text.slice(0, point < 0 ? text.indexOf('.') : text.indexOf('.') + step.length - point);
}

/** A public trade; its side is the maker's. */
export function tradeJson(trade: EngineTrade): Json {
  return {
    trade_id: trade.tradeId,
    side: trade.makerSide,
    size: unitsFixed(trade.size, 8),
    price: unitsFixed(trade.price, 8),
    time: isoTime(trade.time),
  };
}

/** An own fill; its side is the own side. @param settledBy what happened up to then is settled; Unix milliseconds. */
export function fillJson(fill: EngineFill, userId: string, settledBy: number): Json {
  return {
    created_at: isoTime(fill.time),
    trade_id: fill.tradeId,
    product_id: fill.productId,
    order_id: fill.orderId,
    user_id: userId,
    profile_id: fill.profile,
    liquidity: fill.liquidity,
    price: unitsFixed(fill.price, 8),
    size: unitsFixed(fill.size, 8),
    fee: unitsFixed(fill.fee, 16),
    side: fill.side,
    settled: fill.time <= settledBy,
    usd_volume: fill.productId.endsWith('-USD')
      ? unitsFixed((fill.price * fill.size) / 10n ** 16n, 16)
      : null,
    market_type: 'spot',
  };
}

/** The Exchange knows UUIDs alone: what an order of Advanced Trade is called otherwise is not shown. */
export function isClientOid(clientOid: string | undefined): boolean {
  return clientOid !== undefined && canonicalUuid(clientOid) === clientOid;
}

/** What every form of an order has in common. */
function orderHead(
  order: EngineOrder,
  amount: (value: Units) => string,
  funds: (value: Units) => string,
): Json {
  return {
    id: order.id,
    ...(order.price !== undefined && { price: amount(order.price) }),
    ...(order.size !== undefined && { size: amount(order.size) }),
    ...(order.funds !== undefined && { funds: funds(order.funds) }),
    ...(order.specifiedFunds !== undefined && { specified_funds: funds(order.specifiedFunds) }),
    ...(isClientOid(order.clientOid) && { client_oid: order.clientOid }),
    product_id: order.productId,
    profile_id: order.profile,
    side: order.side,
    type: order.type,
    ...(order.type === 'limit' && { time_in_force: order.timeInForce }),
    ...(order.expireTime !== undefined && { expire_time: isoTime(order.expireTime) }),
    ...(order.stop !== undefined && { stop: order.stop }),
    ...(order.stopPrice !== undefined && { stop_price: amount(order.stopPrice) }),
    ...(order.stopLimitPrice !== undefined && { stop_limit_price: amount(order.stopLimitPrice) }),
    post_only: order.postOnly,
    created_at: isoTime(order.createdAt),
  };
}

/**
 * What POST /orders answers: the order as accepted, before anything happened to it. Even an order that is filled
 * already says `pending` and nothing filled, as the exchange does; only a refused post-only order says so at once.
 */
export function placedJson(order: EngineOrder): Json {
  const rejected = order.status === 'rejected';
  return {
    ...orderHead(order, unitsText, unitsText),
    stp: order.stp,
    fill_fees: '0',
    filled_size: '0',
    executed_value: '0',
    status: rejected ? 'rejected' : 'pending',
    ...(rejected && { reject_reason: order.rejectReason ?? 'post only' }),
    settled: rejected,
  };
}

/** An order as GET shows it. @param settledBy what was done up to then is settled; Unix milliseconds. */
export function orderJson(order: EngineOrder, settledBy: number): Json {
  return {
    ...orderHead(
      order,
      (value) => unitsFixed(value, 8),
      (value) => unitsFixed(value, 16),
    ),
    ...(order.doneAt !== undefined && { done_at: isoTime(order.doneAt) }),
    ...(order.doneReason !== undefined && { done_reason: order.doneReason }),
    ...(order.rejectReason !== undefined && { reject_reason: order.rejectReason }),
    fill_fees: unitsFixed(order.fillFees, 16),
    filled_size: unitsFixed(order.filledSize, 8),
    executed_value: unitsFixed(order.executedValue, 16),
    market_type: 'spot',
    status: order.status,
    settled: order.status === 'rejected' || (order.doneAt !== undefined && order.doneAt <= settledBy),
  };
}

/** A balance as the engine keeps it, with what the account is called. */
export interface AccountState {
  readonly id: string;
  readonly currency: string;
  readonly profile: string;
  readonly total: Units;
  readonly hold: Units;
}

export function accountJson({ id, currency, profile, total, hold }: AccountState): Json {
  return {
    id,
    currency,
    balance: unitsFixed(total, 16),
    hold: unitsFixed(hold, 16),
    available: unitsText(total - hold),
    profile_id: profile,
    trading_enabled: true,
    pending_deposit: '0.0000000000000000',
    display_name: currency,
  };
}
