import type { LimitSettings, QuoteLimit } from '../../../../nodes/lib/rules/limits';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import type { Kept, PaperExchange } from './paper-exchange';

/** An admitted order: the truth about it. */
export interface Admitted {
  readonly intent: OrderIntent;
  /** The exchange's time, Unix milliseconds. */
  readonly at: number;
  /** What it was for at the market of then: coins, and hundredths of quote. */
  readonly size: number;
  readonly value: number;
  kept?: Kept;
  /** It is known that it was never placed. */
  absent?: boolean;
}

/**
 * The limits again, slow and plain: it knows the whole truth about every order, fill and balance, looks through all of it
 * for each order, and counts in hundredths of a coin or of a quote unit with whole numbers.
 */
export class LimitModel {
  readonly orders: Admitted[] = [];

  constructor(readonly exchange: PaperExchange) {}

  /** The rules that an order crosses by being admitted now. */
  crossed(settings: LimitSettings, intent: OrderIntent): string[] {
    const { product_id: product, side } = intent;
    const [base = '', quote = ''] = product.split('-');
    const { now, lagMs } = this.exchange;
    const today = (ms: number): boolean => dateOf(ms, settings.timeZone) === dateOf(now, settings.timeZone);
    const counted = this.orders.filter(({ absent }) => absent !== true);
    const own = counted.filter(({ intent }) => intent.product_id === product && intent.side === side);
    const same = own.filter(({ intent: it }) =>
      (['size', 'funds', 'price', 'stop_price'] as const).every((field) => it[field] === intent[field]),
    );
    const value = this.valueOf(intent);
    const dayValue = counted
      .filter((it) => today(it.at) && it.intent.product_id.split('-')[1] === quote)
      .reduce((sum, it) => sum + (it.kept?.order.status === 'done' ? it.kept.executed : it.value), value);
    const over = (limit: QuoteLimit | undefined, amount: number): boolean => {
      if (limit === undefined) return false;
      const most = typeof limit === 'string' ? limit : limit[quote];
      return most === undefined || amount > Number(most) * 100 + 1e-6;
    };
    const above = (list: Readonly<Record<string, string>> | undefined, currency: string, amount: number) =>
      list?.[currency] !== undefined && amount > Number(list[currency]) * 100 + 1e-6;
    const more = (most: number | undefined, count: number): boolean => most !== undefined && count > most;
    const soon = (ms: number | undefined, all: readonly Admitted[]): boolean =>
      ms !== undefined && all.some(({ at }) => now - at < ms);
    const gained = side === 'buy' ? base : quote;
    const gain = side === 'buy' ? this.sizeOf(intent) * 100 : value;
    const found: Record<string, boolean> = {
      allowedProducts: settings.allowedProducts?.includes(product) === false,
      allowedSides: settings.allowedSides?.includes(side) === false,
      maxOrderValue: over(settings.maxOrderValue, value),
      maxOrderSize: above(settings.maxOrderSize, base, this.sizeOf(intent) * 100),
      maxDailyValue: over(settings.maxDailyValue, dayValue),
      maxDailyLoss: over(settings.maxDailyLoss, this.lossWith(intent, quote, today)),
      maxPosition: above(settings.maxPosition, gained, this.positionOf(gained) + gain),
      maxOpenOrders: rests(intent) && more(settings.maxOpenOrders, this.waiting() + 1),
      maxOrdersPerMinute: more(
        settings.maxOrdersPerMinute,
        counted.filter(({ at }) => now - at < 60_000).length + 1,
      ),
      maxOrdersPerDay: more(settings.maxOrdersPerDay, counted.filter(({ at }) => today(at)).length + 1),
      cooldown: soon(settings.cooldownMs, own),
      duplicateWindow: soon(settings.duplicateWindowMs, same),
      priceCollar:
        settings.priceCollar !== undefined && this.far(intent) > Number(settings.priceCollar) + 1e-9,
      staleMarketData: settings.staleMarketDataMs !== undefined && lagMs > settings.staleMarketDataMs,
    };
    return Object.keys(found).filter((rule) => found[rule] === true);
  }

  valueOf(intent: OrderIntent): number {
    const { side, funds, price, stop_price } = intent;
    if (funds !== undefined) return Number(funds) * 100;
    const { bid } = this.exchange.top(intent.product_id);
    const size = this.sizeOf(intent);
    if (price === undefined) return size * this.meets(intent) * 100;
    if (side === 'buy') return size * Number(price) * 100;
    return size * Math.max(Number(price), Number(stop_price ?? bid)) * 100;
  }

  sizeOf(intent: OrderIntent): number {
    return intent.size === undefined ? Number(intent.funds) / this.meets(intent) : Number(intent.size);
  }

  meets({ product_id, side }: OrderIntent): number {
    const { bid, ask } = this.exchange.top(product_id);
    return side === 'buy' ? ask : bid;
  }

  /** Orders that were let through and are on their way to the exchange. */
  unplaced(): Admitted[] {
    return this.orders.filter(({ kept, absent }) => !kept && absent !== true);
  }

  waiting(): number {
    return this.exchange.open.length + this.unplaced().filter(({ intent }) => rests(intent)).length;
  }

  positionOf(currency: string): number {
    let sum = this.exchange.balances.get(currency) ?? 0;
    const add = (intent: OrderIntent, left: number, value?: number): void => {
      const [base, quote] = intent.product_id.split('-');
      const at = Math.max(Number(intent.price), Number(intent.stop_price ?? 0));
      if (intent.side === 'buy' && base === currency) sum += left * 100;
      if (intent.side === 'sell' && quote === currency) sum += value ?? left * at * 100;
    };
    for (const { intent, left } of this.exchange.open) add(intent, left);
    for (const { intent, size, value } of this.unplaced()) add(intent, size, value);
    return sum;
  }

  /** What today's sales lost, coin by coin, with what this order would lose at its price. */
  lossWith(intent: OrderIntent, quote: string, today: (ms: number) => boolean): number {
    const coins = new Map<string, number[]>();
    let lost = 0;
    const trade = (id: string, side: string, count: number, price: number, counts: boolean): void => {
      const held = coins.get(id) ?? [];
      coins.set(id, held);
      if (side === 'buy') for (let n = 0; n < count; n += 1) held.push(price * 101);
      if (side === 'sell') {
        const costs = held.splice(0, count);
        const result = costs.reduce((sum, cost) => sum + price * 100 - cost, -price * count);
        if (counts) lost -= result;
      }
    };
    // Products of which no order was placed here are not looked at.
    const placed = this.orders.filter(({ absent }) => absent !== true);
    const ordered = new Set([intent.product_id, ...placed.map((one) => one.intent.product_id)]);
    for (const fill of this.exchange.fills)
      if (fill.product_id.split('-')[1] === quote && ordered.has(fill.product_id))
        trade(
          fill.product_id,
          fill.side,
          Number(fill.size),
          Number(fill.price),
          today(Date.parse(fill.created_at)),
        );
    if (intent.side === 'buy') return lost;
    const before = lost;
    const price = intent.price === undefined ? this.meets(intent) : Number(intent.price);
    trade(intent.product_id, 'sell', Math.floor(this.sizeOf(intent)), price, true);
    return Math.max(before, lost);
  }

  /** Largest distance of its prices from what they are held against, percent. */
  far({ product_id, side, price, stop_price }: OrderIntent): number {
    const { bid, ask, last } = this.exchange.top(product_id);
    const best = side === 'buy' ? ask : bid;
    const distance = (one: number, from: number): number => (Math.abs(one - from) / from) * 100;
    if (price === undefined) return distance(best, last);
    if (stop_price === undefined) return distance(Number(price), best);
    return Math.max(distance(Number(stop_price), last), distance(Number(price), Number(stop_price)));
  }
}

function rests({ type, time_in_force }: OrderIntent): boolean {
  return type === 'limit' && time_in_force !== 'IOC';
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateOf(ms: number, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone });
  formats.set(timeZone, format);
  return format.format(ms);
}
