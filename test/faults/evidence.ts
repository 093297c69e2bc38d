import type { ExchangeRecord, Standing } from './exchange-record';
import type { Face } from './face';
import type { Arrival } from './fault-plan';
import type { Story } from './story';

/** What must never be; a run is good without any. */
export const violationKinds = [
  'doubled',
  'lost',
  'wrong verdict',
  'not answered once',
  'sent again after an unknown',
  'not settled',
  'journal',
] as const;

export type ViolationKind = (typeof violationKinds)[number];

export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
}

/** What the exchange, the door and the flow each tell of the same run. */
export interface Evidence {
  readonly record: ExchangeRecord;
  /** How the exchange's orders stand, by id. */
  readonly standings: ReadonlyMap<string, Standing>;
  readonly arrivals: readonly Arrival[];
  readonly story: Story;
  readonly face: Face;
}

export function groupBy<T, K>(all: readonly T[], key: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}
