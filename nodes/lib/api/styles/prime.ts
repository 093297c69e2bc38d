import { dateHeader, onlyList, textAt, valueAt, withQuery } from './reading';
import type { ApiStyle } from './style';

/** Source: Prime REST reference and public specification. */
export const primeStyle: ApiStyle = {
  title: 'Coinbase Prime',
  // It has no clock of its own; a refusal for want of a key is dated too.
  clock: { path: '/v1/portfolios', readMs: (_body, headers) => dateHeader(headers) },
  words: (body) => textAt(body, 'message') ?? textAt(body, 'error'),
  plainRefusals: false,
  items: onlyList,
  next({ path, body }) {
    const cursor = textAt(body, 'pagination', 'next_cursor');
    if (cursor === undefined || valueAt(body, 'pagination', 'has_next') === false) return undefined;
    return withQuery(path, 'cursor', cursor);
  },
  lanes: { all: { perSecond: 25, burst: 48 } },
  laneOf: () => 'all',
};
