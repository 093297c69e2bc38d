import type { JournalRecord } from '../../nodes/lib/placement/journal';
import { vanished } from './checker';
import { type Evidence, groupBy, type Violation } from './evidence';

/** Holds what the journal says in the end, read anew from its file, against what the exchange took. */
export function checkJournal(
  records: readonly JournalRecord[],
  { record, standings }: Pick<Evidence, 'record' | 'standings'>,
): Violation[] {
  const placements = groupBy(
    records.filter((one) => 'client_oid' in one),
    (one) => one.client_oid,
  );
  const wrong: Violation[] = [];
  const say = (what: string): unknown => wrong.push({ kind: 'journal', what });
  for (const order of record.taken) {
    const steps = placements.get(order.clientOid) ?? [];
    const has = (kind: JournalRecord['kind']): boolean => steps.some((step) => step.kind === kind);
    if (!has('intended')) say(`${order.id} is not in it`);
    if (has('absent') && !order.rejected && !vanished(order, standings)) say(`${order.id} is absent in it`);
    for (const step of steps)
      if (step.kind === 'seen' && step.order.id !== order.id) say(`${order.id} is ${step.order.id} in it`);
  }
  for (const [oid, steps] of placements) {
    const open =
      steps.some(({ kind }) => kind === 'intended') && !steps.some(({ kind }) => kind === 'reported');
    if (open) say(`${oid} is open in it: nobody was told`);
  }
  return wrong;
}
