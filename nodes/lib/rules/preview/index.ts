/** What an order would cost and get now, from the order book. Pure. */
import { decimal, decimalText, floorTo, type Decimal } from '../decimal';
import type { Balance, Book, FeeRates, OrderIntent, Product } from '../orders';
import type { Rounding } from '../plan-order';
import { slippagePercent } from './slippage';
import { sourcesOf, type OrderPreview, type Prospect } from './types';
import { walk, type Taken } from './walk';

export { withTold } from './told';
export * from './types';

/** What a preview is made from. */
export interface PreviewFacts {
  readonly intent: OrderIntent;
  readonly rounding: readonly Rounding[];
  readonly product: Product;
  readonly book: Book;
  readonly fees: FeeRates;
  readonly balances: readonly Balance[];
}

/** Decimals that money keeps: more than any product has. */
const PLACES = 16;
/** What is left of funds when the fee is taken out has so many decimals. */
const FUNDS_STEP = decimal('0.00000001');

/** Without what only the account knows: `limits` is empty. */
export function previewFrom(facts: PreviewFacts): OrderPreview {
  const { intent, product, book, fees, rounding } = facts;
  const { product_id, side, type, size, funds, price } = intent;
  const taken = takenNow(facts);
  const rests = restOf(facts, taken);
  const value = taken.value.plus(rests.times(price ?? '0'));
  const fee = feeOn(taken.value, fees.taker).plus(feeOn(rests.times(price ?? '0'), fees.maker));
  const total = side === 'buy' ? value.plus(fee) : value.minus(fee);
  const { would_be, warnings } = prospectOf(facts, taken, rests, total);
  const [bid, ask] = [book.bids[0]?.price, book.asks[0]?.price];
  const figures = {
    base_size: decimalText(taken.size.plus(rests)),
    filled_size: decimalText(taken.size),
    ...averageOf(taken, side === 'buy' ? ask : bid),
    rests: decimalText(rests),
    value: money(value),
    fee: money(fee),
    total: money(total),
    ...(bid !== undefined && { best_bid: bid }),
    ...(ask !== undefined && { best_ask: ask }),
  };
  return {
    product_id,
    side,
    type,
    ...(size !== undefined && { size }),
    ...(funds !== undefined && { funds }),
    ...(price !== undefined && { price }),
    would_be,
    ...figures,
    fee_rates: { maker: fees.maker, taker: fees.taker },
    rounding,
    warnings: [...warnings, ...unknownMoney(product, facts.balances, side)],
    limits: [],
    source: sourcesOf(figures, 'book'),
    time: book.time,
  };
}

/** A stop that was not reached takes nothing; a post-only order never does. */
function takenNow({ intent, product, book, fees }: PreviewFacts): Taken {
  const { side, size, funds, price, stop, stop_limit_price, post_only, time_in_force } = intent;
  const nothing = { size: decimal('0'), value: decimal('0'), worst: undefined, end: 'price' } as const;
  if (post_only || (stop && stop_limit_price === undefined)) return nothing;
  const step = decimal(product.base_increment);
  const wanted =
    size !== undefined
      ? { size: decimal(size) }
      : { quote: side === 'buy' ? withoutFee(funds ?? '0', fees.taker) : decimal(funds ?? '0') };
  const limit = price === undefined ? undefined : { side, price: decimal(price) };
  const taken = walk(side === 'buy' ? book.asks : book.bids, wanted, step, limit);
  return time_in_force === 'FOK' && taken.end !== 'complete' ? nothing : taken;
}

function restOf({ intent }: PreviewFacts, taken: Taken): Decimal {
  const { type, size, time_in_force = 'GTC' } = intent;
  const mayRest = type === 'limit' && (time_in_force === 'GTC' || time_in_force === 'GTT');
  return mayRest ? decimal(size ?? '0').minus(taken.size) : decimal('0');
}

interface Judged {
  readonly would_be: Prospect;
  readonly warnings: readonly string[];
}

function prospectOf(facts: PreviewFacts, taken: Taken, rests: Decimal, total: Decimal): Judged {
  const { intent } = facts;
  const short = shortOf(facts, taken, rests, total);
  if (short !== undefined) return { would_be: 'refused', warnings: [short] };
  if (intent.post_only && crosses(facts))
    return {
      would_be: 'refused',
      warnings: ['It is post-only and would fill at once, so it would be rejected.'],
    };
  if (intent.stop && intent.stop_limit_price === undefined) return { would_be: 'waiting', warnings: [] };
  if (rests.gt('0')) return { would_be: 'open', warnings: [] };
  if (taken.size.eq('0')) return { would_be: 'canceled', warnings: ['Nothing in the book is at its price.'] };
  if (taken.end === 'complete') return { would_be: 'filled', warnings: [] };
  const why =
    taken.end === 'price'
      ? 'Only a part of it is in the book at its price.'
      : 'It would use up all of the book that was looked at.';
  return { would_be: 'partially-filled', warnings: [why] };
}

function crosses({ intent: { side, price = '0' }, book }: PreviewFacts): boolean {
  const best = side === 'buy' ? book.asks[0]?.price : book.bids[0]?.price;
  if (best === undefined) return false;
  return side === 'buy' ? decimal(best).lte(price) : decimal(best).gte(price);
}

/** Why the balance does not carry it. */
function shortOf(
  { intent, product, balances, fees }: PreviewFacts,
  taken: Taken,
  rests: Decimal,
  total: Decimal,
): string | undefined {
  const { side, funds, size } = intent;
  const buys = side === 'buy';
  const currency = buys ? product.quote_currency : product.base_currency;
  const available = balances.find((one) => one.currency === currency)?.available;
  if (available === undefined) return undefined;
  // What rests is held with the higher fee.
  const held = feeOn(rests.times(intent.price ?? '0'), fees.taker);
  const needed = buys
    ? funds !== undefined
      ? decimal(funds)
      : larger(
          total,
          taken.value
            .plus(feeOn(taken.value, fees.taker))
            .plus(rests.times(intent.price ?? '0'))
            .plus(held),
        )
    : decimal(size ?? decimalText(taken.size));
  if (needed.lte(available)) return undefined;
  return `It needs ${money(needed)} ${currency}, and ${available} ${currency} is available.`;
}

function unknownMoney(product: Product, balances: readonly Balance[], side: OrderIntent['side']): string[] {
  const currency = side === 'buy' ? product.quote_currency : product.base_currency;
  return balances.some((one) => one.currency === currency)
    ? []
    : [`The account has no balance in ${currency} that this key can see.`];
}

function averageOf(
  { size, value, worst }: Taken,
  best: string | undefined,
): Pick<OrderPreview, 'average_price' | 'worst_price' | 'slippage_percent'> {
  if (!worst) return {};
  const average = value.div(size);
  return {
    average_price: decimalText(average.round(PLACES, 1)),
    worst_price: decimalText(worst),
    ...(best !== undefined && { slippage_percent: slippagePercent(average, best) }),
  };
}

/** What can be spent so that the fee on it fits too. */
function withoutFee(funds: string, rate: string): Decimal {
  return floorTo(decimal(funds).div(decimal(rate).plus('1')), FUNDS_STEP);
}

function feeOn(value: Decimal, rate: string): Decimal {
  return value.times(rate).round(PLACES, 1);
}

function money(value: Decimal): string {
  return decimalText(value.round(PLACES, 1));
}

function larger(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}
