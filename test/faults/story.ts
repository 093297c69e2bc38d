import type { Cancellation } from '../../nodes/lib/placement';
import type { DeskPlacement, Recovered } from '../../nodes/lib/placement/desk/types';
import type { CoinbaseError } from '../../nodes/lib/rules/errors';
import type { Ask } from './asks';

/** One message that asked for an order, and what it was told. */
export interface Call {
  readonly ask: Ask;
  /** It asked for the order that its key was not for. */
  readonly conflict: boolean;
  /** Trading was halted when it came. */
  readonly halted: boolean;
  /** Times that it was answered; once is right. */
  answers: number;
  /** A deploy came while it was under way: the nodes that would have heard its answer were replaced. */
  interrupted?: boolean;
  /** The desk was closed and opened again while it was under way. */
  restarted?: boolean;
  result?: DeskPlacement | CoinbaseError;
}

/** One cancel, and what it was told. */
export interface Cancel {
  readonly orderId: string;
  result?: Cancellation | CoinbaseError;
}

/** Everything that the desk told its users, as they heard it. */
export interface Story {
  readonly calls: Call[];
  readonly cancels: Cancel[];
  readonly recovered: Recovered[];
}
