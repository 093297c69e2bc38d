import type { Level } from './book';
import type { Account } from './ledger';
import type { EngineOrder, EngineProduct, OrderRequest, Units } from './types';

/** What the engine decides about an order on entry. */
export interface Entry {
  readonly id: string;
  readonly sequence: number;
  readonly now: number;
  /** What may be spent on (or earned by) fills, for a market order by funds. */
  readonly funds: Units | undefined;
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
  readonly price: Units | undefined;
  size: Units | undefined;
  readonly funds: Units | undefined;
  readonly specifiedFunds: Units | undefined;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
  readonly postOnly: boolean;
  readonly createdAt: number;
  readonly sequence: number;
  status: 'open' | 'done' | 'rejected' = 'open';
  doneReason: 'filled' | 'canceled' | undefined = undefined;
  rejectReason: 'post only' | undefined = undefined;
  doneAt: number | undefined = undefined;
  filledSize: Units = 0n;
  executedValue: Units = 0n;
  fillFees: Units = 0n;
  hold: Units = 0n;

  readonly product: EngineProduct;
  readonly base: Account;
  readonly quote: Account;
  /** Base still to fill; meaningless for an order by funds. */
  sizeLeft: Units;
  /** Quote still to fill, of an order by funds. */
  fundsLeft: Units;
  /** Forgotten by the history: skipped when listing. */
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
    this.size = request.size;
    this.funds = entry.funds;
    this.specifiedFunds = request.funds;
    this.timeInForce = request.timeInForce;
    this.postOnly = request.postOnly;
    this.createdAt = entry.now;
    this.sequence = entry.sequence;
    this.product = product;
    this.base = entry.base;
    this.quote = entry.quote;
    this.sizeLeft = request.size ?? 0n;
    this.fundsLeft = entry.funds ?? 0n;
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
