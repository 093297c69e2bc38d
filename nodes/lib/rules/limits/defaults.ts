import type { LimitFields } from './types';

/**
 * What limits a live account whose owner has not chosen: careful for a household. Texts as the form shows them; a limit
 * that is not here is off until somebody sets it.
 */
export const liveDefaults: LimitFields = {
  maxOrderValue: 'USD 100, USDC 100, USDT 100, EUR 100, GBP 100',
  maxDailyValue: 'USD 500, USDC 500, USDT 500, EUR 500, GBP 500',
  maxDailyLoss: 'USD 100, USDC 100, USDT 100, EUR 100, GBP 100',
  maxOpenOrders: '20',
  maxOrdersPerMinute: '6',
  maxOrdersPerDay: '50',
  duplicateWindow: '5',
  priceCollar: '10',
  staleMarketData: '60',
};
