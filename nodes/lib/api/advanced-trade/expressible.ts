import { STOP_OF } from '../../rules/order-fields';
import { invalid } from '../../rules/order-fields';
import type { OrderIntent } from '../../rules/orders';

const API = 'Coinbase Advanced Trade';

/**
 * Refuses what Coinbase Advanced Trade cannot say. An order that goes there as it is was checked when it was read.
 * @throws CoinbaseError ORDER_INVALID naming the API and the field.
 */
export function checkForAdvancedTrade(intent: OrderIntent): void {
  const [field, why] = intent.order_configuration ? (headRefusal(intent) ?? []) : (refusalOf(intent) ?? []);
  if (field !== undefined && why !== undefined) throw invalid(field, why);
}

type FieldAndWhy = readonly [field: string, why: string];

function refusalOf(intent: OrderIntent): FieldAndWhy | undefined {
  return headRefusal(intent) ?? (intent.type === 'market' ? marketRefusal(intent) : stopRefusal(intent));
}

/** Exchange's own default, `dc`, is what nobody chose: it is left out there. */
function headRefusal({ stp, profile_id }: OrderIntent): FieldAndWhy | undefined {
  if (stp !== undefined && stp !== 'dc')
    return [
      'stp',
      `${API} lets nobody choose what happens to a self-trade; leave it at dc, which is not sent`,
    ];
  if (profile_id !== undefined)
    return ['profile_id', `${API} has portfolios instead, and each key belongs to one; leave it out`];
  return undefined;
}

function marketRefusal({ side, funds }: OrderIntent): FieldAndWhy | undefined {
  if (side === 'buy' || funds === undefined) return undefined;
  return ['funds', `${API} sells by size (base amount) alone; give the size`];
}

function stopRefusal(intent: OrderIntent): FieldAndWhy | undefined {
  const { side, stop, stop_price, stop_limit_price, time_in_force } = intent;
  if (stop_limit_price !== undefined)
    return [
      'stop_limit_price',
      `a bracket of ${API} has no limit price for its stop, so it is not the same order; ` +
        'a message may give its own as order_configuration.trigger_bracket_gtc',
    ];
  if (stop_price === undefined) return undefined;
  if (stop !== STOP_OF[side]) return ['stop', `a ${side} with a stop price is ${STOP_OF[side]} on ${API}`];
  if (time_in_force === 'IOC' || time_in_force === 'FOK')
    return [
      'time_in_force',
      `a stop of ${API} waits in the book once it fired, so it cannot be ${time_in_force}`,
    ];
  return undefined;
}
