import type { AlertState, BookState, ConditionKind, Phase } from '../lib/rules/alerts';
import type { CoinbaseError } from '../lib/rules/errors';
import type { NodeState, StatusKind } from '../lib/runtime';

/** What a node shows of one alert: its phase, or that its data is out of date. */
type Shown = Phase | 'noData';

const KINDS: Readonly<Record<Shown, StatusKind>> = {
  waiting: 'waiting',
  outside: 'waiting',
  armed: 'well',
  confirming: 'busy',
  triggered: 'attention',
  cooling: 'waiting',
  spent: 'idle',
  disarmed: 'idle',
  noData: 'attention',
};

/** Of several topics the first of these that there is. */
const BY_WEIGHT: readonly Shown[] = [
  'triggered',
  'noData',
  'confirming',
  'cooling',
  'armed',
  'outside',
  'waiting',
  'spent',
  'disarmed',
];

const MOST_DIGITS = 16;

/** The state and value of the one topic, or how many of several are in the weightiest state. */
export function stateOfAlerts({ states, disarmed }: BookState, kind: ConditionKind): NodeState {
  const [only] = states;
  if (states.size > 1) return stateOfSeveral(states, kind);
  const [topic, state] = only ?? ['', undefined];
  const shown = state ? shownOf(state, kind) : disarmed ? 'disarmed' : 'waiting';
  const value = state?.memory.last?.value?.toFixed() ?? '';
  const short = value.length > MOST_DIGITS ? `${value.slice(0, MOST_DIGITS)}…` : value;
  const facts = {
    phase: state?.phase ?? shown,
    ...(topic !== '' && { topic }),
    ...(value !== '' && { value: short }),
  };
  return { kind: KINDS[shown], key: shown, values: { value: short }, facts };
}

function stateOfSeveral(states: BookState['states'], kind: ConditionKind): NodeState {
  const counts = new Map<Shown, number>();
  for (const state of states.values()) {
    const shown = shownOf(state, kind);
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  const shown = BY_WEIGHT.find((one) => counts.has(one)) ?? 'waiting';
  const values = { count: counts.get(shown) ?? 0, total: states.size };
  return {
    kind: KINDS[shown],
    key: `several.${shown}`,
    values,
    facts: { topics: states.size, ...Object.fromEntries(counts) },
  };
}

function shownOf({ phase, memory }: AlertState, kind: ConditionKind): Shown {
  if (kind === 'silent') return phase === 'triggered' ? 'noData' : phase;
  const watched = phase !== 'waiting' && phase !== 'spent' && phase !== 'disarmed';
  return watched && phase !== 'triggered' && memory.stale ? 'noData' : phase;
}

/** What the node shows of an error: a form that cannot be watched for, or a message that could not be used. */
export function stateOfError({ code, details }: CoinbaseError): NodeState {
  const facts = { code };
  if (code !== 'ALERT_INVALID') return { kind: 'failed', key: 'failed', values: facts, facts };
  const field = typeof details['field'] === 'string' ? details['field'] : '';
  return { kind: 'misconfigured', key: 'invalid', values: { field }, facts: { code, field } };
}
