import type { LiveOrder } from './live-order';
import type { EngineFill, EngineTrade, OrderRequest, ProductMode, Units } from './types';

const KEPT = [
  'id',
  'clientOid',
  'profile',
  'productId',
  'side',
  'type',
  'price',
  'askedPrice',
  'size',
  'funds',
  'specifiedFunds',
  'timeInForce',
  'expireTime',
  'postOnly',
  'stp',
  'stop',
  'stopPrice',
  'stopLimitPrice',
  'createdAt',
  'sequence',
  'priority',
  'status',
  'doneReason',
  'cancelReason',
  'rejectReason',
  'doneAt',
  'filledSize',
  'executedValue',
  'fillFees',
  'fillCount',
  'lastFillAt',
  'edits',
  'hold',
  'sizeLeft',
] as const;

/** Absent in what was saved before they were kept. */
type Later = 'askedPrice' | 'fillCount' | 'lastFillAt' | 'edits';

/** An order with all that it needs to go on as if nothing had happened. */
export type SavedOrder = Pick<LiveOrder, Exclude<(typeof KEPT)[number], Later>> &
  Partial<Pick<LiveOrder, Later>>;

/** What some profiles have, and how far each product's counters were: plain data. Books of others are not in it. */
export interface SavedEngine {
  /** Sequence of the newest order. */
  readonly arrivals: number;
  readonly balances: readonly {
    readonly profile: string;
    readonly currency: string;
    readonly total: Units;
  }[];
  /** Oldest first, those that are done included, and those that were canceled without a fill. */
  readonly orders: readonly SavedOrder[];
  /** Oldest first. */
  readonly fills: readonly EngineFill[];
  readonly venues: readonly {
    readonly productId: string;
    readonly sequence: number;
    readonly lastTradeId: number;
    readonly lastPrice: Units | undefined;
    readonly mode: ProductMode;
    /** The latest public ones, oldest first; absent in what was saved before they were kept. */
    readonly trades?: readonly EngineTrade[];
  }[];
}

export function savedOrder(order: LiveOrder): SavedOrder {
  return Object.fromEntries(KEPT.map((name) => [name, order[name]])) as unknown as SavedOrder;
}

/** What the order was asked for with. */
export function requestOf(saved: SavedOrder): OrderRequest {
  const { clientOid, price, specifiedFunds: funds, stop, stopPrice, stopLimitPrice } = saved;
  const { profile, productId, side, type, timeInForce, postOnly, stp } = saved;
  return {
    profile,
    productId,
    side,
    type,
    timeInForce,
    postOnly,
    stp,
    ...(clientOid !== undefined && { clientOid }),
    ...(price !== undefined && { price }),
    ...(funds !== undefined && { funds }),
    ...(stop !== undefined && { stop }),
    ...(stopPrice !== undefined && { stopPrice }),
    ...(stopLimitPrice !== undefined && { stopLimitPrice }),
  };
}

/** Gives a fresh order the life that it has had. */
export function takeUp(order: LiveOrder, saved: SavedOrder): void {
  order.priority = saved.priority;
  order.status = saved.status;
  order.doneReason = saved.doneReason;
  order.cancelReason = saved.cancelReason;
  order.rejectReason = saved.rejectReason;
  order.doneAt = saved.doneAt;
  order.filledSize = saved.filledSize;
  order.executedValue = saved.executedValue;
  order.fillFees = saved.fillFees;
  order.fillCount = saved.fillCount ?? 0;
  order.lastFillAt = saved.lastFillAt;
  order.edits = saved.edits ?? [];
  order.sizeLeft = saved.sizeLeft;
  order.holdExactly(saved.hold);
}
