import { editRefusal } from './edit';
import { crosses, isUnmet, isWaiting, mayStay, sizeFor } from './entry';
import { Execution } from './execution';
import { expiryOf, ExpiryQueue } from './expiry';
import { History } from './history';
import { entryHold, isAffordable } from './holds';
import { Ledger } from './ledger';
import { LiveOrder } from './live-order';
import { requestOf, type SavedEngine, type SavedOrder, savedOrder, takeUp } from './saved';
import type { Rates } from './settlement';
import type { EditRefusal, EngineOptions, OrderRequest, OrderTerms, PlaceResult } from './types';
import { withoutFee } from './units';
import { sizeTooSmall } from './validation';
import type { Emit, Venue } from './venue';

const KEEP = 20_000;

/** Public trades of a product that are saved. */
const TRADES_SAVED = 100;

/** Open orders that the exchange allows a profile in one product; market makers may have more. */
const MOST_OPEN = 500;

/** Edits of one order that are remembered. */
const MOST_EDITS = 100;

/** Takes orders in, lets stops and good-till-time orders wait, and cancels; the market itself is the execution's. */
export class OrderDesk {
  readonly ledger = new Ledger();
  readonly #histories = new Map<string, History>();
  readonly #venues: ReadonlyMap<string, Venue>;
  readonly #execution: Execution;
  readonly #expiries = new ExpiryQueue();
  readonly #rates: Rates;
  readonly #newId: () => string;
  readonly #emit: Emit | undefined;
  readonly #keep: number;
  #arrivals = 0;

  constructor(options: EngineOptions, venues: ReadonlyMap<string, Venue>) {
    const { makerFee, takerFee, newId, onEvent, keep } = options;
    const held = makerFee > takerFee ? makerFee : takerFee;
    this.#venues = venues;
    this.#rates = { maker: makerFee, taker: takerFee, held };
    this.#newId = newId;
    this.#emit = onEvent;
    this.#keep = keep ?? KEEP;
    const history = (profile: string) => this.history(profile);
    this.#execution = new Execution({ ledger: this.ledger, rates: this.#rates, emit: onEvent, history });
  }

  history(profile: string): History {
    let history = this.#histories.get(profile);
    if (!history) this.#histories.set(profile, (history = new History(this.#keep)));
    return history;
  }

  /** For an order whose figures were found good. */
  place(request: OrderRequest, venue: Venue, now: number): PlaceResult {
    const history = this.history(request.profile);
    const message = this.#tooMany(request);
    if (message !== undefined) return { kind: 'refused', message };
    const order = this.#enter(request, venue, now, this.#newId());
    if (order.size === 0n) return { kind: 'refused', message: sizeTooSmall(venue.product.baseIncrement) };
    if (order.postOnly && crosses(order, venue)) {
      this.#reject(order, history, now);
      return { kind: 'placed', order };
    }
    const hold = entryHold(order, this.#rates.held);
    if (!isAffordable(order, hold)) return { kind: 'refused', message: 'Insufficient funds' };
    order.holdExactly(hold);
    this.#arrivals = order.sequence;
    history.add(order);
    if (isWaiting(order, venue)) this.#wait(order, venue, now);
    else this.#execution.execute(order, venue, now);
    if (order.mayBeRepriced) this.#guard(order, venue, now);
    if (order.expireTime !== undefined && order.isLive) this.#expiries.add(order);
    this.#executeTriggered(venue, now);
    return { kind: 'placed', order };
  }

  /** Why {@link place} would refuse it, a post-only order that crosses left aside. */
  refusal(request: OrderRequest, venue: Venue, now: number): string | undefined {
    const message = this.#tooMany(request);
    if (message !== undefined) return message;
    const order = this.#enter(request, venue, now, '');
    if (order.size === 0n) return sizeTooSmall(venue.product.baseIncrement);
    if (order.postOnly && crosses(order, venue)) return undefined;
    return isAffordable(order, entryHold(order, this.#rates.held)) ? undefined : 'Insufficient funds';
  }

  /** Why the order keeps its terms; undefined when it has the new ones. */
  edit(order: LiveOrder, venue: Venue, terms: OrderTerms, now: number): EditRefusal | undefined {
    const refusal = editRefusal(order, venue, terms, this.#rates.held);
    if (refusal !== undefined) return refusal;
    order.edits = [...order.edits.slice(1 - MOST_EDITS), { ...terms, time: now }];
    const keepsPlace = terms.price === order.price && terms.size < (order.size ?? 0n);
    if (!keepsPlace) order.priority = this.#arrivals += 1;
    this.#execution.modify(order, venue, terms, keepsPlace, now);
    this.#executeTriggered(venue, now);
    return undefined;
  }

  #tooMany(request: OrderRequest): string | undefined {
    const own = this.history(request.profile);
    if (!own.keeps || !mayStay(request) || own.openIn(request.productId) < MOST_OPEN) return undefined;
    return `Too many open orders. Maximum is ${MOST_OPEN} per product`;
  }

  cancel(order: LiveOrder, venue: Venue, now: number): void {
    this.#execution.withdraw(order, venue, now, undefined);
  }

  /** Cancels what expires up to `now`, each at its own moment. */
  expire(now: number): void {
    for (let order = this.#expiries.takeDue(now); order; order = this.#expiries.takeDue(now)) {
      const venue = this.#venues.get(order.productId);
      if (venue) this.#execution.withdraw(order, venue, order.expireTime ?? now, '101:Time In Force');
    }
  }

  /** Everything of these profiles that is not for the moment. */
  save(profiles: readonly string[]): SavedEngine {
    const oldestFirst = <T>(rows: Iterable<T>): T[] => [...rows].toReversed();
    const histories = profiles.map((profile) => this.history(profile));
    return {
      arrivals: this.#arrivals,
      balances: profiles.flatMap((profile) => this.ledger.totals(profile)),
      orders: histories.flatMap((history) => oldestFirst(history.everNewestFirst()).map(savedOrder)),
      fills: histories.flatMap((history) => oldestFirst(history.fills.newestFirst())),
      venues: [...this.#venues.values()].map(
        ({ product, sequence, lastTradeId, lastPrice, mode, trades }) => ({
          productId: product.id,
          sequence,
          lastTradeId,
          lastPrice,
          mode,
          trades: oldestFirst(trades.newestFirst()).slice(-TRADES_SAVED),
        }),
      ),
    };
  }

  /** Takes up what was saved; for a desk that has seen nothing yet. */
  restore(saved: SavedEngine): void {
    this.#arrivals = saved.arrivals;
    for (const { profile, currency, total } of saved.balances) {
      this.ledger.account(profile, currency).total = total;
    }
    for (const { productId, trades = [], ...figures } of saved.venues) {
      const venue = this.#venues.get(productId);
      if (!venue) continue;
      Object.assign(venue, figures);
      for (const trade of trades) venue.trades.push(trade);
    }
    for (const fill of saved.fills) this.history(fill.profile).fills.push(fill);
    const orders = saved.orders.flatMap((one) => this.#takeUp(one) ?? []);
    for (const order of orders.sort((a, b) => a.priority - b.priority)) this.#putBack(order);
  }

  /** Undefined where there is no such product any more. */
  #takeUp(saved: SavedOrder): LiveOrder | undefined {
    const { profile, productId, id, sequence, createdAt: now, size, funds, expireTime, askedPrice } = saved;
    const product = this.#venues.get(productId)?.product;
    if (!product) return undefined;
    const order = new LiveOrder(requestOf(saved), product, {
      id,
      sequence,
      now,
      size,
      funds,
      expireTime,
      askedPrice,
      base: this.ledger.account(profile, product.base),
      quote: this.ledger.account(profile, product.quote),
    });
    takeUp(order, saved);
    const history = this.history(profile);
    history.add(order);
    if (!order.isLive) history.finish(order);
    return order;
  }

  /** Into the book or among the stops, in order of priority. */
  #putBack(order: LiveOrder): void {
    const venue = this.#venues.get(order.productId);
    if (!order.isLive || !venue || order.price === undefined) return;
    if (order.status === 'open') venue.own(order.side).add(order, order.price);
    if (order.status === 'active' || order.mayBeRepriced) venue.stops.add(order);
    if (order.expireTime !== undefined) this.#expiries.add(order);
  }

  #enter(request: OrderRequest, { product }: Venue, now: number, id: string): LiveOrder {
    const { profile, side, type, funds, stopLimitPrice, price } = request;
    const dearest = side === 'buy' ? (stopLimitPrice ?? price) : price;
    const rate = type === 'market' ? this.#rates.taker : this.#rates.held;
    const spendable = funds !== undefined && side === 'buy' ? withoutFee(funds, rate) : funds;
    return new LiveOrder(request, product, {
      id,
      sequence: this.#arrivals + 1,
      now,
      size: request.size ?? sizeFor(spendable, dearest, product),
      funds: spendable,
      expireTime: request.expireAt ?? expiryOf(request.cancelAfter, now),
      base: this.ledger.account(profile, product.base),
      quote: this.ledger.account(profile, product.quote),
    });
  }

  /** Post only and crossing: nothing is held, nothing is told to the market; the owner can still read it. */
  #reject(order: LiveOrder, history: History, now: number): void {
    this.#arrivals = order.sequence;
    order.status = 'rejected';
    order.rejectReason = 'post only';
    order.doneAt = now;
    history.add(order);
    history.finish(order);
  }

  #wait(order: LiveOrder, venue: Venue, now: number): void {
    order.status = 'active';
    venue.stops.add(order);
    this.#emit?.({ type: 'activate', order, time: now });
  }

  /** A bracket rests: it waits for its stop, or is repriced at once where the last trade meets that already. */
  #guard(order: LiveOrder, venue: Venue, now: number): void {
    if (isUnmet(order, venue)) venue.stops.add(order);
    else this.#reprice(order, venue, now);
  }

  #reprice(order: LiveOrder, venue: Venue, now: number): void {
    order.priority = this.#arrivals += 1;
    this.#execution.reprice(order, venue, now);
  }

  /** Stops that trades have met, first come first served; their own trades may trigger more. */
  #executeTriggered(venue: Venue, now: number): void {
    for (let order = venue.stops.nextTriggered(); order; order = venue.stops.nextTriggered()) {
      if (order.status !== 'active') {
        // Another one's turn, in the meantime, may have filled or canceled a bracket.
        if (order.mayBeRepriced) this.#reprice(order, venue, now);
        continue;
      }
      order.status = 'open';
      order.priority = this.#arrivals += 1;
      this.#execution.execute(order, venue, now);
    }
  }
}
