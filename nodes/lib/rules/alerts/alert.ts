import { cleared, triggered } from './alert-event';
import type { AlertState, Cause, Step } from './alert-state';
import { sameCondition, type Condition, type Moment, type Policy } from './condition';
import { armed, forgetting, judge, observe, sided, tracked, type Observation } from './judge';
import { phaseAfter, type Phase, type Sign } from './phases';

export type Command = 'arm' | 'disarm' | 'rearm';

/** @param condition where it is known before any value. */
export function newAlert(policy: Policy, moment: Moment, condition?: Condition): AlertState {
  const state = begun({ phase: 'waiting', ...(condition && { condition }) }, moment);
  return settle({ state, events: [] }, { policy, moment, by: 'time' }).state;
}

/**
 * When time alone moves the alert, elapsed milliseconds: a confirmation is complete, a cool-down over, a silence too
 * long. Undefined where only a message can.
 */
export function dueAt(policy: Policy, state: AlertState): number | undefined {
  const { phase, since, condition, memory, trigger } = state;
  if (phase === 'confirming') return 'ms' in policy.confirm ? since + policy.confirm.ms : undefined;
  if (phase === 'cooling') return (trigger?.moment.elapsed ?? since) + policy.coolDownMs;
  return phase === 'armed' && condition?.kind === 'silent' ? memory.heardAt + condition.afterMs : undefined;
}

/** What time alone has done by now, each at its own moment: a late timer changes nothing. */
export function onTime(policy: Policy, state: AlertState, moment: Moment): Step {
  let step: Step = { state, events: [] };
  for (;;) {
    const due = dueAt(policy, step.state);
    if (due === undefined || due > moment.elapsed) return step;
    const then = { elapsed: due, now: moment.now - (moment.elapsed - due) };
    const next = settle(step, { policy, moment: then, by: 'time' });
    if (next === step) return step;
    step = next;
  }
}

/** A value came. @param condition with the levels that it is to be compared with. */
export function onValue(
  policy: Policy,
  before: AlertState,
  condition: Condition,
  observation: Observation,
  moment: Moment,
): Step {
  const cause: Cause = { policy, moment, by: 'value' };
  const step = otherLevel(onTime(policy, before, moment), condition, cause);
  const { phase, memory, updates } = step.state;
  if (phase === 'disarmed') return { ...step, state: { ...step.state, condition } };
  const state: AlertState = {
    ...step.state,
    condition,
    memory: observe(condition, memory, observation, moment),
    updates: phase === 'confirming' ? updates + 1 : updates,
  };
  const after = settle({ ...step, state }, cause);
  if (after.state.phase !== 'armed') return after;
  return { ...after, state: { ...after.state, memory: tracked(condition, after.state.memory) } };
}

/** The data is not current any more: the last value says nothing now. A silence goes on. */
export function onStale(policy: Policy, before: AlertState, moment: Moment): Step {
  const step = onTime(policy, before, moment);
  const state = { ...step.state, memory: forgetting(step.state.memory) };
  return move({ ...step, state }, 'lost', { policy, moment, by: 'time' });
}

/**
 * `arm` arms what is disarmed or spent, and what is on once it is over; `rearm` begins what is not disarmed anew;
 * `disarm` ends it.
 */
export function onCommand(policy: Policy, before: AlertState, command: Command, moment: Moment): Step {
  const cause: Cause = { policy, moment, by: 'command' };
  const step = onTime(policy, before, moment);
  const next = move(step, command, cause);
  if (next !== step) return settle(next, cause);
  const isOn = step.state.phase === 'triggered' || step.state.phase === 'cooling';
  return command === 'arm' && isOn ? { ...step, state: { ...step.state, armedAhead: true } } : step;
}

function otherLevel(step: Step, condition: Condition, cause: Cause): Step {
  return hasTold(step.state, condition, cause.policy) ? step : move(step, 'level', cause);
}

/** Whether the alert that was may not be followed by another one for this condition. */
function hasTold(state: AlertState, condition: Condition | undefined, { repeat }: Policy): boolean {
  const { trigger, armedAhead } = state;
  if (armedAhead) return false;
  if (repeat !== 'level' || !trigger || !condition) return repeat !== 'again';
  return sameCondition(trigger.condition, condition);
}

/** Follows the signs until there is none that moves the alert. */
function settle(step: Step, cause: Cause): Step {
  let now = step;
  for (;;) {
    const sign = signOf(now.state, cause);
    const next = sign ? move(now, sign, cause) : now;
    if (next === now) return now;
    now = next;
  }
}

function signOf(state: AlertState, { policy, moment }: Cause): Sign | undefined {
  const { phase, condition, memory } = state;
  // A silence has no first value that could only tell the side.
  if (phase === 'waiting' && (policy.first === 'alert' || condition?.kind === 'silent')) return 'open';
  if (phase === 'cooling') {
    if (hasTold(state, condition, policy)) return 'told';
    return moment.elapsed >= (dueAt(policy, state) ?? Infinity) ? 'rested' : undefined;
  }
  if (!condition || (!memory.last && condition.kind !== 'silent')) return undefined;
  const { beyond, back } = judge(condition, memory, policy.hysteresis, moment.elapsed);
  if (back && (phase === 'triggered' || !beyond)) return 'back';
  if (!beyond) return 'between';
  return isConfirmed(state, policy, moment.elapsed) ? 'certain' : 'beyond';
}

function isConfirmed({ phase, since, updates }: AlertState, { confirm }: Policy, elapsed: number): boolean {
  const confirming = phase === 'confirming';
  if ('ms' in confirm) return (confirming ? elapsed - since : 0) >= confirm.ms;
  return (confirming ? updates : 1) >= confirm.updates;
}

/** One move of the table with what comes with it; the same step where the sign moves nothing. */
function move(step: Step, sign: Sign, cause: Cause): Step {
  const { state, events } = step;
  const phase = phaseAfter(state.phase, sign);
  if (phase === undefined) return step;
  const moved = remembered(state, phase, cause);
  if (phase === 'triggered') return { state: moved, events: [...events, triggered(state, moved, cause)] };
  return { state: moved, events: state.phase === 'triggered' ? [...events, cleared(state, cause)] : events };
}

function remembered(before: AlertState, phase: Phase, { policy, moment }: Cause): AlertState {
  const state: AlertState = { ...before, phase, since: moment.elapsed };
  const { condition, memory } = state;
  if (!condition) return phase === 'armed' ? state : begun(state, moment);
  switch (phase) {
    case 'waiting':
    case 'disarmed':
      return begun(state, moment);
    case 'armed':
      // What was measured from before a confirmation that failed is measured from still.
      return before.phase === 'confirming' ? state : { ...state, memory: armed(condition, memory) };
    case 'confirming':
      return { ...state, updates: 1, onset: moment.now };
    case 'triggered': {
      const reading = judge(condition, memory, policy.hysteresis, moment.elapsed);
      const { armedAhead: _, ...rest } = state;
      return { ...rest, trigger: { moment, condition, reading } };
    }
    case 'cooling':
      return { ...state, memory: sided(condition, memory) };
    case 'outside':
    case 'spent':
      return state;
  }
}

/** Nothing is remembered but the levels. */
function begun(
  { phase, condition }: Pick<AlertState, 'phase' | 'condition'>,
  { elapsed }: Moment,
): AlertState {
  return { phase, since: elapsed, memory: { heardAt: elapsed }, updates: 0, ...(condition && { condition }) };
}
