import { queryVariants } from './query';
import { distinct, type Variant, type Variants } from './variant';

/** Origins that clients glue in front of the path: the one they were told, and the real ones they were written for. */
function originsOf(host: string | undefined): string[] {
  const hosts = [
    ...(host === undefined ? [] : [host]),
    'api.exchange.coinbase.com',
    'api-public.sandbox.exchange.coinbase.com',
  ];
  return hosts.flatMap((name) => [`https://${name}`, `http://${name}`, name]);
}

/** A longer target is not taken apart: no API has one, and reading it would cost more than the search. */
const LONGEST_TARGET = 2_000;

/**
 * Paths that may have been signed in place of the right one.
 * @param received the request target as it came.
 * @param target what of it is to be signed: all, or without the query.
 * @param host the Host header.
 */
export function pathVariants(received: string, target: string, host: string | undefined): Variants<string> {
  const own = variantsOf(target, host);
  if (received === target || received.length > LONGEST_TARGET) return own;
  const whole = variantsOf(received, host);
  const signed: Variant<string> = { value: received, code: 'QUERY_SIGNED' };
  return {
    likely: distinct(target, [signed, ...own.likely, ...withQuery(whole.likely)]),
    rare: distinct(target, [...own.rare, ...withQuery(whole.rare)]),
  };
}

/** Of a query that should not have been signed at all, how it was written is not worth a word. */
function withQuery(variants: readonly Variant<string>[]): Variant<string>[] {
  return variants.flatMap((variant) => {
    if (!variant.value.includes('?')) return [];
    return variant.code === 'QUERY_REWRITTEN' ? [{ value: variant.value, code: 'QUERY_SIGNED' }] : [variant];
  });
}

function variantsOf(target: string, host: string | undefined): Variants<string> {
  if (target.length > LONGEST_TARGET) return { likely: [], rare: [] };
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? undefined : target.slice(mark + 1);
  const rest = target.slice(path.length);
  const rewritten = query === undefined ? { likely: [], rare: [] } : queryVariants(path, query);
  const origins = originsOf(host).map((origin): Variant<string> => ({
    value: origin + target,
    code: 'FULL_URL_SIGNED',
  }));
  const likely: Variant<string>[] = [
    ...(query === undefined ? [] : leftOut(path, query)),
    { value: target.replace(/^\/(?:api\/)?v\d+(?=\/)/, ''), code: 'BASE_PATH_LEFT_OUT' },
    { value: target.replace(/^\/+/, ''), code: 'LEADING_SLASH_MISSING' },
    { value: `/${target}`, code: 'DOUBLE_SLASH' },
    { value: target.replace(/^\/+/, '/'), code: 'DOUBLE_SLASH' },
    { value: path.endsWith('/') ? path.slice(0, -1) + rest : `${path}/${rest}`, code: 'TRAILING_SLASH' },
    ...origins.slice(0, 4),
    ...rewritten.likely,
  ];
  const rare: Variant<string>[] = [
    ...origins.slice(4),
    ...(query === undefined
      ? []
      : origins.map((origin) => ({ ...origin, value: withoutQuery(origin.value) }))),
    { value: `${target}?`, code: 'QUERY_MARK_LEFT_OUT' },
    // A server reads raw bytes as Latin-1; the client signed the UTF-8 text that they are.
    {
      value: Buffer.from(target, 'latin1').toString(),
      code: 'PATH_REWRITTEN',
      detail: 'it was sent without percent-encoding',
    },
    ...respelled(path).map((value): Variant<string> => ({ value: value + rest, code: 'PATH_REWRITTEN' })),
    ...rewritten.rare,
  ];
  const kept = distinct(target, [...likely, ...rare]);
  const isLikely = new Set(likely.map(({ value }) => value));
  return {
    likely: kept.filter(({ value }) => isLikely.has(value)),
    rare: kept.filter(({ value }) => !isLikely.has(value)),
  };
}

function leftOut(path: string, query: string): Variant<string>[] {
  return query === ''
    ? [{ value: path, code: 'QUERY_MARK_LEFT_OUT' }]
    : [
        { value: path, code: 'QUERY_LEFT_OUT' },
        { value: path + query, code: 'QUERY_MARK_LEFT_OUT' },
      ];
}

function withoutQuery(url: string): string {
  return url.slice(0, url.indexOf('?'));
}

function respelled(path: string): string[] {
  return [
    decoded(path),
    path.split('/').map(encodeURIComponent).join('/'),
    path.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toLowerCase()),
    path.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase()),
    path.toLowerCase(),
  ];
}

/** Percent-decoded, or as it is where that is impossible. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
