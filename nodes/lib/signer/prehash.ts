/** The last instant a JavaScript Date can name: a later one is no time but a unit mistake. */
const LAST_INSTANT_MS = 8.64e15;

/**
 * The stamp text of a request: whole Unix seconds, because every Coinbase API accepts them and some refuse
 * fractions.
 * @param nowMs Unix milliseconds, any clock offset already added.
 * @throws RangeError when that is not a time; a skew computed from a missing `Date` header is NaN, and "NaN" must
 * not be signed.
 */
export function stampOf(nowMs: number): string {
  if (!(nowMs >= 0 && nowMs <= LAST_INSTANT_MS))
    throw new RangeError('The time to sign with is not a Unix time in milliseconds');
  return String(Math.floor(nowMs / 1000));
}

/**
 * The text that every scheme with a shared secret wants signed: four parts with nothing between them. Client and
 * server build it here.
 */
export function prehashOf(stamp: string, method: string, path: string, body: string): string {
  return stamp + method + path + body;
}

/** The path without its query, for the APIs that leave the query out of the signature. */
export function withoutQuery(path: string): string {
  const mark = path.indexOf('?');
  return mark < 0 ? path : path.slice(0, mark);
}
