import { ceilTo, decimal, decimalText, floorTo, type Decimal } from './decimal';
import { CoinbaseError } from './errors';
import { invalid, type ParsedOrder } from './order-fields';
import type { Balance, FeeRates, OrderIntent, Product } from './orders';
import { refusedNow } from './product-state';
import { rawPart } from './raw-order';
import { checkBracket } from './stop-fields';

/** A field that was changed to meet the product's increments. All decimal text. */
export interface Rounding {
  readonly field: 'size' | 'funds' | PriceField;
  readonly asked: string;
  readonly sent: string;
  readonly increment: string;
}

type PriceField = 'price' | 'stop_price' | 'stop_limit_price';

export interface OrderPlan {
  readonly intent: OrderIntent;
  /** Empty when the order goes out as it was asked for. */
  readonly rounding: readonly Rounding[];
}

/** What some orders need to be planned; see {@link planNeeds}. */
export interface PlanContext {
  /** For an amount in percent. */
  readonly balances?: readonly Balance[];
  /** For a limit buy in percent: what it holds includes the fee. */
  readonly fees?: FeeRates;
}

/** What has to be looked up before this order can be planned. */
export function planNeeds(order: ParsedOrder): { readonly balances: boolean; readonly fees: boolean } {
  const balances = order.amount.unit === 'percent';
  return { balances, fees: balances && order.side === 'buy' && order.type === 'limit' };
}

/**
 * Turns an order as asked into the order as sent: rounded to the product's increments (amounts down; a limit price
 * never worse than asked, and a stop price the same way, so that a stop fires no later than asked), checked against its
 * minimums and its trading mode.
 * @throws CoinbaseError ORDER_INVALID, SIZE_BELOW_MINIMUM (with the numbers), ORDER_REFUSED for the product's mode,
 * INSUFFICIENT_FUNDS for a percentage of nothing.
 */
export function planOrder(
  order: ParsedOrder,
  product: Product,
  context: PlanContext,
  newClientOid: () => string,
): OrderPlan {
  checkMode(order, product);
  const rounding: Rounding[] = [];
  const head = {
    client_oid: order.client_oid ?? newClientOid(),
    product_id: product.id,
    side: order.side,
    type: order.type,
    ...(order.stp && { stp: order.stp }),
    ...(order.profile_id !== undefined && { profile_id: order.profile_id }),
  };
  if (order.order_configuration) {
    const part = rawPart(order, product);
    checkRaw(part, product);
    return { intent: { ...head, ...part }, rounding };
  }
  const tail =
    order.type === 'limit'
      ? limitPart(order, product, context, rounding)
      : marketPart(order, product, context, rounding);
  return { intent: { ...head, ...tail }, rounding };
}

type Tail = Omit<OrderIntent, 'client_oid' | 'product_id' | 'side' | 'type' | 'stp' | 'profile_id'>;

function marketPart(order: ParsedOrder, product: Product, context: PlanContext, rounding: Rounding[]): Tail {
  const { unit } = order.amount;
  // A market buy's funds include its fee, so all of what is available can be spent.
  const asked = unit === 'percent' ? share(order, product, context) : decimal(order.amount.value);
  if (unit === 'base' || (unit === 'percent' && order.side === 'sell'))
    return { size: roundDown('size', asked, product, rounding) };
  const funds = roundDown('funds', asked, product, rounding);
  checkMinimum(decimal(funds), product, 'funds');
  return { funds };
}

type Stops = Pick<OrderIntent, 'stop' | 'stop_price' | 'stop_limit_price'>;

function limitPart(order: ParsedOrder, product: Product, context: PlanContext, rounding: Rounding[]): Tail {
  const price = roundPrice('price', order, product, rounding);
  const stop = stopPart(order, price, product, rounding);
  // A bracket buy may end at the higher price, so that is what its amount has to pay for.
  const dearest = order.side === 'buy' ? decimal(stop.stop_limit_price ?? decimalText(price)) : price;
  const size = roundDown('size', limitSize(order, dearest, product, context), product, rounding);
  checkMinimum(decimal(size).times(price), product, 'price x size');
  return {
    size,
    price: decimalText(price),
    time_in_force: order.time_in_force ?? 'GTC',
    ...(order.cancel_after && { cancel_after: order.cancel_after }),
    ...(order.post_only && { post_only: true }),
    ...stop,
  };
}

/** @throws CoinbaseError ORDER_INVALID for a bracket whose prices are one and the same after rounding. */
function stopPart(order: ParsedOrder, price: Decimal, product: Product, rounding: Rounding[]): Stops {
  const { stop, side } = order;
  if (order.stop_price === undefined) return {};
  const stop_price = decimalText(roundPrice('stop_price', order, product, rounding));
  if (order.stop_limit_price === undefined) return { ...(stop && { stop }), stop_price };
  const stop_limit_price = decimalText(roundPrice('stop_limit_price', order, product, rounding));
  checkBracket(side, decimalText(price), stop_price, stop_limit_price);
  return { ...(stop && { stop }), stop_price, stop_limit_price };
}

/** Base amount of a limit order, unrounded. */
function limitSize(order: ParsedOrder, price: Decimal, product: Product, context: PlanContext): Decimal {
  const { unit, value } = order.amount;
  if (unit === 'base') return decimal(value);
  if (unit === 'quote') return decimal(value).div(price);
  const part = share(order, product, context);
  if (order.side === 'sell') return part;
  // The exchange holds price x size and the fee on top; it is not said which rate, so the larger one.
  const rate = context.fees ? larger(decimal(context.fees.taker), decimal(context.fees.maker)) : undefined;
  if (!rate) throw invalid('amount', 'a limit buy in percent needs the fee rates');
  return part.div(rate.plus('1')).div(price);
}

/** The asked percentage of what is available: quote for a buy, base for a sell. */
function share(order: ParsedOrder, product: Product, { balances }: PlanContext): Decimal {
  if (!balances) throw invalid('amount', 'an amount in percent needs the balances');
  const currency = order.side === 'buy' ? product.quote_currency : product.base_currency;
  const available = balances.find((one) => one.currency === currency)?.available ?? '0';
  if (decimal(available).lte('0'))
    throw new CoinbaseError('INSUFFICIENT_FUNDS', `no ${currency} is available`, {
      currency,
      available,
      sent: false,
    });
  return decimal(available).times(order.amount.value).div('100');
}

/**
 * Buy down, sell up: never worse than asked. A stop price goes the same way, towards the market: the stop fires no later
 * than asked, and stays on the right side of the limit price.
 */
function roundPrice(field: PriceField, order: ParsedOrder, product: Product, rounding: Rounding[]): Decimal {
  const text = order[field];
  if (text === undefined) throw invalid(field, 'it is missing');
  const asked = decimal(text);
  const increment = product.price_increment ?? product.quote_increment;
  const step = decimal(increment);
  const price = order.side === 'buy' ? floorTo(asked, step) : ceilTo(asked, step);
  if (price.lte('0')) throw invalid(field, `${text} is less than the smallest price step ${increment}`);
  note(field, asked, price, increment, rounding);
  return price;
}

function roundDown(field: 'size' | 'funds', asked: Decimal, product: Product, rounding: Rounding[]): string {
  const increment = field === 'size' ? product.base_increment : product.quote_increment;
  const currency = field === 'size' ? product.base_currency : product.quote_currency;
  const sent = floorTo(asked, decimal(increment));
  if (sent.lte('0')) {
    const text = shortText(asked);
    const why = `${text} ${currency} is less than the smallest step of ${product.id}, ${increment} ${currency}`;
    throw new CoinbaseError('SIZE_BELOW_MINIMUM', why, { field, asked: text, increment, sent: false });
  }
  note(field, asked, sent, increment, rounding);
  if (field === 'size') checkSmallest(sent, product);
  return decimalText(sent);
}

function note(
  field: Rounding['field'],
  asked: Decimal,
  sent: Decimal,
  increment: string,
  rounding: Rounding[],
): void {
  if (!sent.eq(asked)) rounding.push({ field, asked: shortText(asked), sent: decimalText(sent), increment });
}

/** A quotient can have 40 decimals; 18 tell people enough. */
function shortText(value: Decimal): string {
  return decimalText(value.round(18, 0));
}

function checkMinimum(quote: Decimal, product: Product, what: string): void {
  const minimum = product.min_market_funds;
  if (quote.gte(minimum)) return;
  const currency = product.quote_currency;
  const value = shortText(quote);
  throw new CoinbaseError(
    'SIZE_BELOW_MINIMUM',
    `${what} is ${value} ${currency}; ${product.id} takes at least ${minimum} ${currency}`,
    { value, minimum, currency, sent: false },
  );
}

/** The product's minimums, of what goes out as it was given. */
function checkRaw({ size, funds, price }: Tail, product: Product): void {
  if (size !== undefined) checkSmallest(decimal(size), product);
  if (funds !== undefined) checkMinimum(decimal(funds), product, 'quote_size');
  if (size !== undefined && price !== undefined)
    checkMinimum(decimal(size).times(price), product, 'limit_price x base_size');
}

function checkSmallest(
  size: Decimal,
  { id, base_currency: currency, base_min_size: minimum }: Product,
): void {
  if (minimum === undefined || size.gte(minimum)) return;
  const value = decimalText(size);
  throw new CoinbaseError(
    'SIZE_BELOW_MINIMUM',
    `size is ${value} ${currency}; ${id} takes at least ${minimum} ${currency}`,
    { value, minimum, currency, sent: false },
  );
}

function checkMode(order: ParsedOrder, product: Product): void {
  const why = refusedNow(order, product);
  if (why === undefined) return;
  throw new CoinbaseError('ORDER_REFUSED', `${product.id} ${why}`, { product_id: product.id, sent: false });
}

function larger(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}
