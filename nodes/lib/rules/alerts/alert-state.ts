import type { AlertEvent } from './alert-event';
import type { Condition, Moment, Policy } from './condition';
import type { Memory, Reading } from './judge';
import type { Phase } from './phases';

/** One alert on one stream of values. Immutable. */
export interface AlertState {
  readonly phase: Phase;
  /** When the phase began, elapsed milliseconds. */
  readonly since: number;
  /** With the levels of the last value; absent before the first one. */
  readonly condition?: Condition;
  readonly memory: Memory;
  /** While confirming: values in a row for which the condition held. */
  readonly updates: number;
  /** While confirming and later: when the condition began to hold, Unix milliseconds. */
  readonly onset?: number;
  /** The last alert. */
  readonly trigger?: Trigger;
  /** A command armed it while it was on: it tells once more after it is over. */
  readonly armedAhead?: true;
}

/** What an alert was triggered by. */
export interface Trigger {
  readonly moment: Moment;
  readonly condition: Condition;
  readonly reading: Reading;
}

export interface Step {
  readonly state: AlertState;
  readonly events: readonly AlertEvent[];
}

/** What moves an alert, and when. */
export interface Cause {
  readonly policy: Policy;
  readonly moment: Moment;
  readonly by: AlertEvent['by'];
}
