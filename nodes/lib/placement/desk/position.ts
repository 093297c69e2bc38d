import { stricter, type TradingState } from '../../rules/trading-state';
import type { JournalRecord } from '../journal/records';
import type { Step } from './record-keeper';
import type { SwitchPosition } from './types';

/** The trading switch of one desk. */
export interface Position {
  /** In force now: the stricter of the switch and what the accounts allow. */
  readonly now: SwitchPosition;
  /** What the journal remembers; until then nothing may be ordered. */
  restore(records: readonly JournalRecord[]): void;
  /** The loosest state of each account in use. */
  allow(states: readonly (TradingState | undefined)[]): void;
  move(state: TradingState, by: string, reason?: string): Promise<void>;
}

export interface PositionParts {
  readonly write: (step: Step) => Promise<void>;
  readonly changed: (from: TradingState, position: SwitchPosition) => void;
  /** ISO 8601, UTC. */
  readonly time: () => string;
}

const UNREAD: SwitchPosition = {
  state: 'halted',
  by: 'journal',
  reason: 'the order journal was not read yet',
};

export function createPosition({ write, changed, time }: PositionParts): Position {
  let restored = false;
  let moved: SwitchPosition = { state: 'active', by: 'default' };
  let loosest: TradingState = 'active';
  let moves = 0;

  const inForce = (): SwitchPosition => {
    if (!restored && moved.state !== 'halted') return UNREAD;
    return stricter(moved.state, loosest) === moved.state ? moved : { state: loosest, by: 'account' };
  };
  const change = (run: () => void): void => {
    const before = inForce();
    run();
    const after = inForce();
    // Reading what was there is no change.
    if (before !== UNREAD && !isSame(before, after)) changed(before.state, after);
  };
  return {
    get now() {
      return inForce();
    },
    restore(records) {
      const last = lastPosition(records);
      change(() => {
        restored = true;
        // One that was halted before the journal could be read stays halted.
        if (last && moved.state !== 'halted') moved = last;
      });
    },
    allow(states) {
      change(() => (loosest = states.reduce<TradingState>((a, b) => stricter(a, b ?? 'active'), 'active')));
    },
    async move(state, by, reason) {
      const next = { kind: 'switch', state, by, ...(reason !== undefined && { reason }) } as const;
      const apply = (): void => change(() => (moved = positionOf({ at: time(), ...next })));
      // What it is looser than is not known before the journal was read.
      const looser = restored ? stricter(state, moved.state) !== state : state !== 'halted';
      moves += 1;
      const own = moves;
      if (!looser) apply();
      await write(next);
      // What another said meanwhile is newer.
      if (looser && own === moves) apply();
    },
  };
}

/** Where the switch was left; undefined when it was never moved. */
export function lastPosition(records: readonly JournalRecord[]): SwitchPosition | undefined {
  const last = records.findLast((record) => record.kind === 'switch');
  return last && positionOf(last);
}

function positionOf(record: Extract<JournalRecord, { kind: 'switch' }>): SwitchPosition {
  const { at, state, by, reason } = record;
  return { state, by, since: at, ...(reason !== undefined && { reason }) };
}

function isSame(a: SwitchPosition, b: SwitchPosition): boolean {
  return a.state === b.state && a.by === b.by && a.reason === b.reason;
}
