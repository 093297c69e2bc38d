import type { ApiName } from '../environments';
import { advancedTradeStyle } from './advanced-trade';
import { coinbaseAppStyle } from './coinbase-app';
import { exchangeStyle } from './exchange';
import { internationalStyle } from './international';
import { primeStyle } from './prime';
import type { ApiStyle } from './style';

export { NOT_FOLLOWED, type AnsweredPage, type ApiStyle } from './style';

const styles: Readonly<Record<ApiName, ApiStyle>> = {
  exchange: exchangeStyle,
  'advanced-trade': advancedTradeStyle,
  'coinbase-app': coinbaseAppStyle,
  prime: primeStyle,
  international: internationalStyle,
};

/**
 * The style of an API; with a path, of the API that the path belongs to: Advanced Trade and the Coinbase App share a
 * host and their keys.
 */
export function styleOf(api: ApiName, path = ''): ApiStyle {
  const shared = api === 'advanced-trade' || api === 'coinbase-app';
  if (shared && path.startsWith('/v2/')) return styles['coinbase-app'];
  if (shared && path.startsWith('/api/v3/')) return styles['advanced-trade'];
  return styles[api];
}
