import { onlyList, positive, textAt, valueAt, withQuery } from './reading';
import type { ApiStyle } from './style';

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
      ? body
      : (textAt(body, 'error_details') ??
        textAt(body, 'message') ??
        textAt([valueAt(body, 'errors')].flat()[0], 'message') ??
        textAt(body, 'error')),
  plainRefusals: true,
  items: onlyList,
  // Fills have no has_next: there an empty cursor is the end.
  next({ path, body }) {
    const cursor = textAt(body, 'cursor');
    if (cursor === undefined || valueAt(body, 'has_next') === false) return undefined;
    return withQuery(path, 'cursor', cursor);
  },
  lanes: { public: { perSecond: 10, burst: 10 }, private: { perSecond: 30, burst: 28 } },
  laneOf: (path) => (/^\/api\/v3\/brokerage\/(?:market|time)(?:[/?]|$)/.test(path) ? 'public' : 'private'),
};
