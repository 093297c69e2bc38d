import { onlyList, positive, textAt, valueAt, wholeTextAt } from './reading';
import { NOT_FOLLOWED, type ApiStyle } from './style';

/** Source: Coinbase App (v2) reference: answers `{ data, pagination }`, errors `{ errors: [{ id, message }] }`. */
export const coinbaseAppStyle: ApiStyle = {
  title: 'the Coinbase App',
  clock: { path: '/v2/time', readMs: (body) => positive(Number(valueAt(body, 'data', 'epoch')) * 1000) },
  words: (body) =>
    typeof body === 'string'
      ? body
      : (textAt([valueAt(body, 'errors')].flat()[0], 'message') ??
        textAt(body, 'error_description') ??
        textAt(body, 'message')),
  plainRefusals: true,
  items: (body) => onlyList(valueAt(body, 'data')),
  // A path with its own query. Anything else, a host above all, is not followed.
  next({ body }) {
    const uri = wholeTextAt(body, 'pagination', 'next_uri');
    return uri === undefined || /^\/[^/\\]/.test(uri) ? uri : NOT_FOLLOWED;
  },
  // 10,000 requests an hour and key.
  lanes: { all: { perSecond: 10_000 / 3600, burst: 100 } },
  laneOf: () => 'all',
};
