import type { Order, OrderIntent } from '../../rules/orders';
import type { ParsedOrder } from '../../rules/order-fields';
import { isDone, laterOf } from '../../rules/outcomes';
import { isUnsure, nextState, stepOf, type PlacementState } from './life';
import { originOf, type JournalRecord, type Origin, type PlacementRecord } from './records';

/** One placement as its records tell it. */
export interface PlacementEntry extends Origin {
  readonly client_oid: string;
  readonly intent: OrderIntent;
  readonly asked: ParsedOrder;
  readonly state: PlacementState;
  /** Client order id of the order whose place it takes. */
  readonly renews?: string;
  /** Times that it was sent. */
  readonly attempts: number;
  /** Its order as it was seen last; an order that was accepted and not seen yet has none. */
  readonly order: Order | undefined;
  /** The exchange's id, also of one that was not seen yet. */
  readonly orderId: string | undefined;
  /** Time stamp of the latest try, Unix milliseconds on the exchange's clock. */
  readonly stampMs: number | undefined;
  /** When it was written down, and when something happened last: ISO 8601, UTC. */
  readonly at: string;
  readonly lastAt: string;
  /** The flow has a final outcome of it. */
  readonly reported: boolean;
  /** It is canceled in order to be renewed, and it is not known yet what came of that. */
  readonly renewing: 'leaving' | 'taken' | undefined;
  /** Its whole life, oldest first. */
  readonly records: readonly (PlacementRecord & { readonly at: string })[];
}

type Stamped = JournalRecord & PlacementRecord;
export type Entry = { -readonly [K in keyof PlacementEntry]: PlacementEntry[K] } & { records: Stamped[] };

/** @returns undefined when this is not how a placement begins. */
export function newEntry(record: Stamped): Entry | undefined {
  if (record.kind !== 'intended' && record.kind !== 'forbidden') return undefined;
  const { client_oid, intent, asked, at, kind } = record;
  return {
    client_oid,
    intent,
    asked,
    ...originOf(record),
    ...(record.kind === 'intended' && record.renews !== undefined && { renews: record.renews }),
    state: kind,
    attempts: 0,
    order: undefined,
    orderId: undefined,
    stampMs: undefined,
    at,
    lastAt: at,
    reported: false,
    renewing: undefined,
    records: [record],
  };
}

/** Takes the step, or leaves everything as it was and returns false when it is not legal. */
export function advance(entry: Entry, record: Stamped): boolean {
  const state = nextState(entry.state, stepOf(record));
  if (!state) return false;
  entry.state = state;
  entry.records.push(record);
  entry.lastAt = record.at;
  if (record.kind === 'sending') {
    entry.attempts = Math.max(entry.attempts, record.attempt);
    // Of the new try nothing is known yet.
    entry.stampMs = undefined;
  }
  if (record.kind === 'answered') {
    entry.orderId = record.order_id ?? entry.orderId;
    entry.stampMs = record.stamp_ms ?? entry.stampMs;
  }
  if (record.kind === 'seen') {
    entry.order = entry.order ? laterOf(entry.order, record.order) : record.order;
    entry.orderId = record.order.id;
  }
  if (record.kind === 'renewing') entry.renewing = record.cancel === 'over' ? undefined : record.cancel;
  // Told that it is not known is not told what became of it.
  if (record.kind === 'reported' && record.outcome !== 'ORDER_UNRESOLVED') entry.reported = true;
  return true;
}

/** The flow still waits for what became of it. */
export function isOpen({ state, reported }: PlacementEntry): boolean {
  return !reported && state !== 'forbidden' && state !== 'released';
}

/** The exchange has the order, and something can still happen to it. */
export function isWorking({ state, order }: PlacementEntry): boolean {
  return state === 'placed' && !(order && isDone(order));
}

/** Nothing will happen to it any more, and nobody waits for it. */
export function isFinished(entry: PlacementEntry): boolean {
  return !isOpen(entry) && !isWorking(entry) && !isUnsure(entry.state) && !entry.renewing;
}
