import { positive, textAt, valueAt, withQuery } from './reading';
import type { ApiStyle } from './style';

/** Of the exchange's burst this much is left unused: requests bunch up on their way and would run into the limit. */
const MARGIN = 2;

/** Source: Exchange REST reference; rate limits count private requests by profile, public ones by address. */
export const exchangeStyle: ApiStyle = {
  title: 'Coinbase Exchange',
  clock: { path: '/time', readMs: (body) => positive(Number(valueAt(body, 'epoch')) * 1000) },
  words: (body) => textAt(body, 'message'),
  plainRefusals: false,
  items: (body) => (Array.isArray(body) ? (body as readonly unknown[]) : undefined),
  // The cursor of older rows comes in a header, even on the last page that has rows.
  next({ path, headers, body }) {
    const cursor = headers['cb-after'];
    if (typeof cursor !== 'string' || cursor === '' || (Array.isArray(body) && body.length === 0))
      return undefined;
    return withQuery(path, 'after', cursor);
  },
  lanes: {
    public: { perSecond: 10, burst: 15 - MARGIN },
    private: { perSecond: 15, burst: 30 - MARGIN, keptForCancels: 3 },
    fills: { perSecond: 10, burst: 20 - MARGIN },
  },
  laneOf(path) {
    if (/^\/(?:products|currencies|time)(?:[/?]|$)/.test(path)) return 'public';
    return /^\/fills(?:[/?]|$)/.test(path) ? 'fills' : 'private';
  },
};
