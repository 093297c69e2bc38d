import type { TradingApi } from '../../api';
import { decimal, decimalText } from '../../rules/decimal';
import type { LimitName } from '../../rules/limits/types';
import type { PlacementEntry } from '../journal';
import type { DeskCore } from './core';
import { checkSwitch } from './place';

/** Longest call, milliseconds. */
const CALL_MS = 5000;

/** What these forbid now they allow a little later. */
const HEALED_BY_TIME: ReadonlySet<LimitName> = new Set(['maxOrdersPerMinute', 'cooldown', 'duplicateWindow']);

/** What keeps a new order back leaves the old one where it is, for as long as the exchange lets it live. */
export function mayRenew(core: DeskCore, { intent }: PlacementEntry): boolean {
  const { recovering, blocked, records, openers } = core;
  if (recovering || openers.refusal || blocked.refusal(intent.product_id) || records.trouble) return false;
  try {
    checkSwitch(core, intent);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a later moment could be better: a limit that counts by time forbids it now, or that cannot be known. What
 * other limits say counts only once the old order is gone, as that counts for them too.
 */
export async function couldWait(
  core: DeskCore,
  { intent, order }: PlacementEntry,
  trading: TradingApi,
): Promise<boolean> {
  const options = { timeoutMs: CALL_MS };
  const rest = decimal(intent.size ?? '0').minus(order?.filled_size ?? '0');
  const again = { ...intent, client_oid: core.newId(), size: decimalText(rest) };
  try {
    const product = (await trading.products(options)).get(intent.product_id);
    if (!product) return true;
    const verdicts = await core.limits.probe(again, product, options);
    return verdicts.some(({ ok, rule }) => !ok && HEALED_BY_TIME.has(rule));
  } catch {
    return true;
  }
}
