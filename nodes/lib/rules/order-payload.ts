import { invalid, parseOrder, type OrderFields, type ParsedOrder } from './order-fields';
import { parseRawOrder } from './raw-order';
import { isPlainObject, shown } from './shapes';

/** Coinbase's names of the fields that an order may have. */
const FIELDS = new Set([
  'product_id',
  'side',
  'type',
  'size',
  'funds',
  'price',
  'time_in_force',
  'cancel_after',
  'post_only',
  'stop',
  'stop_price',
  'stop_limit_price',
  'stp',
  'client_oid',
  'profile_id',
]);

/** Fields that the exchange's own description still has, and why it takes no order with them. */
const WITHDRAWN: Readonly<Record<string, string>> = {
  max_floor: 'the exchange withdrew iceberg orders in May 2025',
};

/** Fields of things that are not orders-to-be: a ticker, a match, an order that was placed before. */
const NOT_AN_ORDER = ['id', 'order_id', 'status', 'trade_id', 'sequence', 'settled', 'filled_size'];

/**
 * The whole order from `msg.payload`: an object with Coinbase's own field names and no others, or with `product_id`,
 * `side` and Advanced Trade's `order_configuration`, so that a ticker, a
 * match or the order before it never becomes an order by being wired in.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export function parseOrderPayload(payload: unknown): ParsedOrder {
  if (!isPlainObject(payload)) throw invalid('payload', `it is ${shown(payload)}; it must be an object`);
  const names = Reflect.ownKeys(payload);
  const foreign = NOT_AN_ORDER.find((name) => names.includes(name));
  if (foreign !== undefined)
    throw invalid(
      'payload',
      `it has the field ${foreign}, so it is something that exists already, not a new order`,
    );
  if (names.includes('order_configuration')) return parseRawOrder(payload);
  const unknown = names.find((name) => typeof name !== 'string' || !FIELDS.has(name));
  if (unknown !== undefined) throw invalid('payload', whyUnknown(String(unknown)));
  return parseOrder(fieldsOf(payload));
}

function whyUnknown(name: string): string {
  const withdrawn = Object.hasOwn(WITHDRAWN, name) ? WITHDRAWN[name] : undefined;
  if (withdrawn !== undefined) return `it has the field ${name}, but ${withdrawn}`;
  return `the field ${shown(name)} is unknown; an order has ${[...FIELDS].join(', ')}`;
}

function fieldsOf(payload: Readonly<Record<string, unknown>>): OrderFields {
  const { size, funds, type, price, ...rest } = payload;
  const [hasSize, hasFunds] = [isGiven(size), isGiven(funds)];
  if (hasSize && hasFunds) throw invalid('size', 'size and funds are both there; give one of them');
  if (!hasSize && !hasFunds) throw invalid('size', 'size (base amount) or funds (quote amount) is missing');
  if (!isGiven(type) && !isGiven(price)) throw invalid('type', 'it is missing; it must be market or limit');
  return {
    ...rest,
    // The exchange's own default for an order with a price.
    type: isGiven(type) ? type : 'limit',
    ...(isGiven(price) && { price }),
    amount: hasSize ? size : funds,
    amountUnit: hasSize ? 'base' : 'quote',
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
