/** Advanced Trade's wire objects: every number is text. Source: other-coinbase-apis.md, 1.6 to 1.8. */
import {
  type BookLevel,
  type EngineFill,
  type EngineOrder,
  type EngineTrade,
  ONE,
  type Units,
  unitsFixed,
  unitsText,
} from '../../engine';
import { isoTime } from '../clock';
import type { PaperExchange } from '../paper-exchange';
import { configurationOf } from './configuration';

type Json = Record<string, unknown>;

/** `CANCELLED` with two l, as on the wire. */
export type OrderStatus = 'OPEN' | 'CANCEL_QUEUED' | 'FILLED' | 'CANCELLED' | 'EXPIRED' | 'FAILED';

/** A stop that waits is open as well; `trigger_status` tells it apart. */
export function statusOf(order: EngineOrder, exchange?: PaperExchange): OrderStatus {
  if (order.status === 'rejected') return 'FAILED';
  if (order.status !== 'done') return exchange?.isCancelQueued(order) ? 'CANCEL_QUEUED' : 'OPEN';
  if (order.doneReason === 'filled') return 'FILLED';
  return order.cancelReason === '101:Time In Force' && order.expireTime !== undefined
    ? 'EXPIRED'
    : 'CANCELLED';
}

export function orderTypeOf({ type, stopPrice, stopLimitPrice }: EngineOrder): string {
  if (type === 'market') return 'MARKET';
  if (stopLimitPrice !== undefined) return 'BRACKET';
  return stopPrice === undefined ? 'LIMIT' : 'STOP_LIMIT';
}

const LIFETIMES = {
  GTC: 'GOOD_UNTIL_CANCELLED',
  GTT: 'GOOD_UNTIL_DATE_TIME',
  IOC: 'IMMEDIATE_OR_CANCEL',
  FOK: 'FILL_OR_KILL',
} as const;

export function timeInForceOf({ type, timeInForce }: EngineOrder): string {
  return LIFETIMES[type === 'market' ? 'IOC' : timeInForce];
}

/** What the history calls the product of an order or a fill. */
export function productOf(
  { productId }: { readonly productId: string },
  { settings }: PaperExchange,
): string {
  return settings.usdcAsUsd ? productId.replace(/-USDC$/, '-USD') : productId;
}

export function sideOf({ side }: { readonly side: 'buy' | 'sell' }): 'BUY' | 'SELL' {
  return side === 'buy' ? 'BUY' : 'SELL';
}

/** part / whole as text; 0 where there is no whole. */
export function ratio(part: Units, whole: Units): Units {
  return whole === 0n ? 0n : (part * ONE) / whole;
}

export function completion({ size, filledSize, funds, executedValue }: EngineOrder): string {
  const share = size === undefined ? ratio(executedValue, funds ?? 0n) : ratio(filledSize, size);
  return unitsFixed(share * 100n, 8).slice(0, -6);
}

export function triggerStatus(order: EngineOrder): string {
  if (order.stopPrice === undefined) return 'INVALID_ORDER_TYPE';
  const isWaiting =
    order.stopLimitPrice === undefined ? order.status === 'active' : order.price !== order.stopLimitPrice;
  return isWaiting ? 'STOP_PENDING' : 'STOP_TRIGGERED';
}

/** An order as the lists and GET show it. */
export function orderJson(order: EngineOrder, exchange: PaperExchange): Json {
  const { filledSize, executedValue, fillFees } = order;
  const status = statusOf(order, exchange);
  const after = order.side === 'buy' ? executedValue + fillFees : executedValue - fillFees;
  return {
    order_id: order.id,
    product_id: productOf(order, exchange),
    user_id: exchange.userId,
    order_configuration: configurationOf(order),
    side: sideOf(order),
    client_order_id: order.clientOid ?? '',
    status,
    time_in_force: timeInForceOf(order),
    created_time: isoTime(order.createdAt),
    completion_percentage: completion(order),
    filled_size: unitsText(filledSize),
    average_filled_price: unitsText(ratio(executedValue, filledSize)),
    fee: '',
    number_of_fills: String(order.fillCount),
    filled_value: unitsText(executedValue),
    pending_cancel: status === 'CANCEL_QUEUED',
    size_in_quote: order.specifiedFunds !== undefined,
    total_fees: unitsText(fillFees),
    size_inclusive_of_fees: order.specifiedFunds !== undefined && order.side === 'buy',
    total_value_after_fees: unitsText(after),
    trigger_status: triggerStatus(order),
    order_type: orderTypeOf(order),
    reject_reason: 'REJECT_REASON_UNSPECIFIED',
    settled: order.doneAt !== undefined && order.doneAt <= exchange.settledBy(),
    product_type: 'SPOT',
    reject_message: order.rejectReason ?? '',
    cancel_message: cancelMessage(order, status),
    order_placement_source: 'RETAIL_ADVANCED',
    outstanding_hold_amount: unitsText(order.hold),
    is_liquidation: false,
    last_fill_time: order.lastFillAt === undefined ? null : isoTime(order.lastFillAt),
    edit_history: order.edits.map(({ price, size, time }) => ({
      price: unitsText(price),
      size: unitsText(size),
      replace_accept_timestamp: isoTime(time),
    })),
    leverage: '',
    margin_type: 'UNKNOWN_MARGIN_TYPE',
    retail_portfolio_id: order.profile,
    originating_order_id: '',
    attached_order_id: '',
  };
}

function cancelMessage({ cancelReason }: EngineOrder, status: OrderStatus): string {
  if (status === 'CANCELLED') return cancelReason?.slice(4) ?? 'User requested cancel';
  return status === 'EXPIRED' ? 'Order expired' : '';
}

/** An own fill; its side is the own side. */
export function fillJson(fill: EngineFill, exchange: PaperExchange): Json {
  return {
    entry_id: fillId(fill),
    trade_id: String(fill.tradeId),
    order_id: fill.orderId,
    trade_time: isoTime(fill.time),
    trade_type: 'FILL',
    price: unitsText(fill.price),
    size: unitsText(fill.size),
    commission: unitsText(fill.fee),
    product_id: productOf(fill, exchange),
    sequence_timestamp: isoTime(fill.time),
    liquidity_indicator: fill.liquidity === 'M' ? 'MAKER' : 'TAKER',
    size_in_quote: false,
    user_id: exchange.userId,
    side: sideOf(fill),
    retail_portfolio_id: fill.profile,
  };
}

/** Of one fill and no other; also the cursor of the list. */
export function fillId({ productId, tradeId, orderId }: EngineFill): string {
  return `${productId}-${tradeId}-${orderId}`;
}

/** A public trade; its side is the maker's. */
export function tradeJson(trade: EngineTrade): Json {
  return {
    trade_id: String(trade.tradeId),
    product_id: trade.productId,
    price: unitsText(trade.price),
    size: unitsText(trade.size),
    time: isoTime(trade.time),
    side: sideOf({ side: trade.makerSide }),
    exchange: 'coinbase',
  };
}

export function levelJson({ price, size }: Pick<BookLevel, 'price' | 'size'>): Json {
  return { price: unitsText(price), size: unitsText(size) };
}

export function moneyJson(amount: Units, currency: string): { value: string; currency: string } {
  return { value: unitsText(amount), currency };
}
