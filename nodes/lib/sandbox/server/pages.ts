import { parseIsoTime } from './clock';
import { type Parsed, parsed, refused } from './reply';

/** Where a page lies in a listing. Cursors are exclusive; `before` is the page towards the first row. */
export interface PageRequest {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly limit: number;
}

/** How a listing's cursors read: its rows' numbers, or times. */
export interface CursorKind {
  parse(text: string): number | undefined;
  refusal(name: 'before' | 'after'): string;
}

/** Trades and fills: the cursor is a trade id, 0 included. */
export const tradeIdCursor: CursorKind = {
  parse: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
  refusal: () => 'invalid positive integer value',
};

/** Orders and holds: the cursor is a `created_at`, which no two orders share. */
export const createdAtCursor: CursorKind = {
  parse: parseIsoTime,
  refusal: (name) => `Invalid value for pagination ${name}`,
};

export const MOST_ROWS = 1000;

/** Reads `before`, `after` and `limit`. A limit over the most is cut to it. */
export function parsePage(query: URLSearchParams, kind: CursorKind, usual: number): Parsed<PageRequest> {
  const limitText = query.get('limit');
  const limit = limitText === null ? usual : positiveInteger(limitText);
  if (limit === undefined) return refused(400, 'invalid positive integer value');
  const cursors: { before?: number; after?: number } = {};
  for (const name of ['before', 'after'] as const) {
    const text = query.get(name);
    if (text === null || text === '') continue;
    const cursor = kind.parse(text);
    if (cursor === undefined) return refused(400, kind.refusal(name));
    cursors[name] = cursor;
  }
  return parsed({ before: cursors.before, after: cursors.after, limit: Math.min(limit, MOST_ROWS) });
}

/**
 * Cuts a page out of rows in listing order.
 *
 * `after` gives the rows that follow the cursor; `before` the rows that precede it, and of these the ones next to it:
 * with a limit of 2, before=1 of rows 9…1 is 3, 2 and not 9, 8.
 *
 * @param position a row's place, growing down the listing; the request's cursors are such places.
 */
export function cutPage<Row>(
  rows: Iterable<Row>,
  position: (row: Row) => number,
  { before, after, limit }: PageRequest,
): Row[] {
  const page: Row[] = [];
  for (const row of rows) {
    const place = position(row);
    if (before !== undefined && place >= before) break;
    if (after !== undefined && place <= after) continue;
    if (page.length === limit) {
      if (before === undefined) break;
      page.shift();
    }
    page.push(row);
  }
  return page;
}

/** {@link cutPage} for rows whose cursor falls down the listing: trade ids, newest first. */
export function cutDescending<Row>(
  rows: Iterable<Row>,
  cursor: (row: Row) => number,
  { before, after, limit }: PageRequest,
): Row[] {
  return cutPage(rows, (row) => -cursor(row), { before: negated(before), after: negated(after), limit });
}

/** `CB-BEFORE` is the first row's cursor and `CB-AFTER` the last row's; an empty page has neither. */
export function pageHeaders<Row>(page: readonly Row[], cursor: (row: Row) => string): Record<string, string> {
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return {};
  return { 'CB-BEFORE': cursor(first), 'CB-AFTER': cursor(last) };
}

function negated(cursor: number | undefined): number | undefined {
  return cursor === undefined ? undefined : -cursor;
}

function positiveInteger(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
