import type { OrderRequest, ProductMode } from './types';

/** The exchange's texts; which one a disabled product gives is not documented, so it has a disabled account's. */
const TEXTS: Readonly<Record<Exclude<ProductMode, 'full'>, string>> = {
  post_only: 'Post only mode',
  limit_only: 'Limit only mode',
  cancel_only: 'Cancel only mode',
  trading_disabled: 'Trading is disabled',
};

/** Why a product in this mode does not take the order, or undefined when it does. */
export function modeRefusal(
  { mode, modeNote }: { readonly mode: ProductMode; readonly modeNote: string },
  { type, postOnly }: OrderRequest,
): string | undefined {
  if (mode === 'full') return undefined;
  if (mode === 'post_only' && postOnly) return undefined;
  if (mode === 'limit_only' && type === 'limit') return undefined;
  return modeNote === '' ? TEXTS[mode] : `${TEXTS[mode]}: ${modeNote}`;
}

/** Why a product in this mode does not cancel an order, or undefined when it does. */
export function cancelRefusal(mode: ProductMode): string | undefined {
  return mode === 'trading_disabled' ? TEXTS[mode] : undefined;
}
