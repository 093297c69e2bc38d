import {
  onlyList,
  positive,
  queryValue,
  textAt,
  valueAt,
  wholeNumber,
  wholeTextAt,
  withQuery,
} from './reading';
import { NOT_FOLLOWED, type ApiStyle } from './style';

const PRODUCTS = /^\/api\/v3\/brokerage\/(?:market\/)?products(?:\?|$)/;

/** Source: Advanced Trade REST reference, and what its clients met: four shapes of errors, text among them. */
export const advancedTradeStyle: ApiStyle = {
  title: 'Coinbase Advanced Trade',
  // The numbers are texts.
  clock: {
    path: '/api/v3/brokerage/time',
    readMs: (body) => positive(Number(valueAt(body, 'epochMillis'))),
  },
  words: (body) =>
    typeof body === 'string'
      ? // Further lines are the sandbox's doctor.
        body.split('\n', 1)[0]
      : (textAt(body, 'error_details') ??
        textAt(body, 'message') ??
        textAt([valueAt(body, 'errors')].flat()[0], 'message') ??
        textAt(body, 'error')),
  plainRefusals: true,
  items: onlyList,
  // Fills have no has_next: there an empty cursor is the end, and an empty page that leads back to itself.
  next({ path, body }) {
    if (PRODUCTS.test(path)) return nextProducts(path, onlyList(body)?.length ?? 0);
    const cursor = wholeTextAt(body, 'cursor');
    const hasNext = valueAt(body, 'has_next');
    if (cursor === undefined) return hasNext === true ? NOT_FOLLOWED : undefined;
    const isEnd = hasNext === undefined && onlyList(body)?.length === 0;
    if (isEnd && queryValue(path, 'cursor') === cursor) return undefined;
    return hasNext === false ? undefined : withQuery(path, 'cursor', cursor);
  },
  lanes: { public: { perSecond: 10, burst: 10 }, private: { perSecond: 30, burst: 28, keptForCancels: 3 } },
  laneOf: (path) => (/^\/api\/v3\/brokerage\/(?:market|time)(?:[/?]|$)/.test(path) ? 'public' : 'private'),
};

/** Products alone have no cursor: all of them come at once, or `limit` of them from an `offset` on. */
function nextProducts(path: string, count: number): string | undefined {
  const limit = wholeNumber(queryValue(path, 'limit'));
  if (limit === undefined || count < Math.max(1, limit)) return undefined;
  return withQuery(path, 'offset', String((wholeNumber(queryValue(path, 'offset')) ?? 0) + count));
}
