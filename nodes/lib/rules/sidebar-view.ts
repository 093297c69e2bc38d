/**
 * What the editor's sidebar is told of the accounts: plain JSON without a secret. Amounts are decimal text; times are
 * ISO 8601, UTC. One shape for the runtime that tells it and the editor that shows it.
 */
import type { Words } from '../sentences';
import type { Problem } from './errors';
import type { LimitUse } from './limits/types';
import type { Candle, CandleSize } from './market-data';
import type { Balance, Fill, MarketTop, Order } from './orders';
import type { MirroredProduct, SandboxConditions } from './sandbox-conditions';
import type { TradingState } from './trading-state';

/** What was read last, and why it could not be read since. */
export interface Told<T> {
  readonly value?: T;
  /** When it was read. */
  readonly at?: string;
  readonly problem?: Problem;
}

/**
 * How an account stands: nothing was asked of it yet (`unused`); it is open, and it is not known whether its exchange
 * answers (`inUse`); it answers (`connected`) or does not (`trouble`); its settings cannot be used (`unusable`).
 */
export type AccountState = 'unused' | 'inUse' | 'connected' | 'trouble' | 'unusable';

/** One line of the list of accounts. */
export interface AccountLine {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly mode: 'paper' | 'live';
  readonly state: AccountState;
  readonly problem?: Problem;
}

/** The order desk of an account's key: its switch, limits, and what is not known of its orders. */
export interface DeskView {
  readonly position: {
    readonly state: TradingState;
    readonly by: string;
    readonly reason?: string;
    readonly since?: string;
  };
  readonly limits: readonly LimitUse[];
  /** How many limits are set that count nothing. */
  readonly otherLimits: number;
  readonly unresolved: readonly UnresolvedView[];
  /** `ready`, `reconciling`, or the sentence that says why there are no orders. */
  readonly journal: string;
  /** The same sentence, for the editor. */
  readonly trouble?: Problem;
}

export interface UnresolvedView {
  readonly client_oid: string;
  readonly product_id: string;
  readonly since: string;
  readonly why: string;
  /** The same, for the editor. */
  readonly told: Words;
}

/** One step in the life of a placement, as the journal has it. */
export type AuditRecord = Readonly<Record<string, unknown>> & { readonly at: string; readonly kind: string };

/** An open order, as far as the sidebar shows it. */
export type OrderLine = Pick<
  Order,
  'id' | 'product_id' | 'side' | 'type' | 'size' | 'funds' | 'price' | 'stop' | 'stop_price' | 'filled_size'
> & { readonly status: string; readonly created_at: string };

export interface OpenOrders {
  /** Newest first. */
  readonly orders: readonly OrderLine[];
  /** There are more than these. */
  readonly more: boolean;
}

/** What an account's exchange tells of one product, and of the account. */
export interface MarketView {
  /** The one that was asked for, else one that fits: of the newest open order, BTC-USD, or the first. */
  readonly product?: string;
  /** In alphabetical order. */
  readonly products: readonly string[];
  /** Of currencies that there is something of, in alphabetical order. */
  readonly balances: Told<readonly Balance[]>;
  readonly orders: Told<OpenOrders>;
  /** Of the product, newest first. */
  readonly fills: Told<readonly Fill[]>;
  readonly top: Told<MarketTop>;
  readonly size: CandleSize;
  /** Of the product, oldest first; those from a time on, where one was named. */
  readonly candles: Told<readonly Candle[]>;
}

/** The account that the sidebar shows. */
export interface AccountView {
  readonly id: string;
  /** A live order may be sent. */
  readonly liveOrders: boolean;
  /** Absent where nothing was asked of it yet, and where the environment has no orders. */
  readonly desk?: DeskView;
  readonly market?: MarketView;
  /** Of the sandbox in this Node-RED that it uses. */
  readonly sandbox?: SandboxConditions;
  /** Where that has the live prices of Coinbase: how every product stands. It has no pause and no speed then. */
  readonly mirrored?: readonly MirroredProduct[];
}

export interface SidebarView {
  /** Every account that is deployed. */
  readonly accounts: readonly AccountLine[];
  /** The one that was asked for, where it is deployed. */
  readonly chosen?: AccountView;
}
