/** The events of the two private channels. Source: other-coinbase-apis.md, 1.12. */
import { type EngineOrder, unitsText } from '../../engine';
import {
  completion,
  orderTypeOf,
  ratio,
  sideOf,
  statusOf,
  timeInForceOf,
  triggerStatus,
} from '../../server/advanced-trade/wire';
import { isoTime } from '../../server/clock';

type Json = Readonly<Record<string, unknown>>;

/** Open orders in one message of a snapshot. */
const ORDERS_A_MESSAGE = 50;

const NO_TIME = '0001-01-01T00:00:00Z';

const NAMES: Readonly<Record<string, string>> = {
  LIMIT: 'Limit',
  MARKET: 'Market',
  STOP_LIMIT: 'Stop Limit',
  BRACKET: 'Bracket',
};

/** The events of a snapshot, each for a message of its own; one even where nothing is open. */
export function userSnapshots(open: readonly EngineOrder[]): readonly Json[] {
  const events: Json[] = [];
  for (let first = 0; first === 0 || first < open.length; first += ORDERS_A_MESSAGE)
    events.push(userEvent('snapshot', open.slice(first, first + ORDERS_A_MESSAGE)));
  return events;
}

export function userEvent(type: 'snapshot' | 'update', orders: readonly EngineOrder[]): Json {
  const positions = { perpetual_futures_positions: [], expiring_futures_positions: [] };
  return { type, orders: orders.map(userOrder), positions };
}

/** An order as it stands: all its figures are sums over its life. */
function userOrder(order: EngineOrder): Json {
  const { filledSize, executedValue, fillFees } = order;
  const status = statusOf(order);
  const after = order.side === 'buy' ? executedValue + fillFees : executedValue - fillFees;
  const isLive = order.status === 'open' || order.status === 'active';
  return {
    avg_price: unitsText(ratio(executedValue, filledSize)),
    cancel_reason: status === 'CANCELLED' ? (order.cancelReason?.slice(4) ?? 'User requested cancel') : '',
    client_order_id: order.clientOid ?? '',
    completion_percentage: completion(order),
    contract_expiry_type: 'UNKNOWN_CONTRACT_EXPIRY_TYPE',
    creation_time: isoTime(order.createdAt),
    cumulative_quantity: unitsText(filledSize),
    end_time: order.expireTime === undefined ? NO_TIME : isoTime(order.expireTime),
    filled_value: unitsText(executedValue),
    leaves_quantity: isLive ? unitsText((order.size ?? filledSize) - filledSize) : '0',
    limit_price: unitsText(order.price ?? 0n),
    number_of_fills: String(order.fillCount),
    order_id: order.id,
    order_side: sideOf(order),
    order_type: NAMES[orderTypeOf(order)],
    outstanding_hold_amount: unitsText(order.hold),
    post_only: String(order.postOnly),
    product_id: order.productId,
    product_type: 'SPOT',
    reject_reason: order.rejectReason ?? '',
    retail_portfolio_id: order.profile,
    risk_managed_by: 'UNKNOWN_RISK_MANAGEMENT_TYPE',
    start_time: NO_TIME,
    status,
    stop_price: order.stopPrice === undefined ? '' : unitsText(order.stopPrice),
    time_in_force: timeInForceOf(order),
    total_fees: unitsText(fillFees),
    total_value_after_fees: unitsText(after),
    trigger_status: triggerStatus(order),
  };
}

const WINDOW = {
  intraday_margin_window_type: 'FCM_MARGIN_WINDOW_TYPE_UNSPECIFIED',
  margin_level: 'MARGIN_LEVEL_TYPE_UNSPECIFIED',
  initial_margin: '0',
  maintenance_margin: '0',
  liquidation_buffer_percentage: '0',
  total_hold: '0',
  futures_buying_power: '0',
} as const;

/** Nobody holds futures here. */
export const futuresSummary: Json = {
  type: 'snapshot',
  fcm_balance_summary: {
    futures_buying_power: '0',
    total_usd_balance: '0',
    cbi_usd_balance: '0',
    cfm_usd_balance: '0',
    total_open_orders_hold_amount: '0',
    unrealized_pnl: '0',
    daily_realized_pnl: '0',
    initial_margin: '0',
    available_margin: '0',
    liquidation_threshold: '0',
    liquidation_buffer_amount: '0',
    liquidation_buffer_percentage: '0',
    intraday_margin_window_measure: WINDOW,
    overnight_margin_window_measure: WINDOW,
  },
};
