import type { History } from './history';
import type { Audit, AuditQuery } from './types';

/** The lives of the placements that a person asks about, oldest first. */
export function audits(history: History, query: AuditQuery): readonly Audit[] {
  const all = [...history.placements.values()].map(({ intended, records }): Audit => {
    const { client_oid, node, message, key } = intended;
    return { client_oid, node, message, ...(key !== undefined && { key }), records };
  });
  if ('last' in query) return query.last > 0 ? all.slice(-query.last) : [];
  if ('client_oid' in query) return all.filter(({ client_oid }) => client_oid === query.client_oid);
  if ('key' in query) return all.filter(({ key }) => key === query.key);
  return all.filter(({ message }) => message === query.message);
}
