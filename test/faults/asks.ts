import type { PlacementOptions } from '../../nodes/lib/placement';
import { type OrderFields, type ParsedOrder, parseOrder } from '../../nodes/lib/rules/order-fields';
import type { Order } from '../../nodes/lib/rules/orders';
import { createRandom, type Random } from '../../nodes/lib/sandbox/random';

/** One order that somebody wants once, however often it is asked for. */
export interface Ask {
  /** From 0; its amount is found in no other ask, so that an order can be told by it alone. */
  readonly number: number;
  readonly asked: ParsedOrder;
  readonly options: PlacementOptions;
  /** Idempotency key, where it has one. */
  readonly key?: string;
  /** It is asked for again after so long each, milliseconds from the first time. */
  readonly again: readonly number[];
  /** The same key is used for another order: that one must never be placed. */
  readonly conflict?: ParsedOrder;
  /** A resting order is canceled after so long, milliseconds. */
  readonly cancelAfterMs?: number;
  /** Named by the client order id when it is canceled, not by the exchange's. */
  readonly cancelByOwnId: boolean;
}

interface Market {
  readonly id: string;
  /** Near the simulated market's price, in whole cents or the like. */
  readonly price: number;
  /** Smallest size asked for, in 10^-8 of the base. */
  readonly size: number;
}

/** Products whose size has eight decimals and whose price has two. */
const MARKETS: readonly Market[] = [
  { id: 'BTC-USD', price: 95_000, size: 100_000 },
  { id: 'ETH-USD', price: 3400, size: 1_000_000 },
  { id: 'SOL-USD', price: 165, size: 10_000_000 },
  { id: 'BTC-EUR', price: 81_900, size: 100_000 },
  { id: 'ETH-EUR', price: 2930, size: 1_000_000 },
  { id: 'BTC-USDC', price: 95_000, size: 100_000 },
];

/** Enough for every run; nothing is ever refused for want of money but what is meant to be. */
export const RICH = {
  USD: '1000000000',
  EUR: '1000000000',
  USDC: '1000000000',
  BTC: '100000',
  ETH: '1000000',
  SOL: '10000000',
} as const;

/** What tells an ask's order: product, side and the amount as asked. */
export function markOf(
  order: { readonly product_id: string; readonly side: string },
  amount: string,
): string {
  return `${order.product_id} ${order.side} ${trimmed(amount)}`;
}

export function markOfAsk({ product_id, side, amount }: ParsedOrder): string {
  return markOf({ product_id, side }, amount.value);
}

/** What tells the order of an ask as the exchange shows it. */
export function markOfOrder(order: Order): string {
  return markOf(order, order.size ?? order.specified_funds ?? order.funds ?? '');
}

/** Two texts of one amount are the same text. */
function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}

/** The ask of that number under that seed. */
export function askOf(seed: number, number: number): Ask {
  const random = createRandom(seed, `ask ${number}`);
  const market = MARKETS[random.below(MARKETS.length)] as Market;
  const { fields, options } = draw(random, market, number);
  const keyed = random.below(100) < 25;
  const again = keyed && random.below(100) < 70 ? repeats(random) : [];
  const other = { ...fields, amount: amountOf(fields.amountUnit === 'quote', market, number, 0.5) };
  return {
    number,
    asked: parseOrder(fields),
    options,
    again,
    cancelByOwnId: random.below(3) === 0,
    ...(keyed && { key: `key ${number}` }),
    ...(keyed && random.below(100) < 10 && { conflict: parseOrder(other) }),
    ...(random.below(100) < 85 && { cancelAfterMs: random.below(20_000) }),
  };
}

/** As soon as a double wire delivers it, and as late as a broker delivers again. */
function repeats(random: Random): number[] {
  return Array.from({ length: 1 + random.below(3) }, () =>
    random.below(2) === 0 ? 0 : random.below(30_000),
  );
}

interface Drawn {
  readonly fields: OrderFields & { readonly amountUnit: 'base' | 'quote' };
  readonly options: PlacementOptions;
}

const ACCEPTED: PlacementOptions = { waitFor: 'accepted' };
const DONE: PlacementOptions = { waitFor: 'done', waitMs: 10_000 };

function draw(random: Random, market: Market, number: number): Drawn {
  const side = random.below(2) === 0 ? 'buy' : 'sell';
  const limit = (
    factor: number,
    rest: Omit<OrderFields, 'amountUnit'>,
    options: PlacementOptions,
  ): Drawn => ({
    fields: {
      product_id: market.id,
      side,
      type: 'limit',
      amount: amountOf(false, market, number),
      amountUnit: 'base',
      price: priceOf(market, side === 'buy' ? factor : 1 / factor),
      ...rest,
    },
    options,
  });
  const patience = random.below(6) === 0 ? { timeoutMs: 1000 + random.below(8000) } : {};
  const kind = random.below(100);
  if (kind < 40) return limit(0.5, {}, { ...ACCEPTED, ...patience });
  if (kind < 50)
    return limit(0.5, { time_in_force: 'GTT', cancel_after: 'min' }, { ...ACCEPTED, ...patience });
  if (kind < 58) return limit(1.05, { time_in_force: 'IOC' }, { ...DONE, ...patience });
  if (kind < 64) return limit(random.below(2) === 0 ? 1.05 : 0.5, { time_in_force: 'FOK' }, DONE);
  if (kind < 69) return limit(0.5, { post_only: true }, ACCEPTED);
  if (kind < 74) return limit(1.05, { post_only: true }, ACCEPTED);
  if (kind < 80) return limit(0.5, {}, { ...DONE, waitMs: 500 + random.below(3000), afterWait: 'cancel' });
  if (kind < 84) return limit(0.5, { amount: tooMuch(number) }, ACCEPTED);
  const inQuote = side === 'buy' && random.below(2) === 0;
  const amount = amountOf(inQuote, market, number);
  const amountUnit = inQuote ? 'quote' : 'base';
  return { fields: { product_id: market.id, side, type: 'market', amount, amountUnit }, options: DONE };
}

/** A price of two decimals. */
function priceOf({ price }: Market, factor: number): string {
  return (Math.round(price * factor * 100) / 100).toFixed(2);
}

/** @param part what the number is shifted by, so that a second amount of one ask is no other ask's. */
function amountOf(inQuote: boolean, { size }: Market, number: number, part = 0): string {
  if (inQuote) return decimals((1000 + number * 2 + part * 2) | 0, 2);
  return decimals(size + number * 2 + part * 2, 8);
}

/** More than anybody has, and marked all the same. */
function tooMuch(number: number): string {
  return `90000000.${String(number).padStart(8, '0')}`;
}

function decimals(units: number, places: number): string {
  const digits = String(units).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
