import type { Order } from '../../rules/orders';
import type { Memory } from './memory';
import type { Reads } from './reads';
import type { Draft } from './told-order';

/** What following one order works with. */
export interface FollowParts {
  readonly memory: Memory;
  readonly reads: Reads;
  readonly tell: (drafts: readonly (Draft | undefined)[], recovered: boolean) => void;
  /** The order is to be read once more, a little later; with what it was seen as, only if it was not told by then. */
  readonly doubt: (id: string, seen?: Order) => void;
  /** Hears in a sentence what is no error and still worth a line in the log. */
  readonly notice: (sentence: string) => void;
  /** ISO 8601, as near to the exchange's clock as is known. */
  readonly time: () => string;
  /** What was announced is looked for so long before it is told without, milliseconds. */
  readonly patienceMs: number;
}

/** The exchange may not find an order for some seconds after it took it, milliseconds. */
export const SETTLING_MS = 4000;
