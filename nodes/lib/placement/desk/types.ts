import type { CallOptions, Connection, OrderName } from '../../api';
import type { Cancellation } from '../cancel-order';
import type { Journal } from '../journal/journal';
import type { JournalRecord, Origin } from '../journal/records';
import type { Placement, PlacementOptions } from '../place-order';
import type { CoinbaseError } from '../../rules/errors';
import type { Clock } from '../../rules/clock';
import type { LimitSettings, LimitUse } from '../../rules/limits/types';
import type { ParsedOrder } from '../../rules/order-fields';
import type { CancelAfter, Order } from '../../rules/orders';
import type { DeskView } from '../../rules/sidebar-view';
import type { OrderPreview } from '../../rules/preview';
import type { OrderPlan } from '../../rules/plan-order';
import type { TradingState } from '../../rules/trading-state';
import type { Words } from '../../sentences';

/** One order as a flow asks for it. */
export interface DeskOrder extends Origin {
  readonly asked: ParsedOrder;
  /** What the environment is called in errors about products. */
  readonly environment: string;
  /** Hears the plan before anything leaves; not called for a repeated key. */
  readonly planned?: (plan: OrderPlan) => void;
  /** Client order id of the order whose place it takes. */
  readonly renews?: string;
  /** Asked just before it leaves: what it throws keeps the order here. */
  readonly mayLeave?: () => void;
}

/** What became of it. */
export interface DeskPlacement extends Placement {
  /** True when the key was used before: nothing was sent, this is the earlier order. */
  readonly repeated: boolean;
}

/** An outcome that belongs to no message that is still waiting: from before a restart, or found late. */
export interface Recovered extends Origin {
  readonly client_oid: string;
  /** Client order id of the order whose place it took, or was to take. */
  readonly renews?: string;
  /** Its order, or the error: ORDER_NOT_PLACED, or the exchange's refusal. */
  readonly result: DeskPlacement | CoinbaseError;
}

/** An order of which it is not known whether it exists. Its product waits until it is. */
export interface Unresolved extends Origin {
  readonly client_oid: string;
  readonly product_id: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly why: string;
}

export interface SwitchPosition {
  readonly state: TradingState;
  /** What said so last: one of the known causes, or `default`; a journal may remember others. */
  readonly by: string;
  readonly reason?: string;
  /** ISO 8601, UTC; undefined when it was never moved. */
  readonly since?: string;
}

/** What a person wants to see of a desk. Plain JSON, no secret. */
export interface DeskReport {
  readonly position: SwitchPosition;
  readonly limits: readonly LimitUse[];
  readonly unresolved: readonly Unresolved[];
  /** `ready`, `reconciling`, or the sentence that says why there are no orders. */
  readonly journal: string;
}

/** What a desk tells those who listen. Machine-readable, plain JSON. */
export type DeskEvent =
  | { readonly event: 'switch'; readonly from: TradingState; readonly position: SwitchPosition }
  | { readonly event: 'unresolved' | 'resolved' | 'released'; readonly order: Unresolved }
  | { readonly event: 'journal'; readonly state: string }
  | { readonly event: 'dead-man'; readonly canceled: readonly string[]; readonly failed: readonly string[] };

/** Which orders an audit is about. */
export type AuditQuery =
  | { readonly message: string }
  | { readonly client_oid: string }
  | { readonly key: string }
  | { readonly last: number };

/** One placement's whole life, oldest first. */
export interface Audit extends Origin {
  readonly client_oid: string;
  readonly records: readonly JournalRecord[];
}

/** What came of canceling everything. */
export interface CancelAll {
  readonly canceled: readonly string[];
  /**
   * Orders that are open still, with the reason; `client:<client_oid>` where it is not known whether it exists, and
   * `unknown` where it cannot be seen what is open still.
   */
  readonly failed: readonly { readonly order_id: string; readonly why: string }[];
  /** Why the first of them is, for the editor. */
  readonly told?: Words;
}

/**
 * Everything that the nodes of one (origin, key) share for orders: journal, limits, switch, and what is under way. It
 * outlives the nodes for a moment, so that a deploy finds it again.
 */
export interface Desk {
  /** Resolves when the journal was read: until then the switch counts as halted. @throws JOURNAL_UNAVAILABLE. */
  opened(): Promise<void>;
  /** Resolves when the journal was read and every earlier order is settled. @throws JOURNAL_UNAVAILABLE. */
  ready(): Promise<void>;
  /**
   * Places one order, once. @throws as placeOrder does; and IDEMPOTENCY_CONFLICT, LIMIT_EXCEEDED, TRADING_HALTED,
   * RECONCILING (its product waits for an unresolved one), JOURNAL_UNAVAILABLE.
   */
  place(order: DeskOrder, options?: PlacementOptions): Promise<DeskPlacement>;
  /**
   * What an order would cost and get now, and what switch and limits say of it. Sends no order, counts nothing, and
   * needs no journal but for the limits.
   */
  preview(order: Pick<DeskOrder, 'asked' | 'environment'>, options?: CallOptions): Promise<OrderPreview>;
  /** Passes every limit and the switch, and needs no journal. */
  cancel(name: OrderName, productId: string | undefined, options?: CallOptions): Promise<Cancellation>;
  /** Cancels what is open (of one product), whoever placed it. */
  cancelAll(productId?: string, options?: CallOptions): Promise<CancelAll>;
  /** The state now: the stricter of the switch and the account's own property. */
  readonly position: SwitchPosition;
  /**
   * Moves the switch; in force when this returns, also where the promise rejects later for a stricter state (it could
   * not be kept). A looser state that cannot be kept does not come into force.
   */
  move(state: TradingState, by: string, reason?: string): Promise<void>;
  report(): DeskReport;
  /** The report for the editor, which tells it in its own language. */
  view(): DeskView;
  audit(query: AuditQuery): readonly Audit[];
  /** Which node asked for the order of this client order id, as far back as the journal goes. */
  originOf(clientOid: string): Origin | undefined;
  /** A person says that an unresolved order does not matter any more. @throws NOT_FOUND. */
  release(clientOid: string, by: string): Promise<void>;
  /** Sightings of own orders from elsewhere, as the exchange's REST told them. */
  hint(order: Order): void;
  /** An order is said to be over, by a feed for one: whoever waits for its end looks at once. */
  over(orderId: string): void;
  /** The returned function ends it. */
  onEvent(listen: (event: DeskEvent) => void): () => void;
  /** Late outcomes of the orders of one node; those that wait already come at once. The returned function ends it. */
  onRecovered(node: string, listen: (recovered: Recovered) => void): () => void;
  /** Gives the share of its opener back; the last one closes the journal. Idempotent, never rejects, under 2 s. */
  close(): Promise<void>;
}

/** What a desk is opened with. The first opener of an identity decides on journal, clock and randomness. */
export interface DeskOptions {
  /** Names journal, limits and switch: one for each (origin, key). */
  readonly identity: string;
  readonly openJournal: () => Promise<Journal>;
  /** The opener's connection, asked for when something has to be sent or looked up. */
  readonly connect: () => Promise<Connection>;
  /** Absent in measurements only: nothing is limited then. */
  readonly limits?: LimitSettings;
  /** Asked each time: why this opener may not order at all. Cancels pass. */
  readonly refusal?: () => CoinbaseError | undefined;
  /** The account's own property: the loosest state that it allows. */
  readonly loosest?: TradingState;
  /** Dead man's switch: out of reach or stopped for this long, milliseconds, and what the flow left open is canceled. */
  readonly deadManMs?: number;
  /** Orders that would rest until canceled are sent with this lifetime, and renewed while the desk lives. */
  readonly lapse?: CancelAfter;
  readonly clock?: Clock;
  /** Between 0 and 1. */
  readonly random?: () => number;
  /** A new client order id. */
  readonly newId: () => string;
  /** Kept open this long after its last opener, milliseconds: a deploy finds it again. Default 1000. */
  readonly graceMs?: number;
}
