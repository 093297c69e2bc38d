import { dateHeader, onlyList, textAt, valueAt, wholeTextAt, withQuery } from './reading';
import { NOT_FOLLOWED, type ApiStyle } from './style';

/** Source: Prime REST reference and public specification. */
export const primeStyle: ApiStyle = {
  title: 'Coinbase Prime',
  // It has no clock of its own; a refusal for want of a key is dated too.
  clock: { path: '/v1/portfolios', readMs: (_body, headers) => dateHeader(headers) },
  words: (body) => textAt(body, 'message') ?? textAt(body, 'error'),
  plainRefusals: false,
  items: onlyList,
  next({ path, body }) {
    const cursor = wholeTextAt(body, 'pagination', 'next_cursor');
    const hasNext = valueAt(body, 'pagination', 'has_next');
    if (cursor === undefined) return hasNext === true ? NOT_FOLLOWED : undefined;
    return hasNext === false ? undefined : withQuery(path, 'cursor', cursor);
  },
  lanes: { all: { perSecond: 25, burst: 48 } },
  laneOf: () => 'all',
};
