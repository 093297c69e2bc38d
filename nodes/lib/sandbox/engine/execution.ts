import type { History } from './history';
import { neededHold, shrinkHold } from './holds';
import { FEES_PROFILE, type Ledger } from './ledger';
import type { LiveOrder } from './live-order';
import { type Deals, match, outcomeOf } from './matching';
import { worstPriceOf } from './protection';
import { preventionFor } from './self-trade';
import { type Rates, settle } from './settlement';
import type { CancelReason, EngineTrade, OrderTerms, Units } from './types';
import { valueOf } from './units';
import type { Emit, Venue } from './venue';

/** What an execution changes beside the venue. */
export interface Records {
  readonly ledger: Ledger;
  readonly rates: Rates;
  readonly emit: Emit | undefined;
  readonly history: (profile: string) => History;
}

/** Brings orders to the market and sees them to their end: trades, self-trade prevention, the book, done. */
export class Execution {
  readonly #records: Records;
  readonly #emit: Emit | undefined;

  constructor(records: Records) {
    this.#records = records;
    this.#emit = records.emit;
  }

  /** An order that holds its money comes to the market. */
  execute(order: LiveOrder, venue: Venue, now: number): void {
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'received', order, sequence, time: now });
    this.#enter(order, venue, now);
  }

  /** A bracket whose stop was reached leaves its price and comes to the market at its stop limit price. */
  reprice(order: LiveOrder, venue: Venue, now: number): void {
    const { price: oldPrice = 0n, stopLimitPrice: newPrice = 0n } = order;
    venue.own(order.side).remove(order);
    order.price = newPrice;
    const sequence = ++venue.sequence;
    const reason = 'tpsl_triggered';
    this.#emit?.({ type: 'change', reason, order, oldPrice, newPrice, sequence, time: now });
    this.#enter(order, venue, now);
  }

  /** An open order gets other terms: in its place where it only becomes smaller, else it comes to the market again. */
  modify(order: LiveOrder, venue: Venue, terms: OrderTerms, keepsPlace: boolean, now: number): void {
    const { price: oldPrice = 0n, size: oldSize = 0n } = order;
    const { price: newPrice, size: newSize } = terms;
    const side = venue.own(order.side);
    if (keepsPlace) side.shrink(order, oldSize - newSize);
    else side.remove(order);
    order.price = newPrice;
    order.size = newSize;
    order.sizeLeft = newSize - order.filledSize;
    order.holdExactly(neededHold(order, this.#records.rates.held));
    const figures = { oldPrice, newPrice, oldSize, newSize, sequence: ++venue.sequence };
    this.#emit?.({ type: 'change', reason: 'modify_order', order, ...figures, time: now });
    if (!keepsPlace) this.#enter(order, venue, now);
  }

  #enter(order: LiveOrder, venue: Venue, now: number): void {
    const opposite = venue.opposite(order.side);
    order.worstPrice = worstPriceOf(order, venue);
    const { timeInForce, size, worstPrice } = order;
    if (timeInForce === 'FOK' && size !== undefined && worstPrice !== undefined) {
      // "Offered" includes own orders, as the exchange's rule for fill-or-kill does.
      if (!opposite.offers(size, worstPrice)) return this.#finish(order, venue, now, '101:Time In Force');
    }
    const ending = match(order, opposite, this.#records.rates.taker, this.#deals(venue, now));
    const outcome = outcomeOf(order, ending);
    if (outcome === 'rest') this.#rest(order, venue, now);
    else this.#finish(order, venue, now, outcome);
  }

  /** Takes an open order or a waiting stop out; `reason` is undefined when its owner wants it. */
  withdraw(order: LiveOrder, venue: Venue, now: number, reason: CancelReason | undefined): void {
    if (order.status !== 'active') venue.own(order.side).remove(order);
    this.#finish(order, venue, now, reason);
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
      preventSelfTrade: (maker, taker, size) => this.#preventSelfTrade(maker, taker, size, venue, now),
    };
  }

  #trade(maker: LiveOrder, taker: LiveOrder, size: Units, price: Units, venue: Venue, now: number): void {
    const { ledger, rates } = this.#records;
    venue.own(maker.side).shrink(maker, size);
    const fees = ledger.account(FEES_PROFILE, venue.product.quote);
    const { makerFee, takerFee } = settle(maker, taker, size, price, rates, fees);
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
    venue.lastPrice = price;
    // A bracket that has traded keeps its price.
    venue.stops.remove(maker);
    venue.stops.hear(price);
    this.#recordFill(maker, trade, 'M', makerFee);
    this.#recordFill(taker, trade, 'T', takerFee);
    this.#emit?.({ type: 'match', trade, maker, taker });
    if (maker.sizeLeft === 0n) {
      venue.own(maker.side).remove(maker);
      this.#finish(maker, venue, now, 'filled');
    }
  }

  #recordFill(order: LiveOrder, trade: EngineTrade, liquidity: 'M' | 'T', fee: Units): void {
    order.fillCount += 1;
    order.lastFillAt = trade.time;
    const history = this.#records.history(order.profile);
    if (!history.keeps) return;
    const { tradeId, productId, price, size, time } = trade;
    const { id: orderId, profile, side } = order;
    history.fills.push({ tradeId, orderId, productId, profile, side, liquidity, price, size, fee, time });
  }

  /** Returns whether the taker goes on; when it does not, its caller ends it. */
  #preventSelfTrade(maker: LiveOrder, taker: LiveOrder, size: Units, venue: Venue, now: number): boolean {
    const prevention = preventionFor(maker, taker, size);
    if (prevention.maker === 'cancel') this.withdraw(maker, venue, now, '102:Self Trade Prevention');
    if (prevention.maker === 'reduce') this.#reduce(maker, size, venue, now);
    if (prevention.taker === 'reduce') {
      if (taker.byFunds) this.#reduceFunds(taker, maker.price ?? 0n, size, venue, now);
      else this.#reduce(taker, size, venue, now);
    }
    return prevention.taker !== 'cancel';
  }

  #reduce(order: LiveOrder, by: Units, venue: Venue, now: number): void {
    venue.own(order.side).shrink(order, by);
    const oldSize = order.size ?? 0n;
    const newSize = oldSize - by;
    order.size = newSize;
    order.sizeLeft -= by;
    shrinkHold(order, this.#records.rates.held);
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'change', reason: 'STP', order, oldSize, newSize, sequence, time: now });
  }

  /** A market buy by funds may spend less; a market sell by funds, whose size is all it holds, may sell less. */
  #reduceFunds(taker: LiveOrder, price: Units, size: Units, venue: Venue, now: number): void {
    if (taker.side === 'sell') return taker.holdExactly(taker.hold - size);
    const value = valueOf(price, size);
    const oldFunds = taker.funds ?? 0n;
    const newFunds = oldFunds - value;
    taker.funds = newFunds;
    taker.fundsLeft -= value;
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'change', reason: 'STP', order: taker, oldFunds, newFunds, sequence, time: now });
  }

  #finish(order: LiveOrder, venue: Venue, now: number, why: 'filled' | CancelReason | undefined): void {
    const remaining = order.byFunds ? 0n : order.sizeLeft;
    venue.stops.remove(order);
    order.holdExactly(0n);
    order.status = 'done';
    order.doneReason = why === 'filled' ? 'filled' : 'canceled';
    order.cancelReason = why === 'filled' ? undefined : why;
    order.doneAt = now;
    this.#records.history(order.profile).finish(order);
    const sequence = ++venue.sequence;
    this.#emit?.({ type: 'done', order, remaining, sequence, time: now });
  }
}
