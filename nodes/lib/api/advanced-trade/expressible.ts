import { refusalsOf, type KnownOrder } from '../../rules/expressible';
import { invalid, STOP_OF } from '../../rules/order-fields';
import type { OrderIntent } from '../../rules/orders';
import { inEnglish } from '../../sentences';

/**
 * Refuses what Coinbase Advanced Trade cannot say. An order that goes there as it is was checked when it was read.
 * @throws CoinbaseError ORDER_INVALID naming the API and the field.
 */
export function checkForAdvancedTrade(intent: OrderIntent): void {
  const [refusal] = refusalsOf('advanced-trade', knownOf(intent));
  if (refusal) throw invalid(refusal.field, inEnglish(refusal.told));
  const { order_configuration, side, stop, stop_price } = intent;
  if (order_configuration || stop_price === undefined || stop === STOP_OF[side]) return;
  throw invalid('stop', `a ${side} with a stop price is ${STOP_OF[side]} on Coinbase Advanced Trade`);
}

function knownOf(intent: OrderIntent): KnownOrder {
  const { stp, profile_id } = intent;
  if (intent.order_configuration) return { stp, profile_id };
  const { side, funds, time_in_force: life } = intent;
  return { kind: kindOf(intent), side, unit: funds === undefined ? 'base' : 'quote', life, stp, profile_id };
}

function kindOf({ type, stop_price, stop_limit_price }: OrderIntent): KnownOrder['kind'] {
  if (type === 'market') return type;
  if (stop_limit_price !== undefined) return 'bracket';
  return stop_price === undefined ? 'limit' : 'stop-limit';
}
