import type { ErrorCode } from '../../rules/error-codes';
import type { LimitVerdict } from '../../rules/limits/types';
import type { ParsedOrder } from '../../rules/order-fields';
import type { Order, OrderIntent } from '../../rules/orders';
import type { Outcome } from '../../rules/outcomes';
import type { Rounding } from '../../rules/plan-order';
import type { TradingState } from '../../rules/trading-state';

/** Whose order it is in the flow. */
export interface Origin {
  /** Id of the node that placed it. */
  readonly node: string;
  /** Tab, or subflow instance, of that node; absent in what earlier versions wrote. */
  readonly flow?: string;
  /** `_msgid` of the message that asked for it. */
  readonly message: string;
  /** Idempotency key, where one was given. */
  readonly key?: string;
}

/** Of whatever knows it. */
export function originOf({ node, flow, message, key }: Origin): Origin {
  return { node, ...(flow !== undefined && { flow }), message, ...(key !== undefined && { key }) };
}

/**
 * What the journal keeps, one line each, oldest first: plain JSON that a person can read, without a secret. `at` is the
 * machine's clock, ISO 8601, UTC. Amounts are decimal text.
 */
export type JournalRecord = { readonly at: string } & (
  | PlacementRecord
  | { readonly kind: 'switch'; readonly state: TradingState; readonly by: string; readonly reason?: string }
  /**
   * Written every few seconds while orders are open and a dead man's switch is on; with the exchange's clock then, Unix
   * milliseconds: the machine's own may be wrong after a restart.
   */
  | { readonly kind: 'alive'; readonly server_ms?: number }
);

/** One step in the life of one placement, named by its client order id. */
export type PlacementRecord = { readonly client_oid: string } & (
  | ({
      /** It passed every limit and is about to be sent: on disk before any byte leaves. */
      readonly kind: 'intended';
      readonly intent: OrderIntent;
      /** As asked for, before rounding: what the same key must ask for again. */
      readonly asked: ParsedOrder;
      readonly rounding: readonly Rounding[];
      readonly limits: readonly LimitVerdict[];
      /** Client order id of the order whose place it takes. */
      readonly renews?: string;
    } & Origin)
  /** Nothing will leave: a limit or the switch forbids it. Kept for the audit; it may be lost without harm. */
  | ({
      readonly kind: 'forbidden';
      readonly intent: OrderIntent;
      readonly asked: ParsedOrder;
      readonly limits: readonly LimitVerdict[];
      readonly code: ErrorCode;
      readonly why: string;
    } & Origin)
  | { readonly kind: 'sending'; readonly attempt: number }
  | {
      readonly kind: 'answered';
      readonly attempt: number;
      readonly verdict: 'accepted' | 'refused' | 'not-sent' | 'unknown';
      readonly code?: ErrorCode;
      readonly why?: string;
      readonly order_id?: string;
      /** The time stamp that it was signed with, Unix milliseconds on the exchange's clock. */
      readonly stamp_ms?: number;
    }
  /** The order as it was seen, at acceptance and whenever it changed. */
  | { readonly kind: 'seen'; readonly order: Order }
  /** Proven: the exchange has no such order, and none can come any more. */
  | { readonly kind: 'absent'; readonly code: ErrorCode; readonly why: string }
  /** The flow was told that it is not known what became of it. The looking goes on. */
  | { readonly kind: 'unresolved'; readonly why: string }
  /** A person says that it does not matter any more. */
  | { readonly kind: 'released'; readonly by: string }
  /** It is canceled so that what is left of it can be placed again; over: nothing more comes of that. */
  | { readonly kind: 'renewing'; readonly cancel: 'leaving' | 'taken' | 'over' }
  /** The flow has the outcome: `recovered` when not as the answer to its message. */
  | {
      readonly kind: 'reported';
      readonly outcome: Outcome | ErrorCode;
      readonly recovered: boolean;
    }
);
