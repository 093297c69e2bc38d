import {
  dateHeader,
  onlyList,
  queryValue,
  textAt,
  valueAt,
  wholeNumber,
  wholeTextAt,
  withQuery,
} from './reading';
import type { ApiStyle } from './style';

/** Source: International Exchange REST reference. Pages are counted: an offset, and a limit that a full page has. */
export const internationalStyle: ApiStyle = {
  title: 'Coinbase International',
  clock: { path: '/api/v1/assets', readMs: (_body, headers) => dateHeader(headers) },
  words: (body) => textAt(body, 'title') ?? textAt(body, 'message'),
  plainRefusals: false,
  items: (body) => onlyList(valueAt(body, 'results') ?? body),
  next({ path, body }) {
    const count = internationalStyle.items(body)?.length ?? 0;
    const limit = wholeNumber(
      valueAt(body, 'pagination', 'result_limit') ?? queryValue(path, 'result_limit'),
    );
    if (limit === undefined || count < Math.max(1, limit)) return undefined;
    const offset = valueAt(body, 'pagination', 'result_offset') ?? queryValue(path, 'result_offset');
    const further = withQuery(path, 'result_offset', String((wholeNumber(offset) ?? 0) + count));
    // The moment that the pages are of, so that rows which come in between move nothing.
    const moment = wholeTextAt(body, 'pagination', 'ref_datetime');
    return moment === undefined ? further : withQuery(further, 'ref_datetime', moment);
  },
  lanes: { all: { perSecond: 40, burst: 38 } },
  laneOf: () => 'all',
};
