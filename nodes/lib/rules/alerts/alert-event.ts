import type { Decimal } from '../decimal';
import type { AlertState, Cause } from './alert-state';
import type { Memory, Reading } from './judge';

export interface AlertEvent {
  readonly event: 'triggered' | 'cleared';
  /** A value, the passing of time, or a command. */
  readonly by: 'value' | 'time' | 'command';
  /** How the condition stood when the alert was triggered. */
  readonly reading?: Reading;
  /** Unix milliseconds: since when the condition held, or since when the alert was triggered. */
  readonly since: number;
  /** When it happened, Unix milliseconds. */
  readonly at: number;
  readonly value?: Decimal;
  readonly previous?: Decimal;
}

/** The event of an alert that is triggered now. */
export function triggered(
  before: AlertState,
  { memory, condition, trigger }: AlertState,
  { moment, by }: Cause,
): AlertEvent {
  const confirmed = before.phase === 'confirming' ? before.onset : undefined;
  const silence = condition?.kind === 'silent' ? moment.elapsed - memory.heardAt : 0;
  return {
    event: 'triggered',
    by,
    ...(trigger && { reading: trigger.reading }),
    since: confirmed ?? moment.now - silence,
    at: moment.now,
    ...valuesOf(memory),
  };
}

/** The event of an alert that is over now. */
export function cleared({ memory, trigger }: AlertState, { moment, by }: Cause): AlertEvent {
  return {
    event: 'cleared',
    by,
    ...(trigger && { reading: trigger.reading }),
    since: trigger?.moment.now ?? moment.now,
    at: moment.now,
    ...valuesOf(memory),
  };
}

function valuesOf({ last, previous }: Memory): Pick<AlertEvent, 'value' | 'previous'> {
  return { ...(last?.value && { value: last.value }), ...(previous && { previous }) };
}
