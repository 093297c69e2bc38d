/**
 * A second exchange, written from the rules alone and as slowly as they read: one list of open orders, filtered and
 * sorted for every arrival, amounts found by halving. The engine must agree with it in every trade, fee and balance.
 */
import type {
  CancelReason,
  EngineProduct,
  OrderRequest,
  ProductMode,
} from '../../../../nodes/lib/sandbox/engine';
import {
  buyHold,
  dearest,
  expiryOf,
  isMetBy,
  isRefused,
  isTooFar,
  largest,
  mayBeRepriced,
  type ModelOrder,
  ONE,
  repriced,
  roundHalfUp,
  type SlowRates,
  spendable,
  triggersBefore,
} from './slow-rules';

export interface ModelTrade {
  readonly maker: ModelOrder;
  readonly taker: ModelOrder;
  readonly price: bigint;
  readonly size: bigint;
}

type Ending = NonNullable<ModelOrder['ending']>;

const STP = '102:Self Trade Prevention';

export class SlowModel {
  readonly totals = new Map<string, bigint>();
  readonly modes = new Map<string, ProductMode>();
  /** Resting orders and waiting stops. */
  open: ModelOrder[] = [];
  /** Of the operation under way, in order. */
  trades: ModelTrade[] = [];
  ended: ModelOrder[] = [];
  /** Of those, the ones whose time had come. */
  readonly expired = new Set<ModelOrder>();
  readonly #last = new Map<string, bigint>();
  #triggered: ModelOrder[] = [];
  /** Brackets whose stop was reached; they stay brackets. */
  readonly #repriced = new Set<ModelOrder>();
  #arrivals = 0;

  constructor(
    readonly products: readonly EngineProduct[],
    readonly rates: SlowRates,
  ) {}

  /** Takes over an exchange as it stands. Later orders come after all of these. */
  adopt(orders: readonly ModelOrder[], lastPrices: ReadonlyMap<string, bigint>): void {
    this.open = [...orders];
    for (const [productId, price] of lastPrices) this.#last.set(productId, price);
    this.#arrivals = orders.length;
  }

  total(profile: string, currency: string): bigint {
    return this.totals.get(`${profile} ${currency}`) ?? 0n;
  }

  add(profile: string, currency: string, amount: bigint): void {
    this.totals.set(`${profile} ${currency}`, this.total(profile, currency) + amount);
  }

  /** By profile and currency. */
  holds(): Map<string, bigint> {
    const sums = new Map<string, bigint>();
    for (const { request, product, hold } of this.open) {
      const account = `${request.profile} ${request.side === 'buy' ? product.quote : product.base}`;
      sums.set(account, (sums.get(account) ?? 0n) + hold);
    }
    return sums;
  }

  /** An operation begins: what is to expire expires before anything else happens. */
  begin(now: number): void {
    this.trades = [];
    this.ended = [];
    this.expired.clear();
    const due = this.open.filter(({ expires }) => expires <= now);
    for (const order of due.sort((a, b) => a.expires - b.expires || a.arrival - b.arrival)) {
      this.#end(order, '101:Time In Force');
      this.expired.add(order);
    }
  }

  cancel(id: string): boolean {
    const order = this.open.find((one) => one.id === id);
    if (order && this.modes.get(order.request.productId) !== 'trading_disabled')
      this.#end(order, 'by its owner');
    return order?.ending !== undefined;
  }

  /** The order, or what kept it from entering. */
  place(request: OrderRequest, now: number): ModelOrder | 'refused' | 'rejected' {
    const product = this.products.find(({ id }) => id === request.productId);
    if (!product || this.#forbids(request) || isRefused(request, product)) return 'refused';
    const order = this.#enter(request, product, now);
    if (order.left === 0n && !this.#byFunds(order)) return 'refused';
    if (request.postOnly && this.#makersFor(order).length > 0) return 'rejected';
    if (order.hold <= 0n || order.hold > this.#available(order)) return 'refused';
    this.#arrivals += 1;
    this.open.push(order);
    const isBracket = request.stopLimitPrice !== undefined;
    order.waiting = request.stop !== undefined && !isBracket && !this.#isMet(order);
    if (!order.waiting) this.#execute(order);
    if (mayBeRepriced(order) && this.#isMet(order)) this.#comeToMarket(order);
    this.#executeTriggered();
    return order;
  }

  #executeTriggered(): void {
    for (let next = this.#triggered.shift(); next; next = this.#triggered.shift()) {
      if (next.waiting || mayBeRepriced(next)) this.#comeToMarket(next);
    }
  }

  /** Whether the order has the new terms. Only a smaller size at its price keeps its place. */
  edit(id: string, price: bigint, size: bigint): boolean {
    const order = this.open.find((one) => one.id === id);
    if (!order || order.waiting) return false;
    const { request, product, filled, left } = order;
    const hasStop = request.stopPrice !== undefined || this.#repriced.has(order);
    const isPlain = request.type === 'limit' && request.timeInForce === 'GTC' && !hasStop;
    const changed = { ...request, price, size };
    if (!isPlain || request.funds !== undefined || this.#forbids(changed) || isRefused(changed, product))
      return false;
    const isSmaller = price === request.price && size < left + filled;
    if (size <= filled || (price === request.price && size === left + filled)) return false;
    if (request.postOnly && this.#makersFor({ ...order, request: changed }).length > 0) return false;
    const hold = request.side === 'sell' ? size - filled : buyHold(price, size - filled, this.rates);
    if (hold > this.#available(order) + order.hold) return false;
    Object.assign(order, { request: changed, left: size - filled, hold });
    if (isSmaller) return true;
    this.#arrivals += 1;
    order.priority = this.#arrivals;
    this.#execute(order);
    this.#executeTriggered();
    return true;
  }

  #isMet({ request }: ModelOrder): boolean {
    const last = this.#last.get(request.productId);
    return last !== undefined && isMetBy(last, request);
  }

  #comeToMarket(order: ModelOrder): void {
    this.#arrivals += 1;
    order.priority = this.#arrivals;
    order.waiting = false;
    if (order.request.stopLimitPrice !== undefined) {
      this.#repriced.add(order);
      order.request = repriced(order.request);
    }
    this.#execute(order);
  }

  #forbids({ productId, type, postOnly }: OrderRequest): boolean {
    const mode = this.modes.get(productId) ?? 'full';
    if (mode === 'limit_only') return type === 'market';
    return mode === 'post_only' ? !postOnly : mode !== 'full';
  }

  #byFunds({ request }: ModelOrder): boolean {
    return request.type === 'market' && request.funds !== undefined;
  }

  #available({ request, product }: ModelOrder): bigint {
    const currency = request.side === 'buy' ? product.quote : product.base;
    const held = this.holds().get(`${request.profile} ${currency}`) ?? 0n;
    return this.total(request.profile, currency) - held;
  }

  #enter(request: OrderRequest, product: EngineProduct, now: number): ModelOrder {
    const { side, size, price, funds, type } = request;
    const funded = funds === undefined ? 0n : side === 'buy' ? spendable(request, this.rates) : funds;
    const step = product.baseIncrement;
    const steps = (count: bigint) => count * step * dearest(request, true) <= funded * ONE;
    const left = size ?? (type === 'limit' ? largest(10n ** 18n, steps) * step : 0n);
    const arrival = this.#arrivals + 1;
    const order: ModelOrder = {
      request,
      product,
      arrival,
      id: '',
      priority: arrival,
      waiting: false,
      left,
      fundsLeft: funded,
      hold: 0n,
      filled: 0n,
      ending: undefined,
      expires: expiryOf(request, now),
    };
    const all = this.#available(order);
    if (side === 'sell') order.hold = type === 'limit' ? left : (size ?? all);
    else
      order.hold = price === undefined ? (funds ?? all) : buyHold(dearest(request, true), left, this.rates);
    return order;
  }

  /** Everything this order may trade with, in the order in which it must. */
  #makersFor({ request }: ModelOrder): ModelOrder[] {
    const { productId, side, price } = request;
    const worse = (a: bigint, b: bigint) => (side === 'buy' ? a > b : a < b);
    return this.resting(productId, side === 'buy' ? 'sell' : 'buy').filter(
      (maker) => price === undefined || !worse(maker.request.price ?? 0n, price),
    );
  }

  /** Best price first, then the first to come. */
  resting(productId: string, side: 'buy' | 'sell'): ModelOrder[] {
    return this.open
      .filter(({ request, waiting }) => request.productId === productId && request.side === side && !waiting)
      .sort((a, b) => {
        const apart = (a.request.price ?? 0n) - (b.request.price ?? 0n);
        if (apart === 0n) return a.priority - b.priority;
        return apart < 0n === (side === 'sell') ? -1 : 1;
      });
  }

  #execute(taker: ModelOrder): void {
    const { request } = taker;
    this.open = this.open.filter((order) => order !== taker);
    const opposite = this.resting(request.productId, request.side === 'buy' ? 'sell' : 'buy');
    const market = this.#marketFor(taker, opposite);
    const isFar = (price: bigint) => isTooFar(price, request, taker.product, market);
    const makers = this.#makersFor(taker).filter((maker) => !isFar(maker.request.price ?? 0n));
    this.open.push(taker);
    const offered = makers.reduce((sum, { left }) => sum + left, 0n);
    if (request.timeInForce === 'FOK' && offered < taker.left) return this.#end(taker, '101:Time In Force');
    if (this.#tradeAll(taker, makers)) return this.#end(taker, STP);
    if (this.#isFilled(taker, makers)) return this.#end(taker, taker.filled > 0n ? 'filled' : STP);
    const reason = this.#reasonToStop(taker, opposite, isFar);
    if (reason !== undefined) this.#end(taker, reason);
  }

  #marketFor({ request }: ModelOrder, opposite: readonly ModelOrder[]) {
    const bestOffer = opposite[0]?.request.price;
    const bestBid = this.resting(request.productId, 'buy')[0]?.request.price;
    const last = this.#last.get(request.productId);
    return {
      ...(bestOffer !== undefined && { bestOffer }),
      ...(bestBid !== undefined && { bestBid }),
      ...(last !== undefined && { last }),
    };
  }

  /** Why an order that is not filled does not rest, or undefined if it does. */
  #reasonToStop(
    taker: ModelOrder,
    opposite: readonly ModelOrder[],
    isFar: (price: bigint) => boolean,
  ): CancelReason | undefined {
    const { type, price, timeInForce } = taker.request;
    const next = opposite.find((maker) => maker.ending === undefined);
    if (type === 'limit') {
      if (isFar(price ?? 0n)) return '104:Price Bound Order Protection';
      return timeInForce === 'GTC' || timeInForce === 'GTT' ? undefined : '101:Time In Force';
    }
    if (!next) return '106:Insufficient Liquidity';
    return isFar(next.request.price ?? 0n) ? '104:Price Bound Order Protection' : '105:Insufficient Funds';
  }

  /** Trades with one maker after another; returns whether self-trade prevention ended the taker. */
  #tradeAll(taker: ModelOrder, makers: readonly ModelOrder[]): boolean {
    for (const maker of makers) {
      const price = maker.request.price ?? 0n;
      const wanted = this.#wanted(taker, price);
      const size = wanted < maker.left ? wanted : maker.left;
      if (size === 0n) break;
      if (maker.request.profile === taker.request.profile) {
        if (this.#selfTrade(maker, taker, size)) return true;
        continue;
      }
      this.#trade(maker, taker, price, size);
      if (maker.left > 0n) break; // nobody behind it may be served before it
      this.#end(maker, 'filled');
    }
    return false;
  }

  #trade(maker: ModelOrder, taker: ModelOrder, price: bigint, size: bigint): void {
    const { id, quote } = taker.product;
    const value = (price * size) / ONE;
    const makerFee = this.#book(maker, size, value, this.rates.maker);
    const takerFee = this.#book(taker, size, value, this.rates.taker);
    this.add('fees', quote, makerFee + takerFee);
    this.trades.push({ maker, taker, price, size });
    this.#last.set(id, price);
    const met = this.open.filter(
      (order) =>
        (order.waiting || mayBeRepriced(order)) &&
        order.request.productId === id &&
        isMetBy(price, order.request) &&
        !this.#triggered.includes(order),
    );
    this.#triggered.push(...met.sort(triggersBefore));
  }

  /** How much the taker's figures and money allow at this price. */
  #wanted(taker: ModelOrder, price: bigint): bigint {
    const { request, product, hold, fundsLeft, left } = taker;
    const step = product.baseIncrement;
    const most = 10n ** 13n;
    if (this.#byFunds(taker)) {
      const allows = (size: bigint) =>
        size * price <= fundsLeft * ONE && (request.side === 'buy' || size <= hold);
      return largest(most, (steps) => allows(steps * step)) * step;
    }
    if (request.type === 'limit' || request.side === 'sell') return left;
    const payable = (steps: bigint) =>
      steps * step <= left && steps * step * price * (ONE + this.rates.taker) <= hold * ONE * ONE;
    return largest(most, payable) * step;
  }

  /** Two own orders meet; returns whether the taker is out. */
  #selfTrade(maker: ModelOrder, taker: ModelOrder, size: bigint): boolean {
    const stp = taker.request.stp ?? 'dc';
    if (stp === 'co' || stp === 'cb') this.#end(maker, STP);
    if (stp !== 'dc') return stp !== 'co';
    const sells = taker.request.side === 'sell';
    const funded = this.#byFunds(taker);
    const takersOwn = funded ? (sells ? taker.hold : size + 1n) : taker.left;
    const out = size < maker.left || takersOwn === size;
    if (size === maker.left) this.#end(maker, STP);
    else this.#shorten(maker, size);
    if (out) return true;
    if (!funded) this.#shorten(taker, size);
    else if (sells) taker.hold -= size;
    else taker.fundsLeft -= (size * (maker.request.price ?? 0n)) / ONE;
    return false;
  }

  #shorten(order: ModelOrder, by: bigint): void {
    order.left -= by;
    this.#releaseSurplus(order);
  }

  #book(order: ModelOrder, size: bigint, value: bigint, rate: bigint): bigint {
    const { side, profile, price, type } = order.request;
    const { base, quote } = order.product;
    order.left -= size;
    order.fundsLeft -= value;
    order.filled += size;
    let fee = roundHalfUp(value * rate);
    if (side === 'buy') {
      const limit = (order.left * (price ?? 0n)) / ONE;
      const principal = type === 'limit' ? limit : this.#byFunds(order) ? order.fundsLeft : 0n;
      const most = order.hold - value - principal;
      if (fee > most) fee = most;
      this.add(profile, quote, -value - fee);
      this.add(profile, base, size);
      order.hold -= value + fee;
    } else {
      this.add(profile, quote, value - fee);
      this.add(profile, base, -size);
      order.hold -= size;
    }
    this.#releaseSurplus(order);
    return fee;
  }

  #releaseSurplus(order: ModelOrder): void {
    const { type, side } = order.request;
    if (type !== 'limit') return;
    const price = dearest(order.request, order.filled === 0n);
    const needed = side === 'sell' ? order.left : buyHold(price, order.left, this.rates);
    if (needed < order.hold) order.hold = needed;
  }

  #isFilled(order: ModelOrder, makers: readonly ModelOrder[]): boolean {
    if (!this.#byFunds(order)) return order.left === 0n;
    if (order.fundsLeft === 0n) return true;
    const next = makers.find((maker) => maker.ending === undefined);
    const stepCosts = next ? (next.request.price ?? 0n) * order.product.baseIncrement : 0n;
    return order.filled > 0n && stepCosts > order.fundsLeft * ONE;
  }

  #end(order: ModelOrder, why: Ending): void {
    this.open = this.open.filter((one) => one !== order);
    order.ending = why;
    this.ended.push(order);
  }
}
