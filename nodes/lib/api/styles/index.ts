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

/** These two share a host and their keys. */
const SHARED: readonly ApiName[] = ['advanced-trade', 'coinbase-app'];

/**
 * The style of an API; with a path, of the API that the path belongs to. Advanced Trade answers in its own way whoever
 * asks, with the key of another API too.
 */
export function styleOf(api: ApiName, path = ''): ApiStyle {
  const named = namedBy(path);
  return styles[named === 'advanced-trade' || (named && SHARED.includes(api)) ? named : api];
}

/** What is mixed up where a path is one of another API than the account's key is for; undefined where nothing is. */
export function mixUpOf(api: ApiName, path: string): string | undefined {
  const named = namedBy(path);
  if (named === undefined || named === api || (SHARED.includes(named) && SHARED.includes(api)))
    return undefined;
  const { title: asked } = styles[named];
  return `${path.split('?', 1)[0]} is a path of ${asked}, and the account's key is one of ${styles[api].title}`;
}

/** The API that a path names by itself. */
function namedBy(path: string): ApiName | undefined {
  if (path.startsWith('/api/v3/')) return 'advanced-trade';
  return path.startsWith('/v2/') ? 'coinbase-app' : undefined;
}
