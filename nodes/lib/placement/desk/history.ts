import type { JournalRecord, PlacementRecord } from '../journal/records';

/** Everything that is known of one placement. */
export interface Kept {
  readonly intended: Extract<KeptRecord, { kind: 'intended' | 'forbidden' }>;
  readonly records: KeptRecord[];
}

export type KeptRecord = Extract<JournalRecord, PlacementRecord>;

/** The placements of a desk by client order id, oldest first. */
export interface History {
  add(record: JournalRecord): void;
  readonly placements: ReadonlyMap<string, Kept>;
}

export function createHistory(): History {
  const placements = new Map<string, Kept>();
  return {
    placements,
    add(record) {
      if (!('client_oid' in record)) return;
      const kept = placements.get(record.client_oid);
      if (kept) kept.records.push(record);
      else if (record.kind === 'intended' || record.kind === 'forbidden')
        placements.set(record.client_oid, { intended: record, records: [record] });
    },
  };
}
