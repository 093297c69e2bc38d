import { originOf, type Book, type PlacementEntry } from '../journal';
import type { Audit, AuditQuery } from './types';

/** Most placements that one question gives. */
const MOST = 1000;

/** The lives of the placements that a person asks about, oldest first. */
export function audits(book: Book, query: AuditQuery): readonly Audit[] {
  return found(book, query).map((entry) => ({
    client_oid: entry.client_oid,
    ...originOf(entry),
    records: entry.records,
  }));
}

function found(book: Book, query: AuditQuery): readonly PlacementEntry[] {
  if ('last' in query) return book.last(Math.min(query.last, MOST)).toReversed();
  if ('message' in query) return book.byMessage(query.message);
  const one = 'key' in query ? book.byKey(query.key) : book.get(query.client_oid);
  return one ? [one] : [];
}
