import type { Level } from './book';
import type { Account } from './ledger';
import type {
  CancelReason,
  EngineOrder,
  EngineProduct,
  OrderEdit,
  OrderRequest,
  SelfTradePrevention,
  StopKind,
  TimeInForce,
  Units,
} from './types';

/** The exchange takes a sell with `loss` and a buy with `entry`. */
export function stopFor(side: 'buy' | 'sell'): StopKind {
  return side === 'sell' ? 'loss' : 'entry';
}

/** What the engine decides about an order on entry. */
export interface Entry {
  readonly id: string;
  readonly sequence: number;
  readonly now: number;
  /** As asked, or for a limit order by funds what the funds come to. */
  readonly size: Units | undefined;
  /** What may be spent on (or earned by) fills, for an order by funds. */
  readonly funds: Units | undefined;
  readonly expireTime: number | undefined;
  /** Of one that is taken up again; else it is that of the request. */
  readonly askedPrice?: Units | undefined;
  readonly base: Account;
  readonly quote: Account;
}

/** An order with what the engine alone needs: its accounts, its place in the book, what is left of it. */
export class LiveOrder implements EngineOrder {
  readonly id: string;
  readonly clientOid: string | undefined;
  readonly profile: string;
  readonly productId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit' | 'market';
  price: Units | undefined;
  readonly askedPrice: Units | undefined;
  size: Units | undefined;
  funds: Units | undefined;
  readonly specifiedFunds: Units | undefined;
  readonly timeInForce: TimeInForce;
  readonly expireTime: number | undefined;
  readonly postOnly: boolean;
  readonly stp: SelfTradePrevention;
  readonly stop: StopKind | undefined;
  readonly stopPrice: Units | undefined;
  readonly stopLimitPrice: Units | undefined;
  readonly createdAt: number;
  readonly sequence: number;
  priority: number;
  status: 'active' | 'open' | 'done' | 'rejected' = 'open';
  doneReason: 'filled' | 'canceled' | undefined = undefined;
  cancelReason: CancelReason | undefined = undefined;
  rejectReason: 'post only' | undefined = undefined;
  doneAt: number | undefined = undefined;
  filledSize: Units = 0n;
  executedValue: Units = 0n;
  fillFees: Units = 0n;
  fillCount = 0;
  lastFillAt: number | undefined = undefined;
  edits: readonly OrderEdit[] = [];
  hold: Units = 0n;

  readonly product: EngineProduct;
  readonly base: Account;
  readonly quote: Account;
  /** A market order by funds: its size is whatever the funds come to. */
  readonly byFunds: boolean;
  /** Base still to fill; meaningless for a market order by funds. */
  sizeLeft: Units;
  /** Quote still to fill, of a market order by funds. */
  fundsLeft: Units;
  /** The worst price it may trade at: its own, or nearer where price protection says so; undefined for any. */
  worstPrice: Units | undefined;
  /** Among the venue's stops. */
  awaitsStop = false;
  /** By the Exchange; see the history. */
  forgotten = false;
  level: Level | undefined = undefined;
  before: LiveOrder | undefined = undefined;
  after: LiveOrder | undefined = undefined;

  constructor(request: OrderRequest, product: EngineProduct, entry: Entry) {
    this.id = entry.id;
    this.clientOid = request.clientOid;
    this.profile = request.profile;
    this.productId = request.productId;
    this.side = request.side;
    this.type = request.type;
    this.price = request.price;
    this.askedPrice = entry.askedPrice ?? request.price;
    this.size = entry.size;
    this.funds = entry.funds;
    this.specifiedFunds = request.funds;
    this.timeInForce = request.timeInForce;
    this.expireTime = entry.expireTime;
    this.postOnly = request.postOnly;
    this.stp = request.stp ?? 'dc';
    this.stop = request.stop;
    this.stopPrice = request.stopPrice;
    this.stopLimitPrice = request.stopLimitPrice;
    this.createdAt = entry.now;
    this.sequence = entry.sequence;
    this.priority = entry.sequence;
    this.product = product;
    this.base = entry.base;
    this.quote = entry.quote;
    this.byFunds = request.type === 'market' && request.funds !== undefined;
    this.sizeLeft = entry.size ?? 0n;
    this.fundsLeft = entry.funds ?? 0n;
    this.worstPrice = request.price;
  }

  /** Resting or waiting: it holds money and can be canceled. */
  get isLive(): boolean {
    return this.status === 'open' || this.status === 'active';
  }

  /** Which way its stop fires; of an order that has a stop price. */
  get fires(): StopKind {
    return stopFor(this.side);
  }

  /** A bracket that no trade has touched and whose stop was not reached. */
  get mayBeRepriced(): boolean {
    const { stopLimitPrice, price, filledSize, isLive } = this;
    return stopLimitPrice !== undefined && price !== stopLimitPrice && filledSize === 0n && isLive;
  }

  /** The highest price that it may come to. */
  get dearestPrice(): Units {
    const isHigher = this.side === 'buy' && this.mayBeRepriced;
    return (isHigher ? this.stopLimitPrice : this.price) ?? 0n;
  }

  /** The account the hold is in: quote for a buy, base for a sell. */
  get holdAccount(): Account {
    return this.side === 'buy' ? this.quote : this.base;
  }

  /** Sets what this order holds; the rest becomes available (or stops being so) at once. */
  holdExactly(amount: Units): void {
    this.holdAccount.hold += amount - this.hold;
    this.hold = amount;
  }
}
