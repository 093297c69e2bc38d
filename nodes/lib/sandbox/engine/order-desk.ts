import { History } from './history';
import { entryHold, isAffordable, shrinkHold } from './holds';
import { FEES_PROFILE, Ledger } from './ledger';
import { LiveOrder } from './live-order';
import { match, type Deals } from './matching';
import { settle, type Rates } from './settlement';
import type { EngineOptions, EngineTrade, OrderRequest, PlaceResult, Units } from './types';
import { valueOf, withoutFee } from './units';
import type { Emit, Venue } from './venue';

const KEEP = 20_000;

/** Takes orders in, matches them, and sees them to their end; the one place that changes venues, money and history. */
export class OrderDesk {
  readonly ledger = new Ledger();
  readonly #histories = new Map<string, History>();
  readonly #rates: Rates;
  readonly #newId: () => string;
  readonly #emit: Emit | undefined;
  readonly #keep: number;
  #arrivals = 0;

  constructor({ makerFee, takerFee, newId, onEvent, keep }: EngineOptions) {
    const held = makerFee > takerFee ? makerFee : takerFee;
    this.#rates = { maker: makerFee, taker: takerFee, held };
    this.#newId = newId;
    this.#emit = onEvent;
    this.#keep = keep ?? KEEP;
  }

  history(profile: string): History {
    let history = this.#histories.get(profile);
    if (!history) this.#histories.set(profile, (history = new History(this.#keep)));
    return history;
  }

  /** For an order whose figures were found good. */
  place(request: OrderRequest, venue: Venue, now: number): PlaceResult {
    const order = this.#enter(request, venue, now);
    if (order.postOnly && this.#crosses(order, venue)) {
      this.#reject(order, now);
      return { kind: 'placed', order };
    }
    const hold = entryHold(order, this.#rates.held);
    if (!isAffordable(order, hold)) return { kind: 'refused', message: 'Insufficient funds' };
    order.holdExactly(hold);
    this.#arrivals = order.sequence;
    this.history(order.profile).add(order);
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'received', order, sequence, time: now });
    this.#execute(order, venue, now);
    return { kind: 'placed', order };
  }

  cancel(order: LiveOrder, venue: Venue, now: number): void {
    venue.own(order.side).remove(order);
    this.#finish(order, 'canceled', venue, now);
  }

  #enter(request: OrderRequest, { product }: Venue, now: number): LiveOrder {
    const { profile, side, funds } = request;
    return new LiveOrder(request, product, {
      id: this.#newId(),
      sequence: this.#arrivals + 1,
      now,
      funds: funds !== undefined && side === 'buy' ? withoutFee(funds, this.#rates.taker) : funds,
      base: this.ledger.account(profile, product.base),
      quote: this.ledger.account(profile, product.quote),
    });
  }

  #crosses(order: LiveOrder, venue: Venue): boolean {
    const opposite = venue.opposite(order.side);
    const best = opposite.best();
    return best !== undefined && order.price !== undefined && opposite.reaches(order.price, best.price);
  }

  /** Post only and crossing: nothing is held, nothing is told to the market; the owner can still read it. */
  #reject(order: LiveOrder, now: number): void {
    this.#arrivals = order.sequence;
    order.status = 'rejected';
    order.rejectReason = 'post only';
    order.doneAt = now;
    const history = this.history(order.profile);
    history.add(order);
    history.finish(order);
  }

  #execute(order: LiveOrder, venue: Venue, now: number): void {
    const opposite = venue.opposite(order.side);
    const { timeInForce, size, price } = order;
    if (timeInForce === 'FOK' && size !== undefined && price !== undefined && !opposite.offers(size, price)) {
      this.#finish(order, 'canceled', venue, now);
      return;
    }
    const ending = match(order, opposite, this.#rates.taker, this.#deals(venue, now));
    if (ending === 'complete') this.#finish(order, 'filled', venue, now);
    else if (ending === 'rest' && order.type === 'limit' && timeInForce === 'GTC')
      this.#rest(order, venue, now);
    else this.#finish(order, 'canceled', venue, now);
  }

  #rest(order: LiveOrder, venue: Venue, now: number): void {
    if (order.price === undefined) return;
    venue.own(order.side).add(order, order.price);
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'open', order, remaining: order.sizeLeft, sequence, time: now });
  }

  #deals(venue: Venue, now: number): Deals {
    return {
      trade: (maker, taker, size, price) => this.#trade(maker, taker, size, price, venue, now),
      preventSelfTrade: (maker, taker, size) => this.#decrementAndCancel(maker, taker, size, venue, now),
    };
  }

  #trade(maker: LiveOrder, taker: LiveOrder, size: Units, price: Units, venue: Venue, now: number): void {
    venue.own(maker.side).shrink(maker, size);
    const fees = this.ledger.account(FEES_PROFILE, venue.product.quote);
    const { makerFee, takerFee } = settle(maker, taker, size, price, this.#rates, fees);
    const trade: EngineTrade = {
      tradeId: ++venue.lastTradeId,
      productId: venue.product.id,
      price,
      size,
      makerSide: maker.side,
      makerOrderId: maker.id,
      takerOrderId: taker.id,
      sequence: ++venue.sequence,
      time: now,
    };
    venue.trades.push(trade);
    this.#recordFill(maker, trade, 'M', makerFee);
    this.#recordFill(taker, trade, 'T', takerFee);
    this.#emit?.({ type: 'match', trade, maker, taker });
    if (maker.sizeLeft === 0n) {
      venue.own(maker.side).remove(maker);
      this.#finish(maker, 'filled', venue, now);
    }
  }

  #recordFill(order: LiveOrder, trade: EngineTrade, liquidity: 'M' | 'T', fee: Units): void {
    const history = this.history(order.profile);
    if (!history.keeps) return;
    const { tradeId, productId, price, size, time } = trade;
    const { id: orderId, profile, side } = order;
    history.fills.push({ tradeId, orderId, productId, profile, side, liquidity, price, size, fee, time });
  }

  /**
   * The exchange's default self-trade prevention, `dc`: the smaller order is canceled, the larger made smaller by the
   * same amount, both canceled when equal. `size` is the smaller of what the two could trade. A taker by funds loses
   * the value of that size instead.
   */
  #decrementAndCancel(maker: LiveOrder, taker: LiveOrder, size: Units, venue: Venue, now: number): boolean {
    const byFunds = taker.specifiedFunds !== undefined;
    const takerGoesOn = maker.sizeLeft === size && (byFunds || taker.sizeLeft > size);
    if (maker.sizeLeft === size) this.cancel(maker, venue, now);
    else this.#reduce(maker, size, venue, now);
    if (takerGoesOn && byFunds) taker.fundsLeft -= valueOf(maker.price ?? 0n, size);
    else if (takerGoesOn) this.#reduce(taker, size, venue, now);
    return takerGoesOn;
  }

  #reduce(order: LiveOrder, by: Units, venue: Venue, now: number): void {
    venue.own(order.side).shrink(order, by);
    const oldSize = order.size ?? 0n;
    order.size = oldSize - by;
    order.sizeLeft -= by;
    shrinkHold(order, this.#rates.held);
    const { size: newSize } = order;
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'change', reason: 'STP', order, oldSize, newSize, sequence, time: now });
  }

  #finish(order: LiveOrder, reason: 'filled' | 'canceled', venue: Venue, now: number): void {
    const remaining = order.specifiedFunds === undefined ? order.sizeLeft : 0n;
    order.holdExactly(0n);
    order.status = 'done';
    order.doneReason = reason;
    order.doneAt = now;
    this.history(order.profile).finish(order);
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'done', order, remaining, sequence, time: now });
  }
}
