import { decimal } from './decimal';
import { CoinbaseError } from './errors';
import { bookOf } from './one-book';
import type { Order, OrderIntent } from './orders';

/** A field in which two orders differ. */
export interface AskedDifference {
  readonly field: string;
  readonly before: string;
  readonly now: string;
}

/**
 * Where the order that an exchange has under a client order id asks for something else than this intent. What the
 * exchange does not tell is not held against it.
 */
export function differencesFrom(intent: OrderIntent, order: Order): readonly AskedDifference[] {
  const [before, now] = [termsOf(order), askedTerms(intent)];
  return Object.entries(now).flatMap(([field, asked]) => {
    const had = before[field];
    return had === undefined || had === asked ? [] : [{ field, before: had, now: asked }];
  });
}

/**
 * Why the order that came back under the intent's client order id is not the one that was asked for; undefined where it
 * may be. For an id that somebody chose: one of our own making is nobody else's.
 */
export function takenByAnother(intent: OrderIntent, order: Order): CoinbaseError | undefined {
  const differences = differencesFrom(intent, order);
  if (differences.length === 0) return undefined;
  const { client_oid, product_id } = intent;
  const told = differences
    .map(({ field, before, now }) => `its ${field} is ${before}, not ${now}`)
    .join(', ');
  const why = `client order id ${client_oid} belongs to order ${order.id} already: ${told}; nothing was placed`;
  return new CoinbaseError('IDEMPOTENCY_CONFLICT', why, {
    client_oid,
    product_id,
    order_id: order.id,
    differences,
    sent: true,
  });
}

type Terms = Readonly<Record<string, string | undefined>>;

type Asked = Pick<
  Order,
  | 'product_id'
  | 'side'
  | 'type'
  | 'size'
  | 'funds'
  | 'price'
  | 'stop'
  | 'stop_price'
  | 'time_in_force'
  | 'post_only'
>;

/** Texts that are equal where two orders are. */
function termsOf(order: Asked & Partial<Pick<Order, 'specified_funds'>>): Terms {
  const { product_id, side, type, size, price, stop, stop_price, time_in_force } = order;
  const funds = order.specified_funds ?? order.funds;
  return {
    product_id: bookOf(product_id),
    side,
    type,
    // An order by funds may be told with the size that they came to: they are what was asked for.
    amount: funds !== undefined ? `${plain(funds)} quote` : size && `${plain(size)} base`,
    price: price && plain(price),
    stop,
    stop_price: stop_price && plain(stop_price),
    time_in_force: type === 'limit' ? time_in_force : undefined,
    post_only: order.post_only === undefined ? undefined : String(order.post_only),
  };
}

/** What the intent asks for, in the fields that an order is told with. */
function askedTerms(intent: OrderIntent): Readonly<Record<string, string>> {
  const { price: _own, ...rest } = intent;
  const price = priceAsked(intent);
  const post_only = intent.post_only ?? false;
  const terms = termsOf({ ...rest, ...(price !== undefined && { price }), post_only });
  return Object.fromEntries(
    Object.entries(terms).filter((term): term is [string, string] => term[1] !== undefined),
  );
}

/**
 * The price that the order is told with. A raw order's intent has those that it can come to instead, and an Exchange
 * bracket's changes once its stop is reached.
 */
function priceAsked({ order_configuration, price, stop_limit_price }: OrderIntent): string | undefined {
  if (!order_configuration) return stop_limit_price === undefined ? price : undefined;
  const [fields] = Object.values(order_configuration);
  const told = fields?.['limit_price'] ?? fields?.['max_price'];
  return typeof told === 'string' ? told : undefined;
}

function plain(amount: string): string {
  return decimal(amount).toFixed();
}
