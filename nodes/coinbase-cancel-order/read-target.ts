import type { OrderName } from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { isProductId, shown, uuidText } from '../lib/rules/shapes';
import type { Message, PropertyReader } from '../lib/runtime';
import type { CancelOrderConfig } from './config';

/** What is to be canceled: one order, or everything that is open (of one product). */
export type Target =
  | { readonly kind: 'one'; readonly name: OrderName; readonly text: string }
  | { readonly kind: 'many'; readonly productId: string | undefined };

/**
 * Reads the target. Nothing but the scope "all" ever cancels all orders: an empty product is refused.
 * @throws CoinbaseError ORDER_INVALID naming the field; nothing was sent.
 */
export async function readTarget(
  config: Partial<CancelOrderConfig>,
  properties: PropertyReader,
  msg: Message,
): Promise<Target> {
  const { scope } = config;
  if (scope === 'all') return { kind: 'many', productId: undefined };
  if (scope !== 'id' && scope !== 'clientOid' && scope !== 'product')
    throw invalid('scope', 'it must be id, clientOid, product or all');
  const value = await properties.read('target', msg);
  if (scope === 'product') {
    if (isProductId(value)) return { kind: 'many', productId: value };
    throw invalid('target', `it is ${shown(value)}; it must be a product id such as BTC-USD`);
  }
  const uuid = uuidText(value);
  if (uuid === undefined) throw invalid('target', `it is ${shown(value)}; it must be the UUID of an order`);
  return { kind: 'one', name: scope === 'id' ? { id: uuid } : { clientOid: uuid }, text: uuid };
}

function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ORDER_INVALID', `${field}: ${why}`, { field, sent: false });
}
