import { meetsMarket, type LimitSettings } from '../../rules/limits';
import type { OrderIntent } from '../../rules/orders';

/** Which figures the limits of some settings need for an order. */
export interface Needs {
  readonly time: boolean;
  readonly market: boolean;
  readonly open: boolean;
  readonly balances: boolean;
  readonly fills: boolean;
}

/** @param unfinished own orders are under way whose end may not have been told. */
export function needsOf(all: readonly LimitSettings[], intent: OrderIntent, unfinished: boolean): Needs {
  const any = (...names: readonly (keyof LimitSettings)[]): boolean =>
    all.some((settings) => names.some((name) => settings[name] !== undefined));
  const daily = any('maxDailyValue', 'maxDailyLoss');
  const balances = any('maxPosition');
  const worth = daily || balances || any('maxOrderValue', 'maxOrderSize');
  return {
    time:
      daily ||
      any('maxOrdersPerDay', 'maxOrdersPerMinute', 'cooldownMs', 'duplicateWindowMs', 'staleMarketDataMs'),
    market: any('priceCollar', 'staleMarketDataMs') || (worth && meetsMarket(intent)),
    open: balances || any('maxOpenOrders') || (daily && unfinished),
    balances,
    fills: any('maxDailyLoss'),
  };
}
