import type { TradingApi } from '../api';
import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import type { LimitVerdict } from '../rules/limits/types';
import { refusalOf } from '../rules/limits';
import type { ParsedOrder } from '../rules/order-fields';
import type { OrderIntent, Product } from '../rules/orders';
import { previewFrom, withTold, type OrderPreview } from '../rules/preview';
import { makePlan } from './plan';

export interface PreviewParts {
  readonly trading: TradingApi;
  /** What the environment is called in errors about products. */
  readonly environment: string;
  readonly newId: () => string;
  readonly signal?: AbortSignal;
  /** What the account's limits say now; counts nothing. */
  readonly probe: (intent: OrderIntent, product: Product) => Promise<readonly LimitVerdict[]>;
  /** Why the account would not let it go at all, as sentences. */
  readonly held: (intent: OrderIntent) => readonly string[];
}

/** Longest call, milliseconds. */
const CALL_MS = 20_000;

/**
 * What an order would cost and get now. Sends no order, writes nothing down, counts nothing. Every figure that
 * Coinbase's own preview tells, where the API has one; the others are computed from the order book.
 * @throws CoinbaseError as for an order that cannot be planned; what would be refused later is told in the preview.
 */
export async function previewOrder(asked: ParsedOrder, parts: PreviewParts): Promise<OrderPreview> {
  const { trading, environment, newId, signal, probe } = parts;
  const { intent, rounding, product } = await makePlan(asked, { trading, environment, newId, signal });
  const options = { timeoutMs: CALL_MS, ...(signal && { signal }) };
  const [book, fees, balances, told, verdicts] = await Promise.all([
    trading.book(product.id, options),
    trading.feeRates(options),
    trading.balances(options),
    trading.preview?.(intent, options),
    probe(intent, product).catch((thrown: unknown) => asCoinbaseError(thrown, 'LIMIT_EXCEEDED')),
  ]);
  const preview = withTold(previewFrom({ intent, rounding, product, book, fees, balances }), told);
  const { client_oid, product_id } = intent;
  const known = verdicts instanceof CoinbaseError ? [] : verdicts;
  const refusal = refusalOf(known, { client_oid, product_id });
  const held = [...parts.held(intent), ...(refusal ? [refusal.message] : [])];
  const unknown =
    verdicts instanceof CoinbaseError ? [`What the limits say is not known: ${verdicts.message}`] : [];
  return { ...warned(preview, [...held, ...unknown], held.length > 0), limits: known };
}

function warned(preview: OrderPreview, more: readonly string[], refuses: boolean): OrderPreview {
  return {
    ...preview,
    ...(refuses && { would_be: 'refused' }),
    warnings: [...preview.warnings, ...more],
  };
}
