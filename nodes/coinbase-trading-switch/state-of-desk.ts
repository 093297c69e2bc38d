import type { DeskReport } from '../lib/placement/desk';
import type { NodeState } from '../lib/runtime';

/** What the node shows: the worst first, and the switch's state in every case as a fact. */
export function stateOfDesk({ position, unresolved, journal }: DeskReport): NodeState {
  const { state, by, reason, since } = position;
  const facts = {
    state,
    by,
    ...(reason !== undefined && { reason }),
    ...(since !== undefined && { since }),
    unresolved: unresolved.length,
    journal,
  };
  if (journal !== 'ready' && journal !== 'reconciling') return { kind: 'failed', key: 'noJournal', facts };
  if (unresolved.length > 0) {
    const values = { count: unresolved.length };
    return { kind: 'failed', key: `${state}Unresolved`, values, facts };
  }
  if (journal === 'reconciling') return { kind: 'waiting', key: `${state}Reconciling`, facts };
  return { kind: state === 'active' ? 'well' : 'attention', key: state, facts };
}
