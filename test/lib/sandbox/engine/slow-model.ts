/**
 * A second exchange, written from the rules alone and as slowly as they read: one list of open orders, filtered and
 * sorted for every arrival, amounts found by halving. The engine must agree with it in every trade, fee and balance.
 */
import type { EngineProduct, OrderRequest } from '../../../../nodes/lib/sandbox/engine';

const ONE = 10n ** 16n;

export interface ModelOrder {
  readonly request: OrderRequest;
  readonly product: EngineProduct;
  readonly arrival: number;
  id: string;
  left: bigint;
  fundsLeft: bigint;
  hold: bigint;
  filled: bigint;
}

/** maker id, price, size */
export type ModelTrade = readonly [string, bigint, bigint];

export interface ModelOutcome {
  readonly state: 'refused' | 'rejected' | 'open' | 'filled' | 'canceled';
  readonly trades: readonly ModelTrade[];
  readonly order?: ModelOrder;
}

export class SlowModel {
  readonly totals = new Map<string, bigint>();
  open: ModelOrder[] = [];
  #arrivals = 0;

  constructor(
    readonly products: readonly EngineProduct[],
    readonly maker: bigint,
    readonly taker: bigint,
  ) {}

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

  cancel(id: string): boolean {
    const before = this.open.length;
    this.open = this.open.filter((order) => order.id !== id);
    return this.open.length < before;
  }

  place(request: OrderRequest): ModelOutcome {
    const product = this.products.find(({ id }) => id === request.productId);
    if (!product || this.#tooSmall(request, product)) return { state: 'refused', trades: [] };
    const makers = this.#makersFor(request);
    if (request.postOnly && makers.length > 0) return { state: 'rejected', trades: [] };
    const order = this.#enter(request, product);
    if (!order) return { state: 'refused', trades: [] };
    const offered = makers.reduce((sum, { left }) => sum + left, 0n);
    if (request.timeInForce === 'FOK' && offered < order.left) return { state: 'canceled', trades: [] };
    const { trades, stopped } = this.#trade(order, makers);
    const state = this.#stateAfter(order, makers, stopped);
    if (state === 'open') this.open.push(order);
    return { state, trades, order };
  }

  #tooSmall({ type, size, price, funds }: OrderRequest, { minMarketFunds }: EngineProduct): boolean {
    if (funds !== undefined) return funds < minMarketFunds;
    return type === 'limit' && (price ?? 0n) * (size ?? 0n) < minMarketFunds * ONE;
  }

  /** Everything this order may trade with, in the order in which it must. */
  #makersFor({ productId, side, price }: OrderRequest): ModelOrder[] {
    const worse = (a: bigint, b: bigint) => (side === 'buy' ? a > b : a < b);
    return this.open
      .filter(({ request }) => request.productId === productId && request.side !== side)
      .filter(({ request }) => price === undefined || !worse(request.price ?? 0n, price))
      .sort((a, b) => {
        const [left, right] = [a.request.price ?? 0n, b.request.price ?? 0n];
        return left === right ? a.arrival - b.arrival : worse(left, right) ? 1 : -1;
      });
  }

  #enter(request: OrderRequest, product: EngineProduct): ModelOrder | undefined {
    const { profile, side, size, price, funds } = request;
    const currency = side === 'buy' ? product.quote : product.base;
    const available = this.total(profile, currency) - (this.holds().get(`${profile} ${currency}`) ?? 0n);
    let hold = size ?? available;
    let fundsLeft = funds ?? 0n;
    if (side === 'buy') {
      hold = funds ?? (price === undefined ? available : this.#buyHold(price, size ?? 0n));
      const perStep = ONE + this.taker;
      if (funds !== undefined) {
        fundsLeft =
          largest(funds / 10n ** 8n, (steps) => steps * 10n ** 8n * perStep <= funds * ONE) * 10n ** 8n;
      }
    }
    if (hold <= 0n || hold > available) return undefined;
    this.#arrivals += 1;
    return {
      request,
      product,
      arrival: this.#arrivals,
      id: '',
      left: size ?? 0n,
      fundsLeft,
      hold,
      filled: 0n,
    };
  }

  #buyHold(price: bigint, size: bigint): bigint {
    const rate = this.maker > this.taker ? this.maker : this.taker;
    const exact = price * size * (ONE + rate);
    return (exact + ONE * ONE - 1n) / (ONE * ONE);
  }

  #trade(taker: ModelOrder, makers: readonly ModelOrder[]): { trades: ModelTrade[]; stopped: boolean } {
    const trades: ModelTrade[] = [];
    for (const maker of makers) {
      const price = maker.request.price ?? 0n;
      const wanted = this.#wanted(taker, price);
      const size = wanted < maker.left ? wanted : maker.left;
      if (size === 0n) break;
      if (maker.request.profile === taker.request.profile) {
        if (this.#selfTrade(maker, taker, size)) return { trades, stopped: true };
        continue;
      }
      const value = (price * size) / ONE;
      const makerFee = this.#book(maker, size, value, this.maker);
      const takerFee = this.#book(taker, size, value, this.taker);
      this.add('fees', taker.product.quote, makerFee + takerFee);
      trades.push([maker.id, price, size]);
      if (maker.left > 0n) break; // nobody behind it may be served before it
      this.cancel(maker.id);
    }
    return { trades, stopped: false };
  }

  /** How much the taker's figures and money allow at this price. */
  #wanted(taker: ModelOrder, price: bigint): bigint {
    const { request, product, hold, fundsLeft, left } = taker;
    const step = product.baseIncrement;
    const most = 10n ** 13n;
    if (request.funds !== undefined) {
      return (
        largest(most, (steps) => {
          const size = steps * step;
          return size * price <= fundsLeft * ONE && (request.side === 'buy' || size <= hold);
        }) * step
      );
    }
    if (request.type === 'limit' || request.side === 'sell') return left;
    const payable = (steps: bigint) =>
      steps * step <= left && steps * step * price * (ONE + this.taker) <= hold * ONE * ONE;
    return largest(most, payable) * step;
  }

  /** Decrement and cancel; returns whether the taker is out. */
  #selfTrade(maker: ModelOrder, taker: ModelOrder, size: bigint): boolean {
    const byFunds = taker.request.funds !== undefined;
    const sells = taker.request.side === 'sell';
    const own = byFunds ? (sells ? taker.hold : size + 1n) : taker.left;
    const out = size < maker.left || own === size;
    if (size === maker.left) this.cancel(maker.id);
    else this.#shorten(maker, size);
    if (!out && byFunds && sells) taker.hold -= size;
    else if (!out && byFunds) taker.fundsLeft -= (size * (maker.request.price ?? 0n)) / ONE;
    else if (!out) this.#shorten(taker, size);
    return out;
  }

  #shorten(order: ModelOrder, by: bigint): void {
    order.left -= by;
    this.#releaseSurplus(order);
  }

  #book(order: ModelOrder, size: bigint, value: bigint, rate: bigint): bigint {
    const { side, profile, price, funds, type } = order.request;
    const { base, quote } = order.product;
    order.left -= size;
    order.fundsLeft -= value;
    order.filled += size;
    let fee = roundHalfUp(value * rate);
    if (side === 'buy') {
      const principal = type === 'limit' ? (order.left * (price ?? 0n)) / ONE : funds ? order.fundsLeft : 0n;
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
    const { type, side, price } = order.request;
    if (type !== 'limit') return;
    const needed = side === 'sell' ? order.left : this.#buyHold(price ?? 0n, order.left);
    if (needed < order.hold) order.hold = needed;
  }

  #stateAfter(order: ModelOrder, makers: readonly ModelOrder[], stopped: boolean): ModelOutcome['state'] {
    const { request, product, filled } = order;
    if (stopped) return 'canceled';
    if (request.funds === undefined) {
      if (order.left === 0n && filled === 0n) return 'canceled';
      if (order.left === 0n) return 'filled';
      return request.type === 'limit' && request.timeInForce === 'GTC' ? 'open' : 'canceled';
    }
    if (order.fundsLeft === 0n) return filled > 0n ? 'filled' : 'canceled';
    const next = makers.find((maker) => this.open.includes(maker));
    const stepCosts = next ? (next.request.price ?? 0n) * product.baseIncrement : 0n;
    return filled > 0n && stepCosts > order.fundsLeft * ONE ? 'filled' : 'canceled';
  }
}

function roundHalfUp(scaled: bigint): bigint {
  return scaled % ONE >= ONE / 2n ? scaled / ONE + 1n : scaled / ONE;
}

/** The largest whole number up to `most` that passes a test which small numbers pass and large ones fail. */
function largest(most: bigint, passes: (count: bigint) => boolean): bigint {
  let [low, high] = [0n, most];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (passes(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}
