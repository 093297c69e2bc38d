import type { AuditRecord, SidebarView } from '../../rules/sidebar-view';
import { ask, urlOf, type Answered } from '../ask';

const ROOT = ['coinbase-sidebar', 'accounts'] as const;

/** What the sidebar asks for: an account by id, none for the list alone. */
export interface Looked {
  readonly id?: string;
  readonly product?: string;
  /** Seconds of a candle. */
  readonly size: number;
  /** Candles that began before it are known already. */
  readonly since?: string;
}

export function look({ id, product, size, since }: Looked, answered: Answered<SidebarView>): void {
  const path = id === undefined ? ROOT : [...ROOT, id];
  ask('GET', urlOf(path, { product, size: String(size), since }), undefined, answered);
}

/** Does something with an account; see the acts of the runtime half. */
export function act(id: string, name: string, fields: object, answered: Answered<object>): void {
  ask('POST', urlOf([...ROOT, id, name]), fields, answered);
}

/** Asks for the diagnostics report: Markdown. */
export function diagnostics(answered: Answered<{ readonly report: string }>): void {
  ask('GET', urlOf(['coinbase-sidebar', 'diagnostics']), undefined, answered);
}

export function audit(
  id: string,
  clientOid: string,
  answered: Answered<{ readonly records: readonly AuditRecord[] }>,
): void {
  ask('GET', urlOf([...ROOT, id, 'audit', clientOid]), undefined, answered);
}
