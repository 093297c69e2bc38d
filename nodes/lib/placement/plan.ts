import type { CallOptions, ProductOptions, TradingApi } from '../api';
import type { ParsedOrder } from '../rules/order-fields';
import type { Product } from '../rules/orders';
import { planNeeds, planOrder, type OrderPlan } from '../rules/plan-order';
import { refusedNow } from '../rules/product-state';
import { findProduct } from './find-product';

/** Time to look up product, balances and fees; each call, milliseconds. */
const LOOKUP_MS = 20_000;

export interface PlanParts {
  readonly trading: TradingApi;
  /** What the environment is called in errors about products. */
  readonly environment: string;
  readonly newId: () => string;
  readonly signal: AbortSignal | undefined;
}

/**
 * The order as it will be sent, with its product looked up; nothing is sent.
 * @throws CoinbaseError PRODUCT_UNKNOWN, as planOrder does, and ORDER_INVALID for what this API cannot say.
 */
export async function makePlan(
  asked: ParsedOrder,
  { trading, environment, newId, signal }: PlanParts,
): Promise<OrderPlan & { readonly product: Product }> {
  const options = { timeoutMs: LOOKUP_MS, ...(signal && { signal }) };
  const product = await productNow(asked, { trading, environment, options });
  const needs = planNeeds(asked);
  const [balances, fees] = await Promise.all([
    needs.balances ? trading.balances(options) : undefined,
    needs.fees ? trading.feeRates(options) : undefined,
  ]);
  const plan = planOrder(asked, product, { ...(balances && { balances }), ...(fees && { fees }) }, newId);
  trading.check(plan.intent);
  return { ...plan, product };
}

/** What is remembered refuses nothing: the product may take orders again since. */
async function productNow(
  asked: ParsedOrder,
  { trading, environment, options }: Pick<PlanParts, 'trading' | 'environment'> & { options: CallOptions },
): Promise<Product> {
  const read = async (more: ProductOptions): Promise<Product> =>
    findProduct(asked.product_id, await trading.products({ ...options, ...more }), environment);
  const known = await read({});
  return refusedNow(asked, known) === undefined ? known : read({ maxAgeMs: 0 });
}
