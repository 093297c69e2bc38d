import type { CancelAfter, OrderConfiguration, OrderIntent, Stop } from '../../rules/orders';

/** Which way the market goes to reach the stop price. */
export const STOP_DIRECTION: Readonly<Record<Stop, string>> = {
  loss: 'STOP_DIRECTION_STOP_DOWN',
  entry: 'STOP_DIRECTION_STOP_UP',
};

const LIFE_MS: Readonly<Record<CancelAfter, number>> = { min: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The order in the words of Advanced Trade. Source: create-order reference.
 * @param intent that passed checkForAdvancedTrade.
 * @param nowMs the exchange's clock, Unix milliseconds: a GTT order's life counts from it.
 */
export function configurationOf(intent: OrderIntent, nowMs: number): OrderConfiguration {
  const { order_configuration, type, size, funds, stop } = intent;
  if (order_configuration) return order_configuration;
  if (type === 'market')
    return { market_market_ioc: funds === undefined ? { base_size: size } : { quote_size: funds } };
  return stop ? stopConfiguration(intent, stop, nowMs) : limitConfiguration(intent, nowMs);
}

function limitConfiguration(intent: OrderIntent, nowMs: number): OrderConfiguration {
  const { size: base_size, price: limit_price, time_in_force, post_only = false } = intent;
  const order = { base_size, limit_price };
  if (time_in_force === 'IOC') return { sor_limit_ioc: order };
  if (time_in_force === 'FOK') return { limit_limit_fok: order };
  return time_in_force === 'GTT'
    ? { limit_limit_gtd: { ...order, end_time: endTime(intent, nowMs), post_only } }
    : { limit_limit_gtc: { ...order, post_only } };
}

function stopConfiguration(intent: OrderIntent, stop: Stop, nowMs: number): OrderConfiguration {
  const { size: base_size, price: limit_price, stop_price, time_in_force } = intent;
  const order = { base_size, limit_price, stop_price, stop_direction: STOP_DIRECTION[stop] };
  return time_in_force === 'GTT'
    ? { stop_limit_stop_limit_gtd: { ...order, end_time: endTime(intent, nowMs) } }
    : { stop_limit_stop_limit_gtc: order };
}

/** RFC 3339, UTC. */
function endTime({ cancel_after = 'day' }: OrderIntent, nowMs: number): string {
  return new Date(nowMs + LIFE_MS[cancel_after]).toISOString();
}
