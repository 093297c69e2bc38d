import type { PlacementRecord } from './records';

/** Where one placement stands. */
export type PlacementState =
  /** A limit or the switch forbade it: nothing left, nothing will. */
  | 'forbidden'
  /** Written down; nothing has left yet. */
  | 'intended'
  /** It is on its way, or was when the process ended. */
  | 'sending'
  /** No answer, or none that proves anything. */
  | 'unknown'
  /** As `unknown`, and the flow was told so. */
  | 'unresolved'
  /** The exchange has it. */
  | 'placed'
  /** The exchange turned it down. */
  | 'refused'
  /** It never left. */
  | 'not-sent'
  /** Proven: the exchange has no such order, and none can come any more. */
  | 'absent'
  /** A person said that it does not matter any more. */
  | 'released';

/** What can happen to it: the kinds of records, an answer by its verdict. */
export type PlacementStep =
  Exclude<PlacementRecord['kind'], 'answered'> | Extract<PlacementRecord, { kind: 'answered' }>['verdict'];

type Steps = Readonly<Partial<Record<PlacementStep, PlacementState>>>;

/** All legal steps; whatever is not here does not happen. */
const LIFE: Readonly<Record<PlacementState | 'new', Steps>> = {
  new: { intended: 'intended', forbidden: 'forbidden' },
  forbidden: { reported: 'forbidden' },
  // Forbidden after it was written down: the switch was moved while it waited for the rate limit.
  intended: {
    sending: 'sending',
    'not-sent': 'not-sent',
    absent: 'absent',
    forbidden: 'forbidden',
    reported: 'intended',
  },
  sending: {
    accepted: 'placed',
    refused: 'refused',
    'not-sent': 'not-sent',
    unknown: 'unknown',
    // Found by its client order id, or seen on the feed before the answer came.
    seen: 'placed',
    absent: 'absent',
    unresolved: 'unresolved',
    released: 'released',
    reported: 'sending',
  },
  // Sent again only where the exchange knows a repeated client order id.
  unknown: {
    sending: 'sending',
    seen: 'placed',
    absent: 'absent',
    unresolved: 'unresolved',
    released: 'released',
    reported: 'unknown',
  },
  unresolved: {
    sending: 'sending',
    // The answer may come after the flow was told.
    accepted: 'placed',
    refused: 'refused',
    'not-sent': 'not-sent',
    unknown: 'unresolved',
    seen: 'placed',
    absent: 'absent',
    unresolved: 'unresolved',
    released: 'released',
    reported: 'unresolved',
  },
  // An answer after a sighting is late; it says what is known already, or proves nothing.
  placed: { accepted: 'placed', unknown: 'placed', seen: 'placed', renewing: 'placed', reported: 'placed' },
  // Sent again: the rate limit or the clock turned it down, or nothing had left. Then the switch may forbid it.
  refused: { sending: 'sending', absent: 'absent', forbidden: 'forbidden', reported: 'refused' },
  'not-sent': { sending: 'sending', absent: 'absent', forbidden: 'forbidden', reported: 'not-sent' },
  absent: { absent: 'absent', reported: 'absent' },
  // The looking may have gone on; what it finds is true all the same.
  released: {
    seen: 'placed',
    absent: 'absent',
    released: 'released',
    accepted: 'placed',
    refused: 'refused',
    'not-sent': 'not-sent',
    unknown: 'released',
    reported: 'released',
  },
};

/** What a record does to a placement. */
export function stepOf(record: PlacementRecord): PlacementStep {
  return record.kind === 'answered' ? record.verdict : record.kind;
}

/** Where a step leads, or undefined when it is not legal there. */
export function nextState(from: PlacementState | undefined, step: PlacementStep): PlacementState | undefined {
  return LIFE[from ?? 'new'][step];
}

/** States in which the exchange may have an order that is not known here, or may yet get it. */
const UNSURE: ReadonlySet<PlacementState> = new Set(['sending', 'unknown', 'unresolved']);

export function isUnsure(state: PlacementState): boolean {
  return UNSURE.has(state);
}
