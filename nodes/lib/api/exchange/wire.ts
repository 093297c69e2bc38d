/**
 * Reads the exchange's own objects into this package's shapes. Amounts become plain decimal text without padding
 * (`0.10000000` is `0.1`); what is absent or not of its documented form is left out. Source: Exchange API, §4 and §5.
 */
import { decimal } from '../../rules/decimal';
import type {
  Balance,
  Book,
  BookLevel,
  Fill,
  MarketTop,
  Order,
  OrderIntent,
  OrderStatus,
  Product,
} from '../../rules/orders';
import { isPlainObject } from '../../rules/shapes';
import { say } from '../../sentences';
import { amount, amounts, listOf, textOr, texts, unexpected, type Wire } from '../wire-values';

const STATUSES: ReadonlySet<string> = new Set<OrderStatus>([
  'pending',
  'received',
  'open',
  'active',
  'done',
  'rejected',
]);

/** @throws CoinbaseError RESPONSE_NOT_JSON when the answer is not an order. */
export function readOrder(value: unknown): Order {
  const order = isPlainObject(value) ? orderOf(value) : undefined;
  if (!order) throw unexpected(say('answer.order'));
  return order;
}

export function readOrders(value: unknown): Order[] {
  return listOf(value, 'orders').flatMap((entry) => (isPlainObject(entry) ? (orderOf(entry) ?? []) : []));
}

/** The reply to POST /orders: what it leaves out is known from what was sent. */
export function readPlacedOrder(value: unknown, intent: OrderIntent): Order | undefined {
  if (!isPlainObject(value)) return undefined;
  const asked = { ...intent, status: 'pending' };
  return orderOf({ ...asked, ...value });
}

function orderOf(wire: Wire): Order | undefined {
  const { id, product_id, side, type } = wire;
  const status = wire['status'] === 'settled' ? 'done' : wire['status'];
  if (typeof id !== 'string' || id === '' || typeof product_id !== 'string') return undefined;
  if ((side !== 'buy' && side !== 'sell') || typeof status !== 'string' || !STATUSES.has(status))
    return undefined;
  const reason = wire['done_reason'];
  return {
    id,
    product_id,
    side,
    type: type === 'market' ? 'market' : 'limit',
    status: status as OrderStatus,
    ...texts(wire, ['client_oid', 'profile_id', 'time_in_force', 'expire_time', 'stp']),
    ...texts(wire, ['reject_reason', 'done_at']),
    ...amounts(wire, ['size', 'funds', 'specified_funds', 'price', 'stop_price', 'stop_limit_price']),
    ...((wire['stop'] === 'loss' || wire['stop'] === 'entry') && { stop: wire['stop'] }),
    ...(typeof wire['post_only'] === 'boolean' && { post_only: wire['post_only'] }),
    ...((reason === 'filled' || reason === 'canceled') && { done_reason: reason }),
    filled_size: amount(wire['filled_size']) ?? '0',
    executed_value: amount(wire['executed_value']) ?? '0',
    fill_fees: amount(wire['fill_fees']) ?? '0',
    settled: wire['settled'] === true,
    created_at: textOr(wire['created_at'], ''),
  };
}

export function readFills(value: unknown): Fill[] {
  return listOf(value, 'fills').flatMap((entry): Fill[] => {
    if (!isPlainObject(entry)) return [];
    const { trade_id, order_id, product_id, side, liquidity } = entry;
    const [price, size] = [amount(entry['price']), amount(entry['size'])];
    if (typeof order_id !== 'string' || typeof product_id !== 'string' || !price || !size) return [];
    if (side !== 'buy' && side !== 'sell') return [];
    return [
      {
        trade_id: String(trade_id),
        order_id,
        product_id,
        side,
        liquidity: liquidity === 'M' || liquidity === 'T' ? liquidity : 'O',
        price,
        size,
        fee: amount(entry['fee']) ?? '0',
        created_at: textOr(entry['created_at'], ''),
        settled: entry['settled'] === true,
      },
    ];
  });
}

export function readBalances(value: unknown): Balance[] {
  return listOf(value, 'accounts').flatMap((entry): Balance[] => {
    if (!isPlainObject(entry) || typeof entry['currency'] !== 'string') return [];
    const [balance, hold, available] = ['balance', 'hold', 'available'].map((name) => amount(entry[name]));
    if (!balance || !available) return [];
    return [{ currency: entry['currency'], balance, hold: hold ?? '0', available }];
  });
}

export function readProducts(value: unknown): Map<string, Product> {
  const products = new Map<string, Product>();
  for (const entry of listOf(value, 'products')) {
    const product = isPlainObject(entry) ? productOf(entry) : undefined;
    if (product) products.set(product.id, product);
  }
  return products;
}

function productOf(wire: Wire): Product | undefined {
  const { id, base_currency, quote_currency } = wire;
  const [base, quote] = [amount(wire['base_increment']), amount(wire['quote_increment'])];
  if (typeof id !== 'string' || typeof base_currency !== 'string' || typeof quote_currency !== 'string')
    return undefined;
  if (!base || !quote || decimal(base).lte('0') || decimal(quote).lte('0')) return undefined;
  return {
    id,
    ...texts(wire, ['display_name']),
    base_currency,
    quote_currency,
    base_increment: base,
    quote_increment: quote,
    min_market_funds: amount(wire['min_market_funds']) ?? '0',
    status: textOr(wire['status'], 'online'),
    ...texts(wire, ['status_message']),
    post_only: wire['post_only'] === true,
    limit_only: wire['limit_only'] === true,
    cancel_only: wire['cancel_only'] === true,
    trading_disabled: wire['trading_disabled'] === true,
  };
}

/** @throws CoinbaseError RESPONSE_NOT_JSON when the answer is not a ticker. */
export function readMarket(productId: string, value: unknown): MarketTop {
  const wire: Wire = isPlainObject(value) ? value : {};
  const last = amount(wire['price']);
  if (!last) throw unexpected(say('answer.ticker', { product: productId }));
  const [bid, ask] = [amount(wire['bid']) ?? last, amount(wire['ask']) ?? last];
  return { product_id: productId, bid, ask, last, time: textOr(wire['time'], '') };
}

/** Levels are lists: price, size, and how many orders. */
export function readBook(value: unknown): Book {
  const wire: Wire = isPlainObject(value) ? value : {};
  const side = (name: string): BookLevel[] =>
    listOf(wire[name], name).flatMap((level) => {
      const [price, size] = Array.isArray(level) ? [amount(level[0]), amount(level[1])] : [];
      return price && size ? [{ price, size }] : [];
    });
  return { bids: side('bids'), asks: side('asks'), time: textOr(wire['time'], '') };
}
