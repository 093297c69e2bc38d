import type { Clock } from '../../rules/clock';

/** Between two looks at the same order, milliseconds: the first ones in a row, and the longest. */
const FIRST_MS = 5000;
const LONGEST_MS = 600_000;
/** So many pauses in a row are alike before each is twice as long. */
const ALIKE = 3;

/** Orders at which nothing could be done just now; each is looked at less and less often. */
export interface RenewalPauses {
  /** Milliseconds until it is to be looked at again; 0 when it may be now. */
  left(client_oid: string): number;
  /** Once more nothing could be done. @param mostMs however often. */
  again(client_oid: string, mostMs?: number): void;
  over(client_oid: string): void;
}

export function createRenewalPauses(clock: Pick<Clock, 'elapsed'>): RenewalPauses {
  const pauses = new Map<string, { readonly count: number; readonly until: number }>();
  return {
    left: (client_oid) => Math.max(0, (pauses.get(client_oid)?.until ?? 0) - clock.elapsed()),
    again(client_oid, mostMs = LONGEST_MS) {
      const count = (pauses.get(client_oid)?.count ?? 0) + 1;
      const ms = Math.min(FIRST_MS * 2 ** Math.max(0, count - ALIKE), LONGEST_MS, mostMs);
      pauses.set(client_oid, { count, until: clock.elapsed() + ms });
    },
    over: (client_oid) => void pauses.delete(client_oid),
  };
}
