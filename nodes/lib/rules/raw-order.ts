import { decimal, decimalText } from './decimal';
import { choice, invalid, productField, uuidField } from './field-checks';
import { readConfiguration, type ReadConfiguration } from './order-configuration';
import type { ParsedOrder } from './order-fields';
import type { OrderIntent, Product, Side } from './orders';
import { shown } from './shapes';

const FIELDS: readonly PropertyKey[] = ['product_id', 'side', 'order_configuration', 'client_oid'];

/**
 * An order that goes to Advanced Trade as it is. The other fields of what comes back say the most that can come of it,
 * for limits.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export function parseRawOrder(payload: Readonly<Record<string, unknown>>): ParsedOrder {
  const foreign = Reflect.ownKeys(payload).find((name) => !FIELDS.includes(name));
  if (foreign !== undefined)
    throw invalid(
      'payload',
      `the field ${shown(String(foreign))} does not go with order_configuration, which says all but product_id, side and client_oid`,
    );
  const product_id = productField(payload['product_id']);
  const side = choice('side', payload['side'], ['buy', 'sell']);
  const client_oid = uuidField('client_oid', payload['client_oid']);
  const read = readConfiguration(payload['order_configuration']);
  const type = read.kind.startsWith('market_') ? 'market' : 'limit';
  return {
    product_id,
    side,
    type,
    ...amountOf(read),
    ...(type === 'limit' && limitOf(read, side)),
    ...(client_oid !== undefined && { client_oid }),
    order_configuration: read.whole,
  };
}

function amountOf({ texts }: ReadConfiguration): Pick<ParsedOrder, 'amount'> {
  const { base_size, quote_size = '0' } = texts;
  return base_size === undefined
    ? { amount: { unit: 'quote', value: quote_size } }
    : { amount: { unit: 'base', value: base_size } };
}

type Limit = Pick<
  ParsedOrder,
  'price' | 'time_in_force' | 'post_only' | 'stop' | 'stop_price' | 'stop_limit_price'
>;

function limitOf({ kind, fields, texts }: ReadConfiguration, side: Side): Limit {
  return {
    time_in_force: timeInForce(kind),
    ...(fields['post_only'] === true && { post_only: true }),
    ...pricesOf(texts, side),
  };
}

function timeInForce(kind: string): 'GTC' | 'GTT' | 'IOC' | 'FOK' {
  if (kind.endsWith('_ioc')) return 'IOC';
  if (kind.endsWith('_fok')) return 'FOK';
  return kind.endsWith('_gtd') ? 'GTT' : 'GTC';
}

/**
 * Once its trigger is reached, a bracket is a limit order so far beyond it: the price at which it may end.
 * Source: create-order reference, stop_trigger_price: "a limit price 5% higher for BUYS and 5% lower for SELLS".
 */
const BEYOND_TRIGGER: Readonly<Record<Side, string>> = { buy: '1.05', sell: '0.95' };

/** Between which prices it is filled. One order over a range ends at either of its ends, as a bracket does. */
function pricesOf(texts: Readonly<Record<string, string>>, side: Side): Limit {
  const { limit_price: price, stop_price, stop_direction, stop_trigger_price: trigger } = texts;
  if (price === undefined) return rangeOf(texts, side);
  if (trigger !== undefined) {
    const [low, high] = side === 'buy' ? [price, trigger] : [trigger, price];
    if (decimal(low).gte(high))
      throw invalid(
        'order_configuration',
        `a bracket ${side} needs its limit_price ${price}, where it takes the profit, ${side === 'buy' ? 'below' : 'above'} its stop_trigger_price ${trigger}`,
      );
    const stop_limit_price = decimalText(decimal(trigger).times(BEYOND_TRIGGER[side]));
    return { price, stop_price: trigger, stop_limit_price };
  }
  if (stop_price === undefined) return { price };
  const stop = stop_direction === 'STOP_DIRECTION_STOP_DOWN' ? 'loss' : 'entry';
  return { price, stop, stop_price };
}

function rangeOf(
  { min_price: low = '0', max_price: high = '0' }: Readonly<Record<string, string>>,
  side: Side,
): Limit {
  if (decimal(low).gt(high))
    throw invalid('order_configuration.scaled_limit_gtc.min_price', `${low} is more than max_price ${high}`);
  return side === 'buy' ? { price: low, stop_limit_price: high } : { price: high, stop_limit_price: low };
}

/** The step that each amount of a configuration has to be a multiple of. */
const STEP_OF: Readonly<Record<string, 'size' | 'funds' | 'price'>> = {
  base_size: 'size',
  quote_size: 'funds',
  limit_price: 'price',
  stop_price: 'price',
  stop_trigger_price: 'price',
  min_price: 'price',
  max_price: 'price',
};

type Amounts = Omit<OrderIntent, 'client_oid' | 'product_id' | 'side' | 'type' | 'stp' | 'profile_id'>;

/**
 * The part of the intent that says what it can come to. Nothing is rounded: what does not fit the product's steps is
 * refused.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export function rawPart(order: ParsedOrder, product: Product): Amounts {
  const { amount, price, time_in_force, post_only, stop, stop_price, stop_limit_price } = order;
  for (const [kind, fields] of Object.entries(order.order_configuration ?? {}))
    for (const [name, value] of Object.entries(fields)) checkStep(`${kind}.${name}`, name, value, product);
  return {
    ...(amount.unit === 'base' ? { size: amount.value } : { funds: amount.value }),
    ...(price !== undefined && { price }),
    ...(time_in_force && { time_in_force }),
    ...(post_only && { post_only }),
    ...(stop && { stop }),
    ...(stop_price !== undefined && { stop_price }),
    ...(stop_limit_price !== undefined && { stop_limit_price }),
    ...(order.order_configuration && { order_configuration: order.order_configuration }),
  };
}

function checkStep(where: string, name: string, value: unknown, product: Product): void {
  const of = STEP_OF[name];
  if (of === undefined || typeof value !== 'string') return;
  const { base_increment, quote_increment, price_increment = quote_increment } = product;
  const step = { size: base_increment, funds: quote_increment, price: price_increment }[of];
  if (decimal(value).mod(step).eq('0')) return;
  throw invalid(
    `order_configuration.${where}`,
    `${value} is no multiple of ${step}, the step of ${product.id}`,
  );
}
