import type { PlacementEntry } from '../journal';
import type { RecordKeeper } from './record-keeper';

/** What is known of the cancel that makes room for a renewal: that it may have left, or that the exchange took it. */
export type Mark = 'leaving' | 'taken';

/** Orders that are being canceled in order to be renewed, also over a restart: none of them ends without a word. */
export interface RenewalMarks {
  of(client_oid: string): Mark | undefined;
  readonly orders: readonly string[];
  /** Before the cancel leaves. @throws CoinbaseError JOURNAL_UNAVAILABLE: it must not leave. */
  leaving(client_oid: string): Promise<void>;
  taken(client_oid: string): void;
  /** Nothing more comes of it: it is not canceled for that any more, its place was taken, or the flow was told. */
  over(client_oid: string): void;
  /** The flow is about to be told; once it was it is {@link over}, and until then the next start would go on with it. */
  telling(client_oid: string): void;
  /** It is not over after all. */
  again(client_oid: string, mark: Mark): void;
  /** What the journal says of it. */
  restore(entry: PlacementEntry): void;
}

export function createRenewalMarks(records: Pick<RecordKeeper, 'write' | 'note'>): RenewalMarks {
  const marks = new Map<string, Mark>();
  const untold = new Set<string>();
  const note = (client_oid: string, mark: Mark): void => {
    if (marks.get(client_oid) === mark) return;
    marks.set(client_oid, mark);
    records.note({ kind: 'renewing', client_oid, cancel: mark });
  };
  return {
    of: (client_oid) => marks.get(client_oid),
    get orders() {
      return [...marks.keys()];
    },
    async leaving(client_oid) {
      if (marks.has(client_oid)) return;
      await records.write({ kind: 'renewing', client_oid, cancel: 'leaving' });
      marks.set(client_oid, 'leaving');
    },
    taken: (client_oid) => note(client_oid, 'taken'),
    telling(client_oid) {
      if (marks.delete(client_oid)) untold.add(client_oid);
    },
    again: note,
    over(client_oid) {
      if (marks.delete(client_oid) || untold.delete(client_oid))
        records.note({ kind: 'renewing', client_oid, cancel: 'over' });
    },
    restore({ client_oid, renewing }) {
      if (renewing !== undefined) marks.set(client_oid, renewing);
    },
  };
}
